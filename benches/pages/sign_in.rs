//! What a rush of sign-ins does to those who read: the provider page alone, and beside 20 people
//! who sign in again and again, in turns within one run.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use handoff::app::World;
use handoff::identity::Passwords;
use sea_orm::{ConnectionTrait, Statement};
use serde_json::json;
use tokio::task::JoinSet;

use crate::cases::graphql;
use crate::engine::connect;
use crate::load::{Bytes, Work, ask};
use crate::measure::{Sample, Server, median, sample};

/// People who sign in at a time.
const PEOPLE: usize = 20;
const PASSWORD: &str = "invented for the bench";
const SIGN_IN: &str = "mutation SignIn($input: SignInInput!) {
  signIn(input: $input) { session { token } userErrors { code } }
}";

/// What was measured.
pub struct Rush {
    /// The page alone.
    pub alone: Sample,
    /// The page beside the sign-ins.
    pub beside: Sample,
    /// Sign-ins a second, meanwhile.
    pub per_second: f64,
}

/// Gives the referrers' people a password; the data are made without, since hashing takes long.
pub async fn give_passwords(url: &str, world: &World) -> Result<()> {
    let passwords = Passwords::new(1, world.entropy.as_ref())?;
    let password = PASSWORD.into();
    let hash = passwords.hash(&password, world.entropy.as_ref()).await?;
    let database = connect(url).await?;
    let text = "UPDATE account SET password_hash = $1 WHERE email LIKE 'referrer%'";
    let backend = database.get_database_backend();
    let statement = Statement::from_sql_and_values(backend, text, [hash.into()]);
    database.execute_raw(statement).await?;
    database.close().await?;
    Ok(())
}

/// Drives the page with and without the rush.
pub async fn measure(
    server: &Server,
    (page, time): (Bytes, Duration),
    rounds: usize,
) -> Result<Rush> {
    let (answer, _) = ask(server.address, &page).await?;
    let work = Work::For(time, page);
    sample(server, &work, answer.len()).await?;
    let (mut alone, mut beside) = (Vec::new(), Vec::new());
    let done = Arc::new(AtomicUsize::new(0));
    let mut rushed = Duration::ZERO;
    for _ in 0..rounds {
        alone.push(sample(server, &work, answer.len()).await?);
        let started = Instant::now();
        let mut people = JoinSet::new();
        for person in 0..PEOPLE {
            people.spawn(sign_in(server.address, person, Arc::clone(&done)));
        }
        let drive = sample(server, &work, answer.len());
        let round = tokio::select! {
            round = drive => round?,
            failed = people.join_next() => {
                failed.context("nobody signs in")???;
                continue;
            }
        };
        beside.push(round);
        rushed += started.elapsed();
        people.shutdown().await;
    }
    #[expect(clippy::cast_precision_loss, reason = "some thousands at most")]
    let signed_in = done.load(Ordering::Relaxed) as f64;
    ensure!(signed_in > 0.0, "nobody was let in");
    Ok(Rush {
        alone: median(&alone),
        beside: median(&beside),
        per_second: signed_in / rushed.as_secs_f64(),
    })
}

/// One person, who signs in until stopped.
async fn sign_in(address: SocketAddr, person: usize, done: Arc<AtomicUsize>) -> Result<()> {
    let input = json!({ "email": format!("referrer{person}@example.org"), "password": PASSWORD });
    let request = graphql(SIGN_IN, &json!({ "input": input }), None);
    loop {
        let (text, answer) = ask(address, &request).await?;
        if answer["data"]["signIn"]["session"].is_object() {
            done.fetch_add(1, Ordering::Relaxed);
            continue;
        }
        // All come from one address: before it is known as home, they may slow each other down.
        let code = &answer["data"]["signIn"]["userErrors"][0]["code"];
        ensure!(code == "TOO_MANY_ATTEMPTS" || code == "BUSY", text);
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}
