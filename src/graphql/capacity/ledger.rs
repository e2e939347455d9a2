use async_graphql::{Context, Enum, Object, SimpleObject};

use crate::capacity;
use crate::graphql::directory::{Plan, PlanKey};
use crate::graphql::referrals::{Assignment, AssignmentKey};
use crate::graphql::scalars::DateTime;
use crate::graphql::{ApiError, ContextExt};

/// What changed a pool.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "capacity::LedgerEntryKind")]
pub enum LedgerEntryKind {
    /// What stood in it before the ledger was kept.
    Opened,
    /// An assignment holds a place.
    Held,
    /// The service started: a held place is in use.
    Activated,
    /// The service had not started after all: a place in use is held.
    Deactivated,
    /// A place is free again.
    Freed,
    /// The provider said how many places it has.
    LimitSet,
    /// The provider takes nobody for now.
    Paused,
    /// The provider takes referrals again.
    Resumed,
    /// The provider said that the figures are right.
    Confirmed,
    /// A plan said how many places it uses at most.
    CapSet,
    /// Plan and provider agreed on a number of places.
    Agreed,
}

/// One change of a pool, with its cause. Entries are never changed and never removed: the figures of
/// a pool are their sum.
pub struct LedgerEntry(pub capacity::LedgerEntry);

/// One change of a pool, with its cause. Entries are never changed and never removed: the figures of
/// a pool are their sum.
#[Object]
impl LedgerEntry {
    /// What happened.
    async fn kind(&self) -> LedgerEntryKind {
        self.0.kind.into()
    }

    /// When it happened.
    async fn made_at(&self) -> DateTime {
        DateTime(self.0.made_at)
    }

    /// Whose share changed; null where the provider said something of the whole pool.
    async fn plan(&self, ctx: &Context<'_>) -> Result<Option<Plan>, ApiError> {
        let Some(plan) = self.0.plan else {
            return Ok(None);
        };
        Ok(ctx.loaders()?.load(PlanKey(plan)).await?.map(Plan))
    }

    /// Which assignment took or gave the place; null where none did.
    async fn assignment(&self, ctx: &Context<'_>) -> Result<Option<Assignment>, ApiError> {
        let Some(assignment) = self.0.assignment else {
            return Ok(None);
        };
        let found = ctx.loaders()?.load(AssignmentKey(assignment)).await?;
        Ok(found.map(Assignment::new))
    }

    /// By how many the held places changed.
    async fn held_change(&self) -> i32 {
        self.0.held_change
    }

    /// By how many the places in use changed.
    async fn active_change(&self) -> i32 {
        self.0.active_change
    }

    /// The places that a plan set as its cap, or agreed to; null for all else, and where a cap was
    /// lifted.
    async fn places(&self) -> Option<i32> {
        self.0.places
    }

    /// Why, where somebody said.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// The whole pool after it; null for a plan, which knows its own share.
    async fn after(&self) -> Option<PoolAfter> {
        self.0.after.map(PoolAfter::from)
    }
}

/// A pool after a change.
#[derive(SimpleObject, Debug, Clone, Copy)]
pub struct PoolAfter {
    /// Which change of the pool it was: 1, 2, 3 and so on, without gaps.
    number: i32,
    /// Places that it had.
    limit: i32,
    /// Held places.
    held: i32,
    /// Places in use.
    active: i32,
}

impl From<capacity::PoolAfter> for PoolAfter {
    fn from(after: capacity::PoolAfter) -> Self {
        Self {
            number: after.number,
            limit: after.limit,
            held: after.held,
            active: after.active,
        }
    }
}
