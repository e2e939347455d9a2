//! One change of a pool, with its cause and the figures after it. Never changed, never removed.

use crate::types::{AccountId, AssignmentId, LedgerEntryKind, OrganizationId, PoolId};
use sea_orm::entity::prelude::*;

/// One change of a pool, with its cause and the figures after it. Never changed, never removed.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ledger_entry")]
pub struct Model {
    /// Of which pool.
    #[sea_orm(primary_key, auto_increment = false)]
    pub pool_id: PoolId,
    /// Number in that pool: 1, 2, 3 … without gaps.
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i32,
    /// What happened.
    pub kind: LedgerEntryKind,
    /// Whose share changed, if one did.
    pub plan_id: Option<OrganizationId>,
    /// Which assignment took or gave the place, if one did.
    pub assignment_id: Option<AssignmentId>,
    /// By how much the held places of pool and share changed.
    pub held_change: i32,
    /// By how much the places in use of pool and share changed.
    pub active_change: i32,
    /// Places of the pool after it.
    pub capacity: i32,
    /// Held places of the pool after it.
    pub held: i32,
    /// Places of the pool in use after it.
    pub active: i32,
    /// The figure that a plan set or agreed to; none where a cap was lifted.
    pub places: Option<i32>,
    /// Why, where somebody said.
    pub reason: Option<String>,
    /// When.
    pub made_at: DateTimeUtc,
    /// Who; null for the server itself.
    pub made_by: Option<AccountId>,
}

impl ActiveModelBehavior for ActiveModel {}
