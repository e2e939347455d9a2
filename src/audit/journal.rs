//! The journal of readings: rows of many answers, durable by one statement, and then the answers
//! may leave.
//!
//! ```text
//! answer ─→ keep(rows) ─→ queue ─→ one INSERT of all that waits ─→ durable ─→ answer leaves
//! ```
//! A batch leaves at once when none is on its way, otherwise with the next one: what gathers
//! while the disk is busy shares the next turn of the disk.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use entity::audit_event;
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;

use crate::db::Db;

/// Answers that may wait at a time; more wait for room in the queue.
const QUEUE: usize = 4096;
/// Rows from which a batch is full: 15 values each, and PostgreSQL takes 65,535 in a statement.
const BATCH: usize = 1000;
/// Longest wait for a row to be durable.
const PATIENCE: Duration = Duration::from_secs(10);

/// The rows of an answer could not be made durable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the audit trail takes no rows")]
pub struct NotKept;

/// Takes rows of readings. Cheap to clone.
#[derive(Clone)]
pub struct Journal {
    db: Db,
    queue: mpsc::Sender<Waiting>,
    end: Arc<Mutex<Option<mpsc::Receiver<Waiting>>>>,
}

/// Rows of one answer, and who waits for them.
struct Waiting {
    rows: Vec<audit_event::Model>,
    durable: oneshot::Sender<()>,
}

impl Journal {
    /// A journal in `db`. It takes rows once it runs.
    #[must_use]
    pub fn new(db: Db) -> Self {
        let (queue, end) = mpsc::channel(QUEUE);
        Self {
            db,
            queue,
            end: Arc::new(Mutex::new(Some(end))),
        }
    }

    /// Returns when the rows are durable.
    pub async fn keep(&self, rows: Vec<audit_event::Model>) -> Result<(), NotKept> {
        if rows.is_empty() {
            return Ok(());
        }
        let (durable, kept) = oneshot::channel();
        let kept = async {
            self.queue
                .send(Waiting { rows, durable })
                .await
                .map_err(|_| NotKept)?;
            kept.await.map_err(|_| NotKept)
        };
        tokio::time::timeout(PATIENCE, kept)
            .await
            .unwrap_or(Err(NotKept))
    }

    /// Writes batches until stopped, and what waits then. Runs once.
    pub async fn run(&self, stop: CancellationToken) {
        let end = self
            .end
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        let Some(mut end) = end else {
            return;
        };
        loop {
            let first = tokio::select! {
                biased;
                first = end.recv() => first,
                () = stop.cancelled() => {
                    // Nobody may join any more; those who did are served.
                    end.close();
                    end.recv().await
                }
            };
            let Some(first) = first else {
                return;
            };
            self.write(first, &mut end).await;
        }
    }

    async fn write(&self, first: Waiting, end: &mut mpsc::Receiver<Waiting>) {
        let mut rows = first.rows;
        let mut answers = vec![first.durable];
        while rows.len() < BATCH {
            let Ok(next) = end.try_recv() else {
                break;
            };
            rows.extend(next.rows);
            answers.push(next.durable);
        }
        match self.db.append(rows).await {
            // Who waits no longer has hung up.
            Ok(()) => answers.into_iter().for_each(|durable| {
                let _ = durable.send(());
            }),
            // Dropped unsent, they say that there will be no row.
            Err(error) => tracing::error!(
                error = &error as &dyn std::error::Error,
                answers = answers.len(),
                "readings could not be written to the audit trail"
            ),
        }
    }
}
