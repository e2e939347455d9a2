//! The state watch: tells who watches capacity that some of it changed. Not the mailbox: the latest
//! state wins, and there is nothing to replay.

use std::time::Duration;

use sea_orm::FromQueryResult;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::db::{Db, statements::capacity as sql};
use crate::error::StoreError;
use crate::op::OpCtx;

/// How often the pools are looked at. Not at each wake-up: a watcher reads all its cells anew, and
/// somewhere a place is taken all the time.
const EVERY: Duration = Duration::from_secs(1);

/// Looks at the pools, once for all watchers of this instance and only while there are any. Cheap
/// to clone.
#[derive(Clone)]
pub struct CapacityWatch {
    db: Db,
    revision: watch::Sender<i64>,
}

#[derive(FromQueryResult)]
struct Row {
    revision: i64,
}

impl CapacityWatch {
    /// A watch without watchers.
    #[must_use]
    pub fn new(db: Db) -> Self {
        Self {
            db,
            revision: watch::Sender::new(0),
        }
    }

    /// Changes when any pool did, at most once a second.
    #[must_use]
    pub fn listen(&self) -> watch::Receiver<i64> {
        self.revision.subscribe()
    }

    /// Runs until stopped. `op` makes a fresh operation of the server itself.
    pub async fn run(&self, op: impl Fn() -> OpCtx, stop: CancellationToken) {
        loop {
            if let Err(error) = self.look(&op()).await {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "watched capacity not read; trying again"
                );
            }
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(EVERY) => {}
            }
        }
    }

    async fn look(&self, op: &OpCtx) -> Result<(), StoreError> {
        if self.revision.receiver_count() == 0 {
            return Ok(());
        }
        let reader = self
            .db
            .read_as_system(op, "one look serves all watchers; each reads for itself");
        let rows: Vec<Row> = reader.sql(&sql::REVISION, []).await?;
        for row in rows {
            self.revision
                .send_if_modified(|seen| std::mem::replace(seen, row.revision) != row.revision);
        }
        Ok(())
    }
}
