//! The feed: each instance reads a mailbox's new notices once and hands them to its subscribers.
//!
//! A wake-up makes it quick, a jittered poll of about a second is the guarantee. A subscriber that
//! falls behind its bounded channel is told so and goes back to the table.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use entity::types::OrganizationId;
use rand::Rng;
use tokio::sync::broadcast;
use tokio_util::sync::CancellationToken;

use super::model::Notice;
use super::store;
use crate::db::Db;
use crate::error::StoreError;
use crate::op::OpCtx;

/// Notices that a subscriber may lag behind before it goes back to the table.
const CHANNEL: usize = 256;
/// Notices read from a mailbox in one statement.
pub(super) const BATCH: u64 = 200;

/// Hands new notices to the subscribers of this instance. Cheap to clone.
#[derive(Clone)]
pub struct Feed {
    db: Db,
    mailboxes: Arc<Mutex<HashMap<OrganizationId, Mailbox>>>,
}

struct Mailbox {
    /// Number of the last notice handed out; `None` until a subscriber has read its backlog.
    sent: Option<i64>,
    subscribers: broadcast::Sender<Arc<Notice>>,
}

impl Feed {
    /// A feed without subscribers.
    #[must_use]
    pub fn new(db: Db) -> Self {
        Self {
            db,
            mailboxes: Arc::default(),
        }
    }

    /// Starts to hand out what comes into a mailbox from now on. Register first, read the backlog
    /// second: what comes in between is then seen at least once.
    #[must_use]
    pub fn register(&self, organization: OrganizationId) -> broadcast::Receiver<Arc<Notice>> {
        let mut mailboxes = self.lock();
        let mailbox = mailboxes.entry(organization).or_insert_with(|| Mailbox {
            sent: None,
            subscribers: broadcast::Sender::new(CHANNEL),
        });
        mailbox.subscribers.subscribe()
    }

    /// A registered subscriber has read its backlog up to this number: what follows is the feed's.
    pub(super) fn caught_up(&self, organization: OrganizationId, seq: i64) {
        if let Some(mailbox) = self.lock().get_mut(&organization) {
            mailbox.sent.get_or_insert(seq);
        }
    }

    /// Runs until stopped. `op` makes a fresh operation of the server itself.
    pub async fn run(&self, op: impl Fn() -> OpCtx, stop: CancellationToken) {
        let mut wake = self.db.wake().listen();
        loop {
            if let Err(error) = self.hand_out(&op()).await {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "mailboxes not read; trying again"
                );
            }
            let poll = Duration::from_millis(rand::rng().random_range(800..1200));
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(poll) => {}
                changed = wake.changed() => if changed.is_err() { return },
            }
        }
    }

    /// Looks once at every mailbox that has subscribers.
    async fn hand_out(&self, op: &OpCtx) -> Result<(), StoreError> {
        let reader = self
            .db
            .read_as_system(op, "the feed reads all subscribed mailboxes at once");
        let subscribed: Vec<OrganizationId> = {
            let mut mailboxes = self.lock();
            mailboxes.retain(|_, mailbox| mailbox.subscribers.receiver_count() > 0);
            mailboxes.keys().copied().collect()
        };
        if subscribed.is_empty() {
            return Ok(());
        }
        for (organization, last) in store::last_seqs(&reader, subscribed).await? {
            let Some(mut sent) = self.sent(organization) else {
                continue;
            };
            while sent < last {
                let notices = store::list(&reader, organization, Some(sent), None, BATCH).await?;
                let Some(newest) = notices.last().map(|notice| notice.seq) else {
                    break;
                };
                self.send(organization, notices);
                sent = newest;
            }
        }
        Ok(())
    }

    fn sent(&self, organization: OrganizationId) -> Option<i64> {
        self.lock().get(&organization)?.sent
    }

    fn send(&self, organization: OrganizationId, notices: Vec<Notice>) {
        let mut mailboxes = self.lock();
        let Some(mailbox) = mailboxes.get_mut(&organization) else {
            return;
        };
        for notice in notices {
            mailbox.sent = Some(notice.seq);
            // An error only says that the last subscriber has just left.
            let _ = mailbox.subscribers.send(Arc::new(notice));
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<OrganizationId, Mailbox>> {
        self.mailboxes
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}
