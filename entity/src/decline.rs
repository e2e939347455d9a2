//! A provider's no to an assignment, as the plan's network team reads it: nothing about the member.

use crate::types::{ActSource, AssignmentId, OrganizationId, ReferralId};
use sea_orm::entity::prelude::*;

/// A provider's no to an assignment, as the plan's network team reads it: nothing about the member.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "decline")]
pub struct Model {
    /// The assignment that it ended.
    #[sea_orm(primary_key, auto_increment = false)]
    pub assignment_id: AssignmentId,
    /// Its referral.
    pub referral_id: ReferralId,
    /// The plan that had assigned.
    pub plan_id: OrganizationId,
    /// Who declined.
    pub provider_id: OrganizationId,
    /// What was asked for.
    pub service: String,
    /// When.
    pub declined_at: DateTimeUtc,
    /// The ground's code.
    pub reason: String,
    /// In the provider's words.
    pub note: Option<String>,
    /// From where it was entered.
    pub source: ActSource,
    /// Declined for capacity while the figures showed room.
    pub is_disputed: bool,
    /// Places that the plan could have held at that moment; null where it was not written down.
    pub room: Option<i32>,
}

impl ActiveModelBehavior for ActiveModel {}
