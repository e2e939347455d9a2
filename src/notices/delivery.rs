//! Delivery times, written in batches: the plan can tell "we told them late" from "they acted
//! late", and a burst of notices costs a few statements, not one each.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use entity::types::OrganizationId;
use tokio_util::sync::CancellationToken;

use super::store;
use crate::db::Db;
use crate::error::StoreError;
use crate::op::OpCtx;

/// How long a delivery waits for company.
const BATCH_TIME: Duration = Duration::from_millis(200);

/// When notices went out, by mailbox and number.
type Noted = BTreeMap<(OrganizationId, i64), DateTime<Utc>>;

/// Collects what went out and writes it down. Cheap to clone.
#[derive(Clone, Default)]
pub struct Deliveries {
    noted: Arc<Mutex<Noted>>,
}

impl Deliveries {
    /// A notice went out to a client at that instant.
    pub(super) fn note(&self, organization: OrganizationId, seq: i64, at: DateTime<Utc>) {
        self.lock().entry((organization, seq)).or_insert(at);
    }

    /// Runs until stopped, and writes the last batch before it returns.
    pub async fn run(&self, db: &Db, op: impl Fn() -> OpCtx, stop: CancellationToken) {
        loop {
            let stopped = tokio::select! {
                () = stop.cancelled() => true,
                () = tokio::time::sleep(BATCH_TIME) => false,
            };
            if let Err(error) = self.write(db, &op()).await {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "delivery times not written; trying again"
                );
            }
            if stopped {
                return;
            }
        }
    }

    async fn write(&self, db: &Db, op: &OpCtx) -> Result<(), StoreError> {
        let batch = std::mem::take(&mut *self.lock());
        if batch.is_empty() {
            return Ok(());
        }
        let op = op.as_system("a delivery is the server's own observation");
        let runs = runs(&batch);
        let written = db
            .write(&op, |tx| {
                let runs = runs.clone();
                async move {
                    for run in runs {
                        store::mark_delivered(&tx, run.organization, run.first, run.last, run.at)
                            .await?;
                    }
                    Ok::<(), StoreError>(())
                }
            })
            .await;
        if written.is_err() {
            let mut noted = self.lock();
            for (key, at) in batch {
                noted.entry(key).or_insert(at);
            }
        }
        written
    }

    fn lock(&self) -> MutexGuard<'_, Noted> {
        self.noted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Neighbouring numbers of one mailbox, written by one statement. They left within one batch
/// time, so they share the instant of the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Run {
    organization: OrganizationId,
    first: i64,
    last: i64,
    at: DateTime<Utc>,
}

fn runs(batch: &Noted) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for (&(organization, seq), &at) in batch {
        match runs.last_mut() {
            Some(run) if run.organization == organization && run.last + 1 == seq => run.last = seq,
            _ => runs.push(Run {
                organization,
                first: seq,
                last: seq,
                at,
            }),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn neighbours_share_a_statement_and_mailboxes_never_do() {
        let (a, b) = (
            OrganizationId(Uuid::from_u128(1)),
            OrganizationId(Uuid::from_u128(2)),
        );
        let at = DateTime::UNIX_EPOCH;
        let batch = [((a, 1), at), ((a, 2), at), ((a, 4), at), ((b, 5), at)].into();
        let spans: Vec<_> = runs(&batch)
            .iter()
            .map(|run| (run.organization, run.first, run.last))
            .collect();
        assert_eq!(spans, [(a, 1, 2), (a, 4, 4), (b, 5, 5)]);
    }
}
