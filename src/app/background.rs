//! What runs beside the requests: each task with operations of the server itself, until stopped.

use std::time::Duration;

use tokio::task::JoinHandle;
use tokio_util::sync::{CancellationToken, DropGuard};
use tokio_util::task::TaskTracker;

use super::World;
use crate::audit::{Journal, Rhythm, Seal};
use crate::db::Db;
use crate::duties::Sweep;
use crate::error::StoreError;
use crate::identity::Identity;
use crate::members::fill_keys_in;
use crate::notices::{Deliveries, Feed};
use crate::nudges::Sender;
use crate::op::OpCtx;
use crate::privacy::Standings;
use crate::services::Services;
use crate::worker;

/// What runs beside the requests.
pub(super) struct Background {
    tracker: TaskTracker,
    stop: CancellationToken,
    _stop_when_dropped: DropGuard,
}

impl Background {
    pub(super) fn new() -> Self {
        let stop = CancellationToken::new();
        Self {
            tracker: TaskTracker::new(),
            _stop_when_dropped: stop.clone().drop_guard(),
            stop,
        }
    }

    /// Something that is waited for at the end.
    pub(super) fn spawn<T: Send + 'static>(
        &self,
        task: impl Future<Output = T> + Send + 'static,
    ) -> JoinHandle<T> {
        self.tracker.spawn(task)
    }

    /// Mailboxes: what came in goes out, and when it went out is written down.
    pub(super) fn run_feed(&self, db: &Db, world: &World, feed: Feed, deliveries: Deliveries) {
        let (op, stop) = (system_ops(world, "feed"), self.stop.clone());
        self.tracker.spawn(async move { feed.run(op, stop).await });
        let (op, stop) = (system_ops(world, "deliveries"), self.stop.clone());
        let store = db.clone();
        self.tracker
            .spawn(async move { deliveries.run(&store, op, stop).await });
        let (db, stop) = (db.clone(), self.stop.clone());
        self.tracker
            .spawn(async move { db.carry_wakeups(stop).await });
    }

    /// Readings, written down before their answers leave.
    pub(super) fn run_journal(&self, journal: Journal) {
        let stop = self.stop.clone();
        self.tracker.spawn(async move { journal.run(stop).await });
    }

    /// The chains of the audit trail.
    pub(super) fn run_seal(&self, world: &World, seal: Seal, rhythm: Rhythm) {
        let (op, stop) = (system_ops(world, "seal"), self.stop.clone());
        self.tracker
            .spawn(async move { seal.run(op, rhythm, stop).await });
    }

    /// Search keys of members that were written past the use cases, once, some at a time.
    pub(super) fn run_keys(&self, db: &Db, world: &World) {
        let (op, stop) = (system_ops(world, "member keys"), self.stop.clone());
        let db = db.clone();
        self.tracker.spawn(async move {
            loop {
                let filled: Result<usize, StoreError> = db
                    .write(&op(), |tx| async move { fill_keys_in(&tx).await })
                    .await;
                match filled {
                    Ok(0) => return,
                    Ok(_) if stop.is_cancelled() => return,
                    Ok(_) => {}
                    Err(error) => {
                        tracing::warn!(
                            error = &error as &dyn std::error::Error,
                            "some members cannot be searched by name until the next start"
                        );
                        return;
                    }
                }
            }
        });
    }

    /// What is due by the clock.
    pub(super) fn run_worker(&self, db: &Db, world: &World, identity: Identity) {
        let (op, stop) = (system_ops(world, "worker"), self.stop.clone());
        let db = db.clone();
        self.tracker
            .spawn(async move { worker::run(&db, &identity, op, stop).await });
    }

    /// What comes free by the clock, and who waits for a place.
    pub(super) fn run_waitlists(&self, db: &Db, world: &World) {
        let (op, stop) = (system_ops(world, "waitlist"), self.stop.clone());
        let db = db.clone();
        self.tracker
            .spawn(async move { worker::serve_waitlists(&db, op, stop).await });
    }

    /// What the clocks of authorizations make due.
    pub(super) fn run_clocks(&self, db: &Db, world: &World) {
        let (op, stop) = (system_ops(world, "authorizations"), self.stop.clone());
        let db = db.clone();
        self.tracker
            .spawn(async move { worker::tell_of_clocks(&db, op, stop).await });
    }

    /// What is done as deadlines come near.
    pub(super) fn run_duties(&self, db: &Db, world: &World, every: Duration) {
        let (op, stop) = (system_ops(world, "duties"), self.stop.clone());
        let sweep = Sweep::new(db.clone());
        self.tracker
            .spawn(async move { sweep.run(op, every, stop).await });
    }

    /// What is sent to those who do not look into their mailbox.
    pub(super) fn run_nudges(&self, world: &World, sender: Sender, every: Duration) {
        let (op, stop) = (system_ops(world, "nudges"), self.stop.clone());
        self.tracker
            .spawn(async move { sender.run(op, every, stop).await });
    }

    /// What stands in no token.
    pub(super) fn run_standings(&self, db: &Db, world: &World, standings: Standings) {
        let (op, stop) = (system_ops(world, "standings"), self.stop.clone());
        let db = db.clone();
        self.tracker
            .spawn(async move { standings.run(&db, op, stop).await });
    }

    /// What is looked at again and again: watched referrals, and what ended early.
    pub(super) fn run_watches(&self, db: &Db, world: &World, services: &Services) {
        let referrals = services.referral_watch.clone();
        let revocations = services.identity.revocations().clone();
        let (op, stop) = (system_ops(world, "referral watch"), self.stop.clone());
        self.tracker
            .spawn(async move { referrals.run(op, stop).await });
        let capacity = services.capacity_watch.clone();
        let (op, stop) = (system_ops(world, "capacity watch"), self.stop.clone());
        self.tracker
            .spawn(async move { capacity.run(op, stop).await });
        let (db, stop) = (db.clone(), self.stop.clone());
        let op = system_ops(world, "revocations");
        self.tracker
            .spawn(async move { revocations.run(&db, op, stop).await });
    }

    /// Ends it, after its last batch.
    pub(super) async fn finish(self) {
        self.stop.cancel();
        self.tracker.close();
        self.tracker.wait().await;
    }
}

/// Starts operations of the server itself, one after the other.
pub(super) fn system_ops(world: &World, name: &'static str) -> impl Fn() -> OpCtx + use<> {
    let world = world.clone();
    move || world.system_op(name)
}
