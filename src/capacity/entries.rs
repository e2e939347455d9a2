//! The entries of a pool's ledger, as its provider and the plans that share it read them.

use chrono::{DateTime, Utc};
use entity::ledger_entry;
use entity::types::{AssignmentId, LedgerEntryKind, OrganizationId, PoolId};
use sea_orm::{ColumnTrait, Order};

use super::Capacities;
use crate::access::{Action, Actor, authorize_here};
use crate::db::{Cursor, CursorError, Page, PageRequest};
use crate::error::{Failure, StoreError};
use crate::op::OpCtx;

const NEWEST: &str = "ledger";

/// One change of a pool, with its cause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerEntry {
    /// What happened.
    pub kind: LedgerEntryKind,
    /// When.
    pub made_at: DateTime<Utc>,
    /// Whose share changed, if one did.
    pub plan: Option<OrganizationId>,
    /// Which assignment took or gave the place, if one did.
    pub assignment: Option<AssignmentId>,
    /// By how much the held places changed.
    pub held_change: i32,
    /// By how much the places in use changed.
    pub active_change: i32,
    /// The figure that a plan set or agreed to.
    pub places: Option<i32>,
    /// Why, where somebody said.
    pub reason: Option<String>,
    /// The pool after it; `None` for a plan, which knows its own share.
    pub after: Option<PoolAfter>,
}

/// A pool after a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PoolAfter {
    /// Which change of the pool it was: 1, 2, 3 … without gaps.
    pub number: i32,
    /// Places.
    pub limit: i32,
    /// Held places.
    pub held: i32,
    /// Places in use.
    pub active: i32,
}

impl Capacities {
    /// What changed in a pool that the actor takes part in, newest first: to its provider all of it,
    /// to a plan what changed in its share.
    pub async fn ledger(
        &self,
        op: &OpCtx,
        pool: PoolId,
        page: &PageRequest,
    ) -> Result<Page<LedgerEntry>, Failure<CursorError>> {
        authorize_here(op.actor(), Action::CapacityRead)?;
        let after: Option<i32> = page.after(NEWEST).map_err(Failure::Refused)?;
        let reader = self.db.read(op);
        let page = reader
            .select::<ledger_entry::Entity>()
            .filter(ledger_entry::Column::PoolId.eq(pool))
            .filter_if(after, |seq| ledger_entry::Column::Seq.lt(seq).into())
            .order_by(ledger_entry::Column::Seq, Order::Desc)
            .page(page, |row| Cursor::encode(NEWEST, &row.seq))
            .await?;
        Ok(page.map(|row| from_row(row, op.actor())))
    }

    /// How many there are.
    pub async fn ledger_count(&self, op: &OpCtx, pool: PoolId) -> Result<u64, StoreError> {
        let reader = self.db.read(op);
        let rows = reader
            .select::<ledger_entry::Entity>()
            .filter(ledger_entry::Column::PoolId.eq(pool));
        rows.count().await
    }
}

fn from_row(row: ledger_entry::Model, reader: &Actor) -> LedgerEntry {
    let after = PoolAfter {
        number: row.seq,
        limit: row.capacity,
        held: row.held,
        active: row.active,
    };
    LedgerEntry {
        kind: row.kind,
        made_at: row.made_at,
        plan: row.plan_id,
        assignment: row.assignment_id,
        held_change: row.held_change,
        active_change: row.active_change,
        places: row.places,
        reason: row.reason,
        after: (!reader.is_plan()).then_some(after),
    }
}
