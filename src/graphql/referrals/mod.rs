//! The loop as clients see it.

mod access;
mod assignment;
mod candidate;
mod codes;
mod consent;
mod counts;
mod declines;
mod early;
mod intake;
mod loaders;
mod mutations;
mod packet;
mod query;
mod reassessment;
mod referral;
mod source;
mod timeline;
mod triage;
mod waiting_times;
mod watch;

pub use assignment::{Assignment, Beside, OutreachAttempt};
pub use codes::{
    ActSource, Agreement, AssignmentEndReason, AssignmentStatus, ClosedLoopStatus, ClosureReason,
    ContactKind, DiscontinuationReason, DutyStatus, MissingBlock, Naming, OutreachMethod,
    OutreachOutcome, ReassessmentOutcome, ReferralEventKind, ReferralRestriction, ReferralStatus,
    Relationship, RestrictionReason, SourceKind, TransitionedFrom, Urgency,
};
pub use consent::{Consent, ConsentInput};
pub use counts::ReferralCountQuery;
pub use declines::DeclineQuery;
pub use intake::FaxAgreement;
pub use loaders::{AssignmentKey, AttemptsKey, DeliveryKey, ReferralKey};
pub use mutations::{ReferralMutation, step};
pub use query::ReferralQuery;
pub use reassessment::{Reassessment, ReassessmentQuery};
pub use referral::Referral;
pub use waiting_times::WaitingTimeQuery;
pub use watch::ReferralSubscription;
