//! A span in which a member is enrolled in the plan. Spans of one member do not overlap.

use crate::types::{AccountId, EnrolmentEnd, EnrolmentKind, MemberId, OrganizationId};
use sea_orm::entity::prelude::*;

/// A span in which a member is enrolled in the plan. Spans of one member do not overlap.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "enrolment")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The member's plan, repeated for the row filter.
    pub plan_id: OrganizationId,
    /// Whose.
    pub member_id: MemberId,
    /// How it began.
    pub kind: EnrolmentKind,
    /// First day.
    pub from_on: Date,
    /// Last day; null while it lasts.
    pub until_on: Option<Date>,
    /// Why it ended.
    pub end_reason: Option<EnrolmentEnd>,
    /// When it was written down.
    pub recorded_at: DateTimeUtc,
    /// Who wrote it down.
    pub recorded_by: AccountId,
    /// When its end was written down.
    pub ended_at: Option<DateTimeUtc>,
    /// Who wrote the end down.
    pub ended_by: Option<AccountId>,
    /// Whether the member's loops have followed its end.
    pub is_followed: bool,
    /// The plan that the member is in after it, where the plan that ended it knew.
    pub next_plan_id: Option<OrganizationId>,
}

impl ActiveModelBehavior for ActiveModel {}
