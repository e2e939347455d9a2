//! What the audit trail costs by itself: how long an answer waits for its row, and how many rows a
//! second are sealed. No server runs meanwhile.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use entity::audit_event;
use entity::types::{AccountId, AuditOutcome, OrganizationId};
use handoff::app::World;
use handoff::audit::{AuditKey, Journal, Seal};
use handoff::db::Db;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use uuid::Uuid;

use crate::floor::CONNECTIONS;
use crate::report::fact;

/// Answers that are waited for one after the other.
const ANSWERS: usize = 400;
/// Answers that wait at a time.
const SIDE_BY_SIDE: usize = 16;
/// Rows that are sealed.
const ROWS: u128 = 20_000;
/// Organizations that these rows belong to.
const ORGANIZATIONS: u128 = 10;

/// Measures on a database that nobody else uses.
pub async fn measure(url: &str, world: &World) -> Result<Vec<String>> {
    let db = Db::open(url, CONNECTIONS).await?;
    let journal = Arc::new(Journal::new(db.clone()));
    let stop = CancellationToken::new();
    let running = {
        let (journal, stop) = (Arc::clone(&journal), stop.clone());
        TaskTracker::new().spawn(async move { journal.run(stop).await })
    };
    let alone = waits(&journal, world, 1).await?;
    let crowded = waits(&journal, world, SIDE_BY_SIDE).await?;
    let mut facts = vec![fact(
        "an answer waits for its row",
        &format!(
            "{:.2} ms at the median alone, {:.2} ms with {SIDE_BY_SIDE} side by side",
            milliseconds(alone),
            milliseconds(crowded)
        ),
    )];
    let seal = Seal::new(db.clone(), AuditKey::derive(b"a key for the bench"));
    seal.all(&world.system_op("bench")).await?;
    for members in [1, 50] {
        let rows: Vec<_> = (0..ROWS)
            .map(|number| row(world, number, members))
            .collect();
        for batch in rows.chunks(1000) {
            db.append(batch.to_vec()).await?;
        }
        let started = Instant::now();
        let sealed = seal.all(&world.system_op("bench")).await?;
        #[expect(clippy::cast_precision_loss, reason = "some thousands")]
        let rate = sealed as f64 / started.elapsed().as_secs_f64();
        facts.push(fact(
            &format!("rows sealed a second, with {members} members each"),
            &format!("{rate:.0} (aim: 1,000)"),
        ));
    }
    stop.cancel();
    running.await.context("the journal broke off")?;
    Ok(facts)
}

/// The median wait, while so many wait at a time.
async fn waits(journal: &Arc<Journal>, world: &World, at_a_time: usize) -> Result<Duration> {
    let mut waiting = JoinSet::new();
    for _ in 0..at_a_time {
        let (journal, world) = (Arc::clone(journal), world.clone());
        waiting.spawn(async move {
            let mut waits = Vec::with_capacity(ANSWERS);
            for number in 0..ANSWERS as u128 {
                let rows = vec![row(&world, number, 50)];
                let started = Instant::now();
                journal.keep(rows).await?;
                waits.push(started.elapsed());
            }
            anyhow::Ok(waits)
        });
    }
    let mut waits = Vec::new();
    while let Some(done) = waiting.join_next().await {
        waits.extend(done??);
    }
    waits.sort_unstable();
    waits.get(waits.len() / 2).copied().context("no answer")
}

fn row(world: &World, number: u128, members: u128) -> audit_event::Model {
    let op = world.system_op("bench");
    audit_event::Model {
        id: op.new_id(),
        organization_id: OrganizationId(Uuid::from_u128(1 + number % ORGANIZATIONS)),
        account_id: Some(AccountId(Uuid::from_u128(number % 100))),
        occurred_at: op.now(),
        operation: "assignments".to_owned(),
        object_kind: None,
        object_id: None,
        plan_id: Some(OrganizationId(Uuid::from_u128(1))),
        subjects: (0..members)
            .flat_map(|member| Uuid::from_u128(number * 50 + member).into_bytes())
            .collect(),
        outcome: AuditOutcome::Read,
        detail: None,
        request_id: op.new_id().to_string(),
        address: Some("192.0.2.1".to_owned()),
        seal_seq: None,
        seal_mac: None,
    }
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
