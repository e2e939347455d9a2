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
    /// Number of places, as the provider last said; at most what is agreed.
    pub capacity: i32,
    /// Places held by assignments whose service has not started.
    pub held: i32,
    /// Places in use.
    pub active: i32,
    /// The provider takes no new assignment for now.
    pub is_paused: bool,
    /// When the provider last said a figure, or confirmed it.
    pub updated_at: DateTimeUtc,
    /// Number of its last entry in the ledger; 0 before the first.
    pub last_entry: i32,
    /// When a pause ends by itself, if it does.
    pub paused_until: Option<DateTimeUtc>,
    /// Why it is paused.
    pub pause_reason: Option<String>,
    /// When the provider is asked to confirm its figures; none until the sweep has said.
    pub ask_at: Option<DateTimeUtc>,
    /// Whether the provider prefers people whom it referred itself.
    pub prefers_own: bool,
    /// Places as it came into the directory: what the provider may say again, where nothing is agreed.
    pub first_limit: i32,
}

impl ActiveModelBehavior for ActiveModel {}
