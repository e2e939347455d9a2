//! The state watch: tells who watches a referral that it changed. Not the mailbox: the latest
//! state wins, and there is nothing to replay.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use entity::referral;
use entity::types::ReferralId;
use sea_orm::ColumnTrait;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::db::Db;
use crate::error::StoreError;
use crate::op::OpCtx;

/// How often the watched referrals are looked at when no wake-up says to.
const POLL: Duration = Duration::from_secs(1);
/// Referrals looked at by one statement.
const BATCH: usize = 500;

/// Looks at what is being watched, once for all watchers of this instance. Cheap to clone.
#[derive(Clone)]
pub struct ReferralWatch {
    db: Db,
    watched: Arc<Mutex<HashMap<ReferralId, watch::Sender<i64>>>>,
}

impl ReferralWatch {
    /// A watch without watchers.
    #[must_use]
    pub fn new(db: Db) -> Self {
        Self {
            db,
            watched: Arc::default(),
        }
    }

    /// Changes whenever the referral does, for anybody.
    #[must_use]
    pub fn listen(&self, id: ReferralId) -> watch::Receiver<i64> {
        let mut watched = self.lock();
        watched
            .entry(id)
            .or_insert_with(|| watch::Sender::new(0))
            .subscribe()
    }

    /// Runs until stopped. `op` makes a fresh operation of the server itself.
    pub async fn run(&self, op: impl Fn() -> OpCtx, stop: CancellationToken) {
        let mut wake = self.db.wake().listen();
        loop {
            if let Err(error) = self.look(&op()).await {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "watched referrals not read; trying again"
                );
            }
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(POLL) => {}
                changed = wake.changed() => if changed.is_err() { return },
            }
        }
    }

    async fn look(&self, op: &OpCtx) -> Result<(), StoreError> {
        let ids: Vec<ReferralId> = {
            let mut watched = self.lock();
            watched.retain(|_, sender| sender.receiver_count() > 0);
            watched.keys().copied().collect()
        };
        let reader = self
            .db
            .read_as_system(op, "one look serves all watchers; each reads for itself");
        for batch in ids.chunks(BATCH) {
            let rows = reader
                .select::<referral::Entity>()
                .filter(referral::Column::Id.is_in(batch.iter().copied()))
                .all()
                .await?;
            let watched = self.lock();
            for row in rows {
                let revision = revision(&row);
                if let Some(sender) = watched.get(&row.id) {
                    sender.send_if_modified(|seen| std::mem::replace(seen, revision) != revision);
                }
            }
        }
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<ReferralId, watch::Sender<i64>>> {
        self.watched.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Differs after every change: the timeline grew, the member was confirmed, or others are to see
/// more or less of it.
fn revision(row: &referral::Model) -> i64 {
    let flags = [
        row.member_id.is_some(),
        row.restriction.is_some(),
        row.is_hidden,
        row.consent_revoked_at.is_some(),
    ];
    flags
        .into_iter()
        .fold(i64::from(row.last_event_seq), |revision, flag| {
            revision * 2 + i64::from(flag)
        })
}
