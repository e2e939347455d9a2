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
//! | `model`, `input` | the words, and what people type |
//! | `state` | which act is legal when: one pure table |
//! | `rules` | what people may type |
//! | `intake`, `naming`, `triage`, `assign`, `decline`, `outreach`, `serving`, `close`, `withdraw`, `reopen` … | the use cases, one transaction each |
//! | `authorizing` | the plan authorizes: requests, decisions, what a start draws |
//! | `reassessing` | while the service runs: when the member is looked at again, and what came of it |
//! | `life` | what follows from death, custody and the end of an enrolment |
//! | `audience`, `declines`, `link` | who hears of what; the network team's report; what a link shows |
//! | `queries`, `inbox` | lists and lookups |
//! | `store` | the tables |

mod accept;
mod act;
mod assign;
mod audience;
mod authorizing;
mod candidates;
mod close;
mod consent;
mod counts;
mod decline;
mod declines;
mod details;
mod error;
mod excuse;
mod hand_off;
mod hold;
mod inbox;
mod input;
mod intake;
mod life;
mod link;
mod may;
mod model;
mod naming;
pub(crate) mod number;
mod outreach;
mod place;
mod queries;
mod reasons;
mod reassessing;
mod reopen;
mod restrict;
mod rules;
mod served;
mod serving;
mod sight;
mod state;
mod store;
mod triage;
mod waitlist;
mod watch;
mod withdraw;
mod worklist;

pub(crate) use authorizing::visit as visit_authorizing;

pub use audience::{Hears, Party, Silence, hears};
pub use authorizing::AuthorizationDraft;
pub use candidates::{Candidate, Exclusion};
pub use counts::{NoSuchMonth, ReferralCount};
pub use declines::{Decline, DeclineFilter};
pub use details::{GoBetween, Intake, MissingBlock, missing};
pub use entity::types::{
    ActSource, Agreement, AssignmentEnd, AssignmentId, AssignmentStatus, AttemptId, ContactKind,
    EventKind, IntakeId, Naming, OutreachMethod, OutreachOutcome, ReassessmentOutcome,
    ReassessmentState, ReferralId, ReferralStatus, Relationship, Restriction, SourceKind,
    TransitionedFrom, Urgency,
};
pub use error::{
    AcceptRefusal, AssignRefusal, CloseRefusal, ConfirmMemberRefusal, CorrectOutreachRefusal,
    CorrectStartRefusal, CreateRefusal, DeclineRefusal, EarlyContactRefusal, EndServiceRefusal,
    ExcuseOutreachRefusal, HandOffRefusal, HoldRefusal, JoinWaitlistRefusal, LeaveWaitlistRefusal,
    LiftMemberRestrictionRefusal, LiftRestrictionRefusal, OutreachRefusal, PassNamingRefusal,
    PassOfferRefusal, ReassessmentRefusal, RecordConsentRefusal, ReferralError, ReopenRefusal,
    RequestAssignmentRefusal, RestrictMemberRefusal, RestrictRefusal, RevokeConsentRefusal,
    RevokeLinksRefusal, StartServiceRefusal, WithdrawRefusal,
};
pub use inbox::{AssignmentFilter, AssignmentWithReferral, Wanted};
pub use input::{
    AssignReferral, CloseReferral, CorrectOutreach, CorrectStart, DeclineReferral, EndService,
    NewConsent, NewFax, NewIntake, NewReferral, ReassignReferral, RecordHandOff, RecordOutreach,
    Step, WithdrawReferral,
};
pub use link::Shown;
pub use may::May;
pub use model::{
    Assignment, Attempt, ClosedLoopStatus, Closure, Consent, Contact, Correction, Discontinuation,
    EarlyContact, Excuse, HandOff, Referral, ReferralEvent, ReferralFilter, ReferralPerson,
};
pub use queries::{ListedReferral, ReferralOrder};
pub use reasons::{DeclineReason, DeclinedBy, SwitchReason, WithdrawnBy};
pub use reassessing::{
    CorrectsReassessment, DoneReassessment, Reassessment, ReassessmentFilter, RecordReassessment,
    end_reason,
};
pub use triage::{Finding, Ground, Weight};
pub use waitlist::{NoSuchDays, Waiting, WaitingTime};
pub use watch::ReferralWatch;
pub use worklist::DutyFilter;

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
