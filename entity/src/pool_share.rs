//! What one plan uses of a pool, and the most it may.

use crate::types::{OrganizationId, PoolId};
use sea_orm::entity::prelude::*;

/// What one plan uses of a pool, and the most it may.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "pool_share")]
pub struct Model {
    /// Of which pool.
    #[sea_orm(primary_key, auto_increment = false)]
    pub pool_id: PoolId,
    /// Which plan.
    #[sea_orm(primary_key, auto_increment = false)]
    pub plan_id: OrganizationId,
    /// The most the plan may use at once; none means up to the pool. Never a reservation.
    pub cap: Option<i32>,
    /// Places the plan holds.
    pub held: i32,
    /// Places the plan uses.
    pub active: i32,
}

impl ActiveModelBehavior for ActiveModel {}
