//! Closed sets of reassessments.

use sea_orm::entity::prelude::*;

use super::closed_set::text_enum;

text_enum! {
    /// Where a reassessment stands.
    ReassessmentState {
        /// It is to be done.
        Open = "OPEN",
        /// It was done.
        Done = "DONE",
        /// It is not to be done any more: the service ended, or its start was corrected.
        Cancelled = "CANCELLED",
        /// It was written down wrong; another row says how it was.
        Void = "VOID",
    }

    /// What came of a reassessment. All but the first are the reasons to discontinue ECM (S1 Q44).
    ReassessmentOutcome {
        /// The member still needs the service.
        Continues = "CONTINUES",
        /// All goals of the care plan are met.
        GoalsMet = "GOALS_MET",
        /// The member is ready for a lower level of care.
        LowerLevel = "LOWER_LEVEL",
        /// The member no longer wishes it, does not respond, or is unwilling to engage.
        Unresponsive = "UNRESPONSIVE",
        /// The provider could not connect with the member after several attempts.
        CouldNotConnect = "COULD_NOT_CONNECT",
    }

    /// From which programme that ended in 2021 a member came into the service (S1 Q45).
    TransitionedFrom {
        /// A Whole Person Care pilot.
        WholePersonCare = "WPC",
        /// The Health Homes Program.
        HealthHomes = "HHP",
    }
}
