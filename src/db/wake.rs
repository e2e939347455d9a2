//! Who waits for committed changes is woken here; a poll of theirs is the guarantee, this makes
//! it quick.
//!
//! ```text
//! commit ─→ committed ─→ local listeners, and (PostgreSQL) one coalesced NOTIFY
//! NOTIFY of another instance ─→ arrived ─→ local listeners
//! ```

use std::sync::Arc;
use std::time::Duration;

use sea_orm::sqlx::postgres::PgListener;
use sea_orm::{ConnectionTrait, DbBackend};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::Db;

/// The channel on which instances wake each other. It carries no content: the tables do.
const CHANNEL: &str = "handoff_wake";
/// Commits within this time share one NOTIFY.
const COALESCE: Duration = Duration::from_millis(5);

/// Two counters: changes committed here, and changes that may be visible here.
#[derive(Clone, Debug)]
pub struct Wake {
    committed: Arc<watch::Sender<u64>>,
    arrived: Arc<watch::Sender<u64>>,
}

impl Default for Wake {
    fn default() -> Self {
        Self {
            committed: Arc::new(watch::Sender::new(0)),
            arrived: Arc::new(watch::Sender::new(0)),
        }
    }
}

impl Wake {
    /// A transaction was committed by this process.
    pub(super) fn committed(&self, news: bool) {
        if news {
            self.committed.send_modify(|count| *count += 1);
        }
        self.arrived();
    }

    /// Something may have changed.
    pub fn arrived(&self) {
        self.arrived.send_modify(|count| *count += 1);
    }

    /// Changes whenever something may have changed.
    #[must_use]
    pub fn listen(&self) -> watch::Receiver<u64> {
        self.arrived.subscribe()
    }
}

impl Db {
    /// Carries wake-ups between the instances on one PostgreSQL until stopped; returns at once on
    /// SQLite, which has one server.
    pub async fn carry_wakeups(&self, stop: CancellationToken) {
        if self.pool().get_database_backend() != DbBackend::Postgres {
            return;
        }
        tokio::join!(self.notify_others(&stop), self.hear_others(&stop));
    }

    async fn notify_others(&self, stop: &CancellationToken) {
        let mut committed = self.inner.wake.committed.subscribe();
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                changed = committed.changed() => if changed.is_err() { return },
            }
            tokio::time::sleep(COALESCE).await;
            committed.borrow_and_update();
            // Outside every business transaction: NOTIFY takes a global lock at its commit.
            if let Err(error) = self.pool().execute_unprepared("NOTIFY handoff_wake").await {
                tracing::debug!(%error, "wake-up not sent; the others' poll will find it");
            }
        }
    }

    async fn hear_others(&self, stop: &CancellationToken) {
        while !stop.is_cancelled() {
            let listening = async {
                let pool = self.pool().get_postgres_connection_pool();
                let mut listener = PgListener::connect_with(pool).await?;
                listener.listen(CHANNEL).await?;
                loop {
                    // None: the connection was lost and made anew; wake-ups may have been missed.
                    listener.try_recv().await?;
                    self.inner.wake.arrived();
                }
                #[expect(unreachable_code, reason = "gives the block its error type")]
                Ok::<(), sea_orm::sqlx::Error>(())
            };
            tokio::select! {
                () = stop.cancelled() => return,
                ended = listening => if let Err(error) = ended {
                    tracing::warn!(%error, "not listening for wake-ups; polling until it works again");
                },
            }
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(Duration::from_secs(1)) => {}
            }
        }
    }
}
