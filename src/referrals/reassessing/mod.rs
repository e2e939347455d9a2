//! Reassessments: while a service runs, the member is looked at again, to see whether it goes on.
//!
//! ```text
//! startService ─→ OPEN, due so many months later ── recordReassessment ─→ DONE ─→ the next: OPEN …
//!                  │ told ahead, and the plan the day after
//!                  │ endService, no start after all: CANCELLED
//! ```
//! The assessment itself stays with the provider; the plan validates that it was done (S0). Whether and
//! when is the plan's policy of authorizations on the day of the start (`reassess_months`). What came
//! of it ends nothing: who is ready to graduate, or cannot be reached, is discontinued by `endService`
//! with that reason (S1 Q44), and somebody says there what the member is moved to.
//!
//! One is open at a time (a unique index); the referral's lock orders what is done with them.

mod model;
mod plan;
mod queries;
mod record;
mod rules;
mod store;
mod sweep;

pub use model::{
    CorrectsReassessment, DoneReassessment, Reassessment, ReassessmentFilter, RecordReassessment,
    end_reason,
};
pub(super) use plan::{cancel_in, plan_anew_in, plan_first_in};
