//! One step of one assignment's escalation, copied from the plan's policy when it was assigned.

use crate::types::{
    AssignmentId, EscalationAction, EscalationAudience, EscalationState, NoticeKind,
    OrganizationId, ReferralId,
};
use sea_orm::entity::prelude::*;

/// One step of one assignment's escalation, copied from the plan's policy when it was assigned.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "escalation")]
pub struct Model {
    /// Of which assignment.
    #[sea_orm(primary_key, auto_increment = false)]
    pub assignment_id: AssignmentId,
    /// Number of the step; 0 asks whether the provider was told at all.
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: i32,
    /// The assignment's referral, repeated: it is locked before the step fires.
    pub referral_id: ReferralId,
    /// The assignment's plan, repeated: the step is its own.
    pub plan_id: OrganizationId,
    /// From when on it is due.
    pub fires_at: DateTimeUtc,
    /// Who is told.
    pub audience: EscalationAudience,
    /// What is done.
    pub action: EscalationAction,
    /// The notice that tells it.
    pub tells: NoticeKind,
    /// Where it stands.
    pub state: EscalationState,
    /// When it fired.
    pub fired_at: Option<DateTimeUtc>,
    /// Whether it fired later than it should have: the server was down.
    pub was_late: bool,
}

impl ActiveModelBehavior for ActiveModel {}
