//! What the worker asks and does without anybody's request: who comes first for a place, and what is
//! due by the clock. No server runs meanwhile.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use entity::types::{PoolId, ReferralId};
use handoff::app::World;
use handoff::db::{Db, statements};
use handoff::duties::Sweep;
use handoff::referrals::Referrals;
use sea_orm::{ConnectionTrait, FromQueryResult};

use crate::data;
use crate::engine::connect;
use crate::floor::CONNECTIONS;

/// Looks of each kind, of which the median counts.
const LOOKS: usize = 101;
/// Steps that are made due for a sweep.
const DUE: u64 = 1000;
/// Sweeps, of which the median counts.
const SWEEPS: usize = 3;

/// Something that the worker does.
pub struct Look {
    /// What.
    pub name: &'static str,
    /// How long it takes.
    pub milliseconds: f64,
    /// What there is to say of it.
    pub note: String,
}

#[derive(FromQueryResult)]
struct Head {
    referral_id: ReferralId,
}

/// Measures on a database that nobody else uses.
pub async fn measure(url: &str, world: &World) -> Result<Vec<Look>> {
    let db = Db::open(url, CONNECTIONS).await?;
    let referrals = Referrals::new(db.clone());
    let op = || world.system_op("bench");
    let pool = PoolId(data::waited_pool());
    let (mut heads, mut rounds) = (Vec::new(), Vec::new());
    for _ in 0..LOOKS {
        let started = Instant::now();
        let reader = db.read(&op());
        let asked = [pool.into(), op().today().into()];
        let found: Vec<Head> = reader.sql(&statements::routing::HEAD, asked).await?;
        heads.push(started.elapsed());
        let first = found.first().context("nobody waits")?;
        ensure!(!first.referral_id.0.is_nil(), "nobody waits");
        let started = Instant::now();
        let served = referrals.serve_waitlist(op).await?;
        rounds.push(started.elapsed());
        ensure!(served == 0, "a full pool was handed on");
    }
    let mut sweeps = Vec::new();
    let mut all = 0;
    for _ in 0..SWEEPS {
        make_due(url).await?;
        let started = Instant::now();
        let fired = Sweep::new(db.clone()).once(&op()).await?;
        // A small run has fewer steps, and after the first sweep none.
        if let Ok(fired @ 1..) = u32::try_from(fired) {
            sweeps.push(started.elapsed() * 1000 / fired);
            all += fired;
        }
    }
    db.close().await?;
    Ok(vec![
        look("head of a wait list", &mut heads, String::new()),
        look(
            "a look at all wait lists, nobody to serve",
            &mut rounds,
            String::new(),
        ),
        look(
            "a sweep of 1,000 due steps",
            &mut sweeps,
            format!("({all} in all)"),
        ),
    ])
}

/// The median of some times.
pub fn look(name: &'static str, times: &mut [Duration], note: String) -> Look {
    times.sort_unstable();
    let half = times.get(times.len() / 2).copied().unwrap_or_default();
    Look {
        name,
        milliseconds: half.as_secs_f64() * 1e3,
        note,
    }
}

/// Makes the steps due that lie furthest ahead.
async fn make_due(url: &str) -> Result<()> {
    let database = connect(url).await?;
    let text = format!(
        "UPDATE escalation SET fires_at = \
           (SELECT MIN(assigned_at) FROM assignment WHERE id = escalation.assignment_id) \
         WHERE state = 'PENDING' AND (assignment_id, position) IN \
           (SELECT assignment_id, position FROM escalation WHERE state = 'PENDING' \
             ORDER BY fires_at DESC LIMIT {DUE})"
    );
    database.execute_unprepared(&text).await?;
    database.close().await?;
    Ok(())
}
