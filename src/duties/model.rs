//! The words of the area.

use chrono::{DateTime, Utc};
use entity::types::{
    AssignmentId, EscalationAction, EscalationAudience, EscalationState, NoticeKind,
    OrganizationId, ReferralId,
};

/// What the plan's policy asks of one assignment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// The last instant at which an attempt meets the duty.
    pub due_at: DateTime<Utc>,
    /// Attempts that are expected when none is successful …
    pub follow_up_attempts: i32,
    /// … by then.
    pub follow_up_until: DateTime<Utc>,
}

/// A new assignment, as its escalation needs to know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NewAssignment {
    pub(crate) id: AssignmentId,
    pub(crate) referral: ReferralId,
    pub(crate) plan: OrganizationId,
    pub(crate) assigned_at: DateTime<Utc>,
    /// When outreach is due, where it is owed.
    pub(crate) due_at: Option<DateTime<Utc>>,
}

/// One step of an assignment's escalation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Escalation {
    /// Of which assignment.
    pub assignment: AssignmentId,
    /// Number of the step; 0 asks whether the provider was told at all.
    pub position: i32,
    /// From when on it is due.
    pub fires_at: DateTime<Utc>,
    /// Who is told.
    pub audience: EscalationAudience,
    /// What is done.
    pub action: EscalationAction,
    /// The notice that tells it.
    pub tells: NoticeKind,
    /// Where it stands.
    pub state: EscalationState,
    /// When it fired.
    pub fired_at: Option<DateTime<Utc>>,
    /// Whether it fired later than it should have: the server was down.
    pub was_late: bool,
}
