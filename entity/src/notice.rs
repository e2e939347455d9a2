//! One numbered message in a mailbox: ids only, no personal data.

use crate::types::{AccountId, AssignmentId, MemberId, NoticeKind, OrganizationId, ReferralId};
use sea_orm::entity::prelude::*;

/// One numbered message in a mailbox: ids only, no personal data.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "notice")]
pub struct Model {
    /// Whose mailbox.
    #[sea_orm(primary_key, auto_increment = false)]
    pub organization_id: OrganizationId,
    /// Number in that mailbox.
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i64,
    /// What happened.
    pub kind: NoticeKind,
    /// To which referral, where one is concerned.
    pub referral_id: Option<ReferralId>,
    /// To which assignment, where one is concerned.
    pub assignment_id: Option<AssignmentId>,
    /// To which member, where no referral is concerned.
    pub member_id: Option<MemberId>,
    /// Whether the organization was told because it leads the member's care, and for no other
    /// reason.
    pub is_for_lead: bool,
    /// When it happened.
    pub occurred_at: DateTimeUtc,
    /// When it first went out to a client of the organization.
    pub delivered_at: Option<DateTimeUtc>,
    /// When a person or system of the organization acknowledged it.
    pub acknowledged_at: Option<DateTimeUtc>,
    /// Who did.
    pub acknowledged_by: Option<AccountId>,
}

impl ActiveModelBehavior for ActiveModel {}
