//! One entry of a referral's timeline.

use crate::types::{AccountId, ActSource, AssignmentId, EventKind, OrganizationId, ReferralId};
use sea_orm::entity::prelude::*;

/// One entry of a referral's timeline.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "referral_event")]
pub struct Model {
    /// Of which referral.
    #[sea_orm(primary_key, auto_increment = false)]
    pub referral_id: ReferralId,
    /// Number in that timeline.
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i32,
    /// What happened.
    pub kind: EventKind,
    /// When it happened.
    pub occurred_at: DateTimeUtc,
    /// When it was written down.
    pub recorded_at: DateTimeUtc,
    /// Whose act; null for the server itself.
    pub account_id: Option<AccountId>,
    /// The organization that acted.
    pub organization_id: OrganizationId,
    /// Which assignment, where one is concerned.
    pub assignment_id: Option<AssignmentId>,
    /// Reason code, where the act has one.
    pub reason: Option<String>,
    /// Text beside the reason; not for the referrer.
    pub note: Option<String>,
    /// Where the act came from.
    pub source: ActSource,
}

impl ActiveModelBehavior for ActiveModel {}
