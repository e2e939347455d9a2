//! The loop as clients see it.

mod access;
mod assignment;
mod codes;
mod consent;
mod counts;
mod loaders;
mod mutations;
mod query;
mod referral;
mod timeline;
mod watch;

pub use assignment::{Assignment, Beside, OutreachAttempt};
pub use codes::{
    ActSource, AssignmentEndReason, AssignmentStatus, ClosedLoopStatus, ClosureReason, ContactKind,
    DiscontinuationReason, DutyStatus,
    OutreachMethod, OutreachOutcome, ReferralEventKind, ReferralRestriction, ReferralStatus,
    RestrictionReason, Urgency,
};
pub use consent::{Consent, ConsentInput};
pub use counts::ReferralCountQuery;
pub use loaders::{AssignmentKey, AttemptsKey, DeliveryKey, ReferralKey};
pub use mutations::ReferralMutation;
pub use query::ReferralQuery;
pub use referral::Referral;
pub use watch::ReferralSubscription;
