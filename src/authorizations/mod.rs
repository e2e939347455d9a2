//! Authorizations: a plan's decision to pay for a service, from the wish to the last unit.
//!
//! What a user may do is *access*; authorization is money, and nothing else.
//!
//! ```text
//!            requestAuthorization,                decideAuthorization
//!            or a referral that needs one
//!                        │              ┌─→ APPROVED, MODIFIED ──→ REDUCED ─┐
//!                        └──→ PENDING ──┼─→ DENIED          └──────┴────────┴─→ TERMINATED
//!                              │  ↑     └─→ WITHDRAWN               any of these ──→ VOID
//!                   more asked ↓  │ answered
//! ```
//! Its **clock** has two anchors, the request and the information that was needed
//! ([`crate::clocks::authorization`]); the terms are copied from the plan's policy when the request
//! comes in. What is **left** of it is a ledger: a start draws one unit by one conditional statement.
//!
//! | File | Has |
//! |---|---|
//! | `model`, `input` | the words, and what people type |
//! | `state` | what may follow what |
//! | `rules` | what people may type |
//! | `granting` | what a decision grants |
//! | `clock` | the deadlines of a request, from its row |
//! | `announced` | a reduction, until the day on which it holds |
//! | `ledger` | what is granted, used and left |
//! | `action` | what a member is told in writing where they get less than was asked or granted |
//! | `appeals` | what is filed against a decision, and what becomes of it |
//! | `letter` | what a member is told in writing when that has ended |
//! | `wording` | days, sizes and counts within a letter |
//! | `limits` | what a service may be used at most, and by which exception more |
//! | `usage` | what a person had, against the limits |
//! | `presumptions` | what became of what named providers started at once |
//! | `comparison` | decisions beside each other, without names |
//! | `sight` | what each reader may know |
//! | `queries` | lists and lookups |
//! | `person` | what stands of a person |
//! | `store` | the tables |
//!
//! The use cases stand with the loop, which a request or decision may move:
//! `referrals/authorizing`.

pub mod action;
mod announced;
pub mod appeals;
pub(crate) mod clock;
mod comparison;
mod details;
mod error;
pub(crate) mod granting;
mod input;
pub(crate) mod ledger;
pub mod letter;
pub mod limits;
mod model;
pub(crate) mod person;
mod presumptions;
mod queries;
pub(crate) mod rules;
#[cfg(test)]
pub(crate) mod sample;
mod sight;
pub(crate) mod state;
pub(crate) mod store;
pub(crate) mod usage;
pub(crate) mod wording;

pub use action::NoticeOfAction;
pub use announced::Announced;
pub(crate) use announced::split;
pub use appeals::{Appeal, AppealEnd, DecideAppeal, FileAppeal, Ruling};
pub use comparison::{ComparableDecision, DecisionFilter};
pub use entity::types::{
    ActionKind, AppealBy, AppealChannel, AppealKind, AppealOutcome, AuthorizationEntryKind,
    AuthorizationEventKind, AuthorizationId, AuthorizationKind, AuthorizationStatus,
    CriterionAnswer, ExceptionGround,
};
pub use error::{
    AcknowledgeAppealRefusal, AnswerRefusal, AskRefusal, AuthorizationCodes, DecideAppealRefusal,
    DecideRefusal, ExtendRefusal, FileAppealRefusal, RequestRefusal, WithdrawAppealRefusal,
    WithdrawAuthorizationRefusal,
};
pub use input::{
    Answer, AnswerQuestion, Attachment, DecideAuthorization, Decision, GrantWish,
    RequestAuthorization, Wish,
};
pub use letter::AppealLetter;
pub use model::{
    Asked, Authorization, AuthorizationEvent, Criterion, Decided, Details, Entry, Grant,
    GrantedException, Question,
};
pub use presumptions::PresumptiveUse;
pub use queries::{AuthorizationFilter, AuthorizationOrder, Authorizations};
