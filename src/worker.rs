//! The worker: what is due by the clock and not by anybody's act. Every instance runs one; each
//! sweep is safe to run twice.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::capacity;
use crate::db::Db;
use crate::error::StoreError;
use crate::idempotency;
use crate::identity::Identity;
use crate::op::OpCtx;
use crate::referrals::Referrals;

/// Time between sweeps.
const EVERY: Duration = Duration::from_mins(10);

/// Time between looks at places that come free, and at who waits for them.
const PROMPT: Duration = Duration::from_secs(1);

/// Hands room to whoever waits for it, until stopped.
pub async fn serve_waitlists(db: &Db, op: impl Fn() -> OpCtx, stop: CancellationToken) {
    let referrals = Referrals::new(db.clone());
    loop {
        hand_on(db, &referrals, &op).await;
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(PROMPT) => {}
        }
    }
}

/// Tells what the clocks of authorizations and reassessments have made due, until stopped. `op` starts a fresh operation
/// of the server itself.
pub async fn tell_of_clocks(db: &Db, op: impl Fn() -> OpCtx, stop: CancellationToken) {
    let referrals = Referrals::new(db.clone());
    loop {
        if let Err(error) = referrals.tell_of_clocks(&op).await {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "the clocks of authorizations were not looked at; the next look tries again"
            );
        }
        if let Err(error) = referrals.tell_of_reassessments(&op).await {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "reassessments were not looked at; the next look tries again"
            );
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(PROMPT) => {}
        }
    }
}

/// What comes free by the clock comes first, so that who waits is served at once: pauses that end,
/// places held until now, and what was offered and nobody took. One that fails is not in the way of
/// the next.
async fn hand_on(db: &Db, referrals: &Referrals, op: &impl Fn() -> OpCtx) {
    noted(capacity::end_pauses(db, &op()).await);
    noted(referrals.lapse_holds(op).await);
    noted(referrals.lapse_offers(op).await);
    noted(referrals.serve_waitlist(op).await);
}

fn noted<T>(outcome: Result<T, StoreError>) {
    if let Err(error) = outcome {
        tracing::warn!(
            error = &error as &dyn std::error::Error,
            "a place was not handed on; the next look tries again"
        );
    }
}

/// Sweeps until stopped. `op` starts a fresh operation of the server itself.
pub async fn run(db: &Db, identity: &Identity, op: impl Fn() -> OpCtx, stop: CancellationToken) {
    loop {
        if let Err(error) = sweep(db, identity, &op).await {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "a sweep failed; the next one tries again"
            );
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(EVERY) => {}
        }
    }
}

async fn sweep(db: &Db, identity: &Identity, op: &impl Fn() -> OpCtx) -> Result<(), StoreError> {
    while idempotency::purge(db, &op()).await? > 0 {}
    capacity::ask_for_figures(db, &op()).await?;
    Referrals::new(db.clone()).follow_ends(op).await?;
    identity.purge(&op()).await
}
