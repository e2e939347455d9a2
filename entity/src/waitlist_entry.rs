//! A referral that waits for a place in a pool.

use crate::types::{OrganizationId, PoolId, ReferralId};
use sea_orm::entity::prelude::*;

/// A referral that waits for a place in a pool.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "waitlist_entry")]
pub struct Model {
    /// Which pool.
    #[sea_orm(primary_key, auto_increment = false)]
    pub pool_id: PoolId,
    /// Which referral.
    #[sea_orm(primary_key, auto_increment = false)]
    pub referral_id: ReferralId,
    /// The referral's plan, repeated: a plan without share left is passed over.
    pub plan_id: OrganizationId,
    /// The pool's provider, repeated.
    pub provider_id: OrganizationId,
    /// The place in the order, by the criteria of the plan's policy: compared byte by byte, and
    /// then by the referral's id.
    pub place: String,
    /// When it began to wait.
    pub joined_at: DateTimeUtc,
    /// When a place was offered that nobody has taken or passed.
    pub offered_at: Option<DateTimeUtc>,
    /// When that offer lapses.
    pub offer_ends_at: Option<DateTimeUtc>,
    /// Last entry of the pool's ledger when an offered place was passed: the next one is a new
    /// chance.
    pub passed_entry: Option<i32>,
}

impl ActiveModelBehavior for ActiveModel {}
