//! A capacity pool: how many people a provider can serve at once, over one or several offerings.

use crate::types::{OrganizationId, PoolId};
use sea_orm::entity::prelude::*;

/// A capacity pool: how many people a provider can serve at once, over one or several offerings.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "pool")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PoolId,
    /// Whose.
    pub provider_id: OrganizationId,
    /// What the provider calls it.
    pub name: String,
    /// Agreed number of places.
    pub capacity: i32,
    /// Places held by assignments whose service has not started.
    pub held: i32,
    /// Places in use.
    pub active: i32,
    /// The provider takes no new assignment for now.
    pub is_paused: bool,
    /// When a figure last changed.
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
