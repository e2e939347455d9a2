//! How long a referral waited for a place: stays when it waits no longer.

use crate::types::{OrganizationId, ReferralId};
use sea_orm::entity::prelude::*;

/// How long a referral waited for a place: stays when it waits no longer.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "waiting_spell")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The referral's plan, repeated.
    pub plan_id: OrganizationId,
    /// Which referral.
    pub referral_id: ReferralId,
    /// Where the service was needed.
    pub county_fips: String,
    /// What the member spoke.
    pub language: String,
    /// When it began to wait.
    pub joined_at: DateTimeUtc,
    /// When it waited no longer; null while it waits.
    pub ended_at: Option<DateTimeUtc>,
    /// Whether it got a place.
    pub is_served: bool,
}

impl ActiveModelBehavior for ActiveModel {}
