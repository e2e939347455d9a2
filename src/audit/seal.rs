//! Sealing: rows that were written unchained become part of their organization's chain.
//!
//! A chain that every act had to join would be one queue for all of them; so acts and readings
//! only append, and each instance seals every few seconds what has come in. Whoever has locked the
//! head of a chain seals it; the others pass on.

use std::collections::BTreeMap;
use std::time::Duration;

use entity::types::OrganizationId;
use tokio_util::sync::CancellationToken;

use super::chain::{AuditKey, BEGINNING, Mac};
use super::store;
use crate::db::Db;
use crate::error::StoreError;
use crate::op::OpCtx;

/// Rows sealed by one transaction.
pub const BATCH: u64 = 2000;

/// Where a chain ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// Place of its last row; 0 before the first.
    pub seq: i64,
    /// Seal of that row.
    pub mac: Mac,
}

impl Head {
    /// Of a chain without rows.
    pub const NONE: Self = Self {
        seq: 0,
        mac: BEGINNING,
    };
}

/// How often the server seals, and prints where its chains end.
#[derive(Debug, Clone, Copy)]
pub struct Rhythm {
    /// Time between two rounds of sealing.
    pub seal_every: Duration,
    /// Time between two prints.
    pub print_every: Duration,
}

/// Seals chains. Cheap to clone.
#[derive(Clone)]
pub struct Seal {
    db: Db,
    key: AuditKey,
}

impl Seal {
    /// Seals the chains in `db` under `key`.
    #[must_use]
    pub fn new(db: Db, key: AuditKey) -> Self {
        Self { db, key }
    }

    /// Seals until stopped, and once more then. `op` starts a fresh operation of the server itself.
    pub async fn run(&self, op: impl Fn() -> OpCtx, rhythm: Rhythm, stop: CancellationToken) {
        let mut heads = Heads::default();
        let mut rounds = tokio::time::interval(rhythm.seal_every);
        rounds.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let mut prints = tokio::time::interval(rhythm.print_every);
        prints.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            let is_last = tokio::select! {
                () = stop.cancelled() => true,
                _ = rounds.tick() => false,
                _ = prints.tick() => {
                    heads.print();
                    continue;
                }
            };
            if let Err(error) = self.round(&op(), &mut heads).await {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "the audit trail was not sealed; trying again"
                );
            }
            if is_last {
                heads.print();
                return;
            }
        }
    }

    /// Seals all that waits; gives how many rows.
    pub async fn all(&self, op: &OpCtx) -> Result<u64, StoreError> {
        self.round(op, &mut Heads::default()).await
    }

    async fn round(&self, op: &OpCtx, heads: &mut Heads) -> Result<u64, StoreError> {
        let op = op.as_system("a chain is the server's own");
        let mut rows = 0;
        for organization in store::unsealed_organizations(&self.db.read(&op)).await? {
            loop {
                let sealed = self.batch(&op, organization).await?;
                rows += sealed.rows;
                if sealed.rows > 0 {
                    heads.moved.insert(organization, sealed.head);
                }
                if sealed.rows < BATCH {
                    break;
                }
            }
        }
        Ok(rows)
    }

    /// Seals the oldest rows that wait.
    async fn batch(&self, op: &OpCtx, organization: OrganizationId) -> Result<Sealed, StoreError> {
        self.db
            .write(op, |tx| async move {
                let Some(before) = store::head_lock(&tx, organization).await? else {
                    return Ok(Sealed::NOTHING);
                };
                let rows = store::unsealed(&tx, organization, BATCH).await?;
                let mut head = before;
                let mut macs = Vec::with_capacity(rows.len());
                for row in &rows {
                    head.seq += 1;
                    head.mac = self.key.seal(&head.mac, head.seq, row);
                    macs.push(head.mac);
                }
                let Some(first) = rows.first().map(|_| before.seq + 1) else {
                    return Ok(Sealed::NOTHING);
                };
                store::seal(&tx, first, &rows, &macs).await?;
                store::disclose(&tx, organization, first, head.seq).await?;
                store::head_move(&tx, organization, &head).await?;
                Ok(Sealed {
                    rows: u64::try_from(rows.len()).unwrap_or(u64::MAX),
                    head,
                })
            })
            .await
    }
}

/// What one batch came to.
struct Sealed {
    rows: u64,
    head: Head,
}

impl Sealed {
    const NOTHING: Self = Self {
        rows: 0,
        head: Head::NONE,
    };
}

/// Heads that this instance has moved since they were last printed.
#[derive(Default)]
struct Heads {
    moved: BTreeMap<OrganizationId, Head>,
}

impl Heads {
    /// To the log, which is kept outside: whoever rewrites a chain cannot rewrite these.
    fn print(&mut self) {
        for (organization, head) in std::mem::take(&mut self.moved) {
            tracing::info!(
                target: "handoff::audit::head",
                %organization, seq = head.seq, mac = %head.mac, "audit head"
            );
        }
    }
}
