//! A loop or service that ended because of what happened to its member.

use crate::types::{LifeCause, MemberId, OrganizationId, ReferralId};
use sea_orm::entity::prelude::*;

/// A loop or service that ended because of what happened to its member.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "life_closure")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Which referral.
    pub referral_id: ReferralId,
    /// Its plan, repeated.
    pub plan_id: OrganizationId,
    /// Its member, repeated.
    pub member_id: MemberId,
    /// The provider that had it.
    pub provider_id: Option<OrganizationId>,
    /// What happened.
    pub cause: LifeCause,
    /// Last day on which it could go on.
    pub last_on: Date,
    /// Where the timeline ended then: more means that somebody has done something since.
    pub event_seq: i32,
    /// When it was followed.
    pub followed_at: DateTimeUtc,
    /// The referral that goes on with the member's new plan.
    pub next_id: Option<ReferralId>,
    /// When the loop was opened again because the cause fell away.
    pub reopened_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
