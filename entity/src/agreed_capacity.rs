//! How many places of a pool a plan's contract has, from a day on: at most, never a reservation.

use crate::types::{AccountId, OrganizationId, PoolId};
use sea_orm::entity::prelude::*;

/// How many places of a pool a plan's contract has, from a day on: at most, never a reservation.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "agreed_capacity")]
pub struct Model {
    /// Of which pool.
    #[sea_orm(primary_key, auto_increment = false)]
    pub pool_id: PoolId,
    /// With which plan.
    #[sea_orm(primary_key, auto_increment = false)]
    pub plan_id: OrganizationId,
    /// First day; it holds until the next row's.
    #[sea_orm(primary_key, auto_increment = false)]
    pub from_on: Date,
    /// How many.
    pub places: i32,
    /// When the plan agreed.
    pub agreed_at: DateTimeUtc,
    /// Who did for the plan; null for what stood before the ledger was kept.
    pub agreed_by: Option<AccountId>,
}

impl ActiveModelBehavior for ActiveModel {}
