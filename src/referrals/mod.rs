//! Referrals: the loop, and the assignments inside it.
//!
//! The **loop** is what the referrer and the state follow; it closes when the service begins, or
//! with another reason. An **assignment** is one provider's turn; slot and access follow it, and
//! it lives until the service ends, or it is declined, reassigned or closed without a service.
//!
//! ```text
//!            confirm        assign          accept          outreach
//! RECEIVED ─────────→ READY ──────→ ASSIGNED ─────→ ACCEPTED ─────→ IN_OUTREACH
//!                       ↑              │ └────── outreach ─────────────↗ │
//!                       └── decline ───┴───────────┬─────────────────────┘
//!                                                  │ start, or close with a reason
//!                                                  ↓
//!                                               CLOSED    (assignment: IN_SERVICE → ENDED)
//! ```
//! | File | Has |
//! |---|---|
//! | `model` | the words |
//! | `state` | which act is legal when: one pure table |
//! | `rules` | what people may type |
//! | `intake`, `assign`, `work`, `close` | the use cases, one transaction each |
//! | `audience` | who hears of what |
//! | `queries`, `inbox` | lists and lookups |
//! | `store` | the tables |

mod act;
mod assign;
mod audience;
mod close;
mod consent;
mod counts;
mod error;
mod inbox;
mod intake;
mod may;
mod model;
mod number;
mod queries;
mod restrict;
mod rules;
mod sight;
mod state;
mod store;
mod watch;
mod work;

pub use counts::{NoSuchMonth, ReferralCount};
pub use entity::types::{
    AssignmentEnd, AssignmentId, AssignmentStatus, AttemptId, EventKind, OutreachMethod,
    OutreachOutcome, ReferralId, ReferralStatus, Restriction, Urgency,
};
pub use error::{
    AcceptRefusal, AssignRefusal, CloseRefusal, ConfirmMemberRefusal, CreateRefusal,
    DeclineRefusal, EndServiceRefusal, LiftMemberRestrictionRefusal, LiftRestrictionRefusal,
    OutreachRefusal, RecordConsentRefusal, ReferralError, RestrictMemberRefusal, RestrictRefusal,
    RevokeConsentRefusal, StartServiceRefusal,
};
pub use inbox::{AssignmentFilter, AssignmentWithReferral, Wanted};
pub use may::May;
pub use model::{
    AssignReferral, Assignment, Attempt, CloseReferral, ClosedLoopStatus, Closure, Consent,
    Contact, DeclineReason, NewConsent, NewReferral, RecordOutreach, Referral, ReferralEvent,
    ReferralFilter, ReferralPerson, Step,
};
pub use queries::{ListedReferral, ReferralOrder};
pub use watch::ReferralWatch;

use crate::db::Db;
use crate::reference::Reference;

/// The referral service. Cheap to clone.
#[derive(Clone)]
pub struct Referrals {
    db: Db,
    reference: &'static Reference,
}

impl Referrals {
    /// Works on `db` with the embedded reference data.
    #[must_use]
    pub fn new(db: Db) -> Self {
        Self {
            db,
            reference: Reference::embedded(),
        }
    }
}
