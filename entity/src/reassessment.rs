//! A reassessment of a member whose service runs: when it is due, when it was done, what came of it.

use crate::types::{
    AccountId, ActSource, AssignmentId, MemberId, NoticeKind, OrganizationId, ReassessmentOutcome,
    ReassessmentState, ReferralId,
};
use sea_orm::entity::prelude::*;

/// A reassessment of a member whose service runs.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "reassessment")]
pub struct Model {
    /// In which turn.
    #[sea_orm(primary_key, auto_increment = false)]
    pub assignment_id: AssignmentId,
    /// Its number in the turn: 1, 2, 3 …
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i32,
    /// Of which referral.
    pub referral_id: ReferralId,
    /// The assignment's plan, repeated for the row filter and the worklist.
    pub plan_id: OrganizationId,
    /// The assignment's provider, repeated likewise.
    pub provider_id: OrganizationId,
    /// The assignment's member, repeated for the row filter.
    pub member_id: MemberId,
    /// Where it stands.
    pub state: ReassessmentState,
    /// Day by which it is due, in California.
    pub due_on: Date,
    /// Months from the day on which it is done to the next; null: none follows. Copied from the plan's
    /// policy when the service started, as the next is.
    pub next_months: Option<i32>,
    /// Days before it is due at which plan and provider hear of it.
    pub ahead_days: i32,
    /// What is to be told next; null: nothing.
    pub tells: Option<NoticeKind>,
    /// When.
    pub tells_at: Option<DateTimeUtc>,
    /// Day on which it was done, in California.
    pub done_on: Option<Date>,
    /// What came of it.
    pub outcome: Option<ReassessmentOutcome>,
    /// Free text for provider and plan.
    pub note: Option<String>,
    /// Whether the provider wrote it down, or the plan on its behalf.
    pub source: Option<ActSource>,
    /// When it was written down.
    pub recorded_at: Option<DateTimeUtc>,
    /// Who wrote it down.
    pub recorded_by: Option<AccountId>,
    /// The row that this one corrects; that one is void.
    pub corrects: Option<i32>,
    /// Why it corrects it.
    pub correction_reason: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
