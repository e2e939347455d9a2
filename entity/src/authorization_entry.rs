//! One change of what is left of an authorization, with its cause. Never changed, never removed.

use crate::types::{AccountId, AssignmentId, AuthorizationEntryKind, AuthorizationId};
use sea_orm::entity::prelude::*;

/// One change of what is left of an authorization, with its cause. Never changed, never removed.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "authorization_entry")]
pub struct Model {
    /// Of which.
    #[sea_orm(primary_key, auto_increment = false)]
    pub authorization_id: AuthorizationId,
    /// Number: 1, 2, 3 … without gaps.
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i32,
    /// Why.
    pub kind: AuthorizationEntryKind,
    /// Units: granted or given back above zero, used below.
    pub units: i32,
    /// Amount in cents, likewise.
    pub cents: i64,
    /// Units left after it.
    pub units_left: Option<i32>,
    /// Amount left after it, in cents.
    pub cents_left: Option<i64>,
    /// By which assignment.
    pub assignment_id: Option<AssignmentId>,
    /// The day of the use.
    pub used_on: Option<Date>,
    /// Why, where somebody said.
    pub reason: Option<String>,
    /// When.
    pub made_at: DateTimeUtc,
    /// Who; null for the server itself.
    pub made_by: Option<AccountId>,
}

impl ActiveModelBehavior for ActiveModel {}
