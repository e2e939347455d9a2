//! One attempt to reach a member.

use crate::types::{
    AccountId, AssignmentId, AttemptId, ContactKind, OrganizationId, OutreachMethod,
    OutreachOutcome,
};
use sea_orm::entity::prelude::*;

/// One attempt to reach a member.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "outreach_attempt")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AttemptId,
    /// On which assignment.
    pub assignment_id: AssignmentId,
    /// The assignment's plan, repeated for the row filter.
    pub plan_id: OrganizationId,
    /// The assignment's provider, repeated for the row filter.
    pub provider_id: OrganizationId,
    /// When it was made.
    pub made_at: DateTimeUtc,
    /// When it was written down.
    pub recorded_at: DateTimeUtc,
    /// Who wrote it down.
    pub recorded_by: AccountId,
    /// How.
    pub method: OutreachMethod,
    /// With what outcome.
    pub outcome: OutreachOutcome,
    /// Whole minutes, rounded up; a letter counts as 1.
    pub minutes: i32,
    /// Free text for provider and plan.
    pub note: Option<String>,
    /// Whether it is an attempt, or another contact.
    pub kind: ContactKind,
    /// Made where the member stays: contact in a facility counts as successful (source S0).
    pub is_in_facility: bool,
    /// The row that this one corrects.
    pub corrects_id: Option<AttemptId>,
    /// Why it corrects it.
    pub correction_reason: Option<String>,
    /// What it corrects never happened.
    pub is_void: bool,
}

impl ActiveModelBehavior for ActiveModel {}
