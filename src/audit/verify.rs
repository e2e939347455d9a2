//! Verifying: walks the chains page by page and names the first row that is not as it was sealed.

use std::fmt;

use entity::audit_event;
use entity::types::OrganizationId;
use uuid::Uuid;

use super::chain::{AuditKey, Mac};
use super::seal::Head;
use super::store;
use crate::db::{Db, Reader};
use crate::error::StoreError;
use crate::op::OpCtx;

/// Rows read at a time: memory does not grow with the trail.
const PAGE: u64 = 1000;

/// A chain that is as it was sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Whole {
    /// Whose chain.
    pub organization: OrganizationId,
    /// Rows that were looked at.
    pub rows: u64,
    /// Where it ends.
    pub head: Head,
}

/// The first place where a chain is not as it was sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Broken {
    /// Whose chain.
    pub organization: OrganizationId,
    /// Which place of it.
    pub seq: i64,
    /// The row that stands there, if one does.
    pub row: Option<Uuid>,
    /// What is wrong.
    pub fault: Fault,
}

/// What is wrong with a place of a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The row is not the one that was sealed here: changed, put in, or moved from elsewhere.
    Altered,
    /// There is no row, and there are later ones.
    Missing,
    /// The chain ends before this place, which was sealed.
    CutOff,
    /// There is a row beyond the end that the chain's head gives.
    BeyondHead,
    /// The row is sealed well, but it is not the one whose seal was kept.
    OtherHistory,
    /// A member whom the row concerns is not in the list of disclosures.
    NotListed,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.fault {
            Fault::Altered => "is not what was sealed: it was changed, put in or moved",
            Fault::Missing => "is missing",
            Fault::CutOff => "was sealed and is gone, with all that followed it",
            Fault::BeyondHead => "stands beyond the end of the chain: it was put in",
            Fault::OtherHistory => {
                "does not have the seal that was kept: the chain was written anew"
            }
            Fault::NotListed => "concerns a member who was taken out of the list of disclosures",
        };
        write!(f, "{}: row {}", self.organization, self.seq)?;
        if let Some(row) = self.row {
            write!(f, " (id {row})")?;
        }
        write!(f, " {what}")
    }
}

/// What is known of a chain from outside.
#[derive(Debug, Clone, Default)]
pub struct Kept {
    /// Heads that were kept.
    pub heads: Vec<(OrganizationId, Head)>,
    /// Chains of which all rows up to that head were removed on purpose.
    pub starts: Vec<(OrganizationId, Head)>,
}

/// Verifies chains.
#[derive(Clone)]
pub struct Verify {
    db: Db,
    key: AuditKey,
}

impl Verify {
    /// Verifies the chains in `db` under `key`.
    #[must_use]
    pub fn new(db: Db, key: AuditKey) -> Self {
        Self { db, key }
    }

    /// Where every chain ends, or that of one organization.
    pub async fn heads(
        &self,
        op: &OpCtx,
        organization: Option<OrganizationId>,
    ) -> Result<Vec<(OrganizationId, Head)>, StoreError> {
        let op = op.as_system("the operator looks at the chains themselves");
        store::heads(&self.db.read(&op), organization).await
    }

    /// The organizations that have a chain, or should have one by what was kept.
    pub async fn organizations(
        &self,
        op: &OpCtx,
        kept: &Kept,
    ) -> Result<Vec<OrganizationId>, StoreError> {
        let op = op.as_system("the operator looks at the chains themselves");
        let reader = self.db.read(&op);
        let mut found = store::sealed_organizations(&reader).await?;
        let heads = store::heads(&reader, None).await?;
        let known = heads.iter().chain(&kept.heads).chain(&kept.starts);
        found.extend(known.map(|(organization, _)| *organization));
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }

    /// Walks the chain of one organization from its start to its end.
    pub async fn chain(
        &self,
        op: &OpCtx,
        organization: OrganizationId,
        kept: &Kept,
    ) -> Result<Result<Whole, Broken>, StoreError> {
        let op = op.as_system("the operator looks at the chains themselves");
        let reader = self.db.read(&op);
        let of_this = |all: &[(OrganizationId, Head)]| -> Vec<Head> {
            let heads = all.iter().filter(|(whose, _)| *whose == organization);
            heads.map(|(_, head)| *head).collect()
        };
        let start = of_this(&kept.starts).pop().unwrap_or(Head::NONE);
        let mut due = of_this(&kept.heads);
        let now = store::heads(&reader, Some(organization)).await?;
        due.extend(now.into_iter().map(|(_, head)| head));
        due.retain(|head| head.seq > start.seq);
        due.sort_unstable_by_key(|head| head.seq);
        let walk = Walk {
            key: &self.key,
            organization,
            last: start,
            due,
            rows: 0,
        };
        walk.run(&reader).await
    }
}

/// A walk along one chain.
struct Walk<'a> {
    key: &'a AuditKey,
    organization: OrganizationId,
    /// The last row that was found whole.
    last: Head,
    /// Heads still to be met, in order.
    due: Vec<Head>,
    rows: u64,
}

impl Walk<'_> {
    async fn run(mut self, reader: &Reader) -> Result<Result<Whole, Broken>, StoreError> {
        loop {
            let first = self.last.seq + 1;
            let page = store::sealed_after(reader, self.organization, self.last.seq, PAGE).await?;
            for row in &page {
                if let Err(broken) = self.step(row) {
                    return Ok(Err(broken));
                }
            }
            if page.is_empty() {
                break;
            }
            let stretch = (first, self.last.seq);
            if let Some(seq) =
                store::unlisted(reader, self.organization, stretch.0, stretch.1).await?
            {
                return Ok(Err(self.broken(seq, None, Fault::NotListed)));
            }
        }
        if let Some(head) = self.due.first() {
            debug_assert!(head.seq > self.last.seq, "heads that were met are gone");
            return Ok(Err(self.broken(self.last.seq + 1, None, Fault::CutOff)));
        }
        // Sealing goes on meanwhile: rows and head move together, so the head as it is now is
        // never behind a row that was read before.
        let now = store::heads(reader, Some(self.organization)).await?;
        let end = now.first().map_or(0, |(_, head)| head.seq);
        if self.last.seq > end {
            return Ok(Err(self.broken(end + 1, None, Fault::BeyondHead)));
        }
        Ok(Ok(Whole {
            organization: self.organization,
            rows: self.rows,
            head: self.last,
        }))
    }

    fn step(&mut self, row: &audit_event::Model) -> Result<(), Broken> {
        let seq = self.last.seq + 1;
        if row.seal_seq != Some(seq) {
            return Err(self.broken(seq, None, Fault::Missing));
        }
        let mac = self.key.seal(&self.last.mac, seq, row);
        if row.seal_mac.as_deref().and_then(Mac::read) != Some(mac) {
            return Err(self.broken(seq, Some(row.id), Fault::Altered));
        }
        self.last = Head { seq, mac };
        self.rows += 1;
        while let Some(head) = self.due.first().filter(|head| head.seq == seq) {
            if head.mac != mac {
                return Err(self.broken(seq, Some(row.id), Fault::OtherHistory));
            }
            self.due.remove(0);
        }
        Ok(())
    }

    fn broken(&self, seq: i64, row: Option<Uuid>, fault: Fault) -> Broken {
        Broken {
            organization: self.organization,
            seq,
            row,
            fault,
        }
    }
}
