//! Closed sets of sobering visits.

use sea_orm::entity::prelude::*;

use super::closed_set::text_enum;

text_enum! {
    /// Who brought a person to a sobering center.
    BroughtBy {
        /// Police, instead of jail.
        Police = "POLICE",
        /// An ambulance, instead of an emergency department.
        Ambulance = "AMBULANCE",
        /// The person came by themselves.
        Oneself = "ONESELF",
        /// Somebody else.
        Other = "OTHER",
    }

    /// Where a visit stands.
    VisitStatus {
        /// The person is there.
        Present = "PRESENT",
        /// The person has left.
        Left = "LEFT",
        /// Recorded by mistake.
        Void = "VOID",
    }

    /// How a plan pays for a visit, as far as its policy and the visit itself say.
    VisitPayment {
        /// Nobody has said which plan answers for the person.
        PlanUnknown = "PLAN_UNKNOWN",
        /// The plan wants no authorization.
        NotRequired = "NOT_REQUIRED",
        /// The plan pays what it authorizes; it is asked as soon as it knows who it was.
        ByAuthorization = "BY_AUTHORIZATION",
        /// The plan lets whoever served presume it; its decision follows.
        Presumed = "PRESUMED",
        /// The plan wants an authorization first, and gives none afterwards.
        NotAuthorized = "NOT_AUTHORIZED",
        /// The plan gives one afterwards, but no longer for this one.
        TooLate = "TOO_LATE",
        /// The stay was longer than the service.
        OverLimit = "OVER_LIMIT",
    }
}
