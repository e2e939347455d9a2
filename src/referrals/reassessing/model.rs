//! The words.

use chrono::{DateTime, NaiveDate, Utc};
use entity::types::{
    ActSource, AssignmentId, MemberId, OrganizationId, ReassessmentOutcome, ReassessmentState,
    ReferralId,
};

use crate::reference::DiscontinuationReason;

/// A reassessment of a member whose service runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reassessment {
    /// In which turn.
    pub assignment: AssignmentId,
    /// Its number in the turn: 1, 2, 3 …
    pub number: i32,
    /// Of which referral.
    pub referral: ReferralId,
    /// The referral's plan.
    pub plan: OrganizationId,
    /// Who serves.
    pub provider: OrganizationId,
    /// Who is reassessed.
    pub member: MemberId,
    /// Where it stands.
    pub state: ReassessmentState,
    /// Day by which it is due, in California.
    pub due_on: NaiveDate,
    /// Months from the day on which it is done to the next; `None`: none follows.
    pub next_months: Option<i32>,
    /// Days before it is due at which plan and provider hear of it.
    pub ahead_days: i32,
    /// What was written down of it.
    pub done: Option<DoneReassessment>,
    /// The one that it corrects, and why.
    pub correction: Option<(i32, String)>,
}

/// What was written down of a reassessment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DoneReassessment {
    /// Day on which it was done, in California.
    pub on: NaiveDate,
    /// What came of it.
    pub outcome: ReassessmentOutcome,
    /// For provider and plan.
    pub note: Option<String>,
    /// Whether the provider wrote it down, or the plan on its behalf.
    pub source: ActSource,
    /// When it was written down.
    pub recorded_at: DateTime<Utc>,
}

/// A reassessment as it is typed.
#[derive(Debug, Clone)]
pub struct RecordReassessment {
    /// In which turn.
    pub assignment: AssignmentId,
    /// Day on which it was done.
    pub done_on: NaiveDate,
    /// What came of it.
    pub outcome: ReassessmentOutcome,
    /// For provider and plan.
    pub note: Option<String>,
    /// What was written down wrong, where this says how it was.
    pub corrects: Option<CorrectsReassessment>,
}

/// What was written down wrong, and why.
#[derive(Debug, Clone)]
pub struct CorrectsReassessment {
    /// Which: the last that was done.
    pub number: i32,
    /// Why it is corrected.
    pub reason: String,
}

/// Which reassessments to list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReassessmentFilter {
    /// Those that are to be done; else those that were.
    pub is_open: bool,
    /// Due before this day.
    pub due_before: Option<NaiveDate>,
    /// By this provider.
    pub provider: Option<OrganizationId>,
}

/// The reason with which the service is to end by what came of a reassessment (S1 Q44); `None` where
/// it goes on.
#[must_use]
pub const fn end_reason(outcome: ReassessmentOutcome) -> Option<DiscontinuationReason> {
    match outcome {
        ReassessmentOutcome::Continues => None,
        ReassessmentOutcome::GoalsMet => Some(DiscontinuationReason::GoalsMet),
        ReassessmentOutcome::LowerLevel => Some(DiscontinuationReason::LowerLevel),
        ReassessmentOutcome::Unresponsive => Some(DiscontinuationReason::Unresponsive),
        ReassessmentOutcome::CouldNotConnect => Some(DiscontinuationReason::CouldNotConnect),
    }
}

impl Reassessment {
    /// It is to be done, and its day has passed.
    #[must_use]
    pub fn is_overdue(&self, today: NaiveDate) -> bool {
        self.state == ReassessmentState::Open && self.due_on < today
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_does_not_go_on_is_a_reason_to_discontinue() {
        for outcome in ReassessmentOutcome::ALL {
            let reason = end_reason(*outcome).map(DiscontinuationReason::as_str);
            let goes_on = *outcome == ReassessmentOutcome::Continues;
            assert_eq!(reason, (!goes_on).then_some(outcome.code()));
        }
    }
}
