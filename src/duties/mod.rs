//! Duties: what an assignment's provider owes by when, and what is done as that comes near.
//!
//! The duty itself is arithmetic ([`crate::clocks::outreach`]) over instants that the assignment
//! keeps. Its **escalation** is a row for each step, copied from the plan's policy when the referral
//! was assigned: what the plan sets later changes no duty that runs.
//!
//! ```text
//!            assign                 sweep, once fires_at has come
//!   policy ─────────→ PENDING ────────────────────────────────────→ FIRED   notices, timeline
//!                      │  ↑
//!    met, excused,     ↓  │ the attempt that met it never was: what still lies ahead
//!    assignment ended  CANCELLED
//! ```
//! Step 0 asks something else: whether the provider was *told*. If its notice was not delivered in
//! the plan's time, the plan hears `NOT_TOLD` and the provider is nudged.
//!
//! Who changes a step holds the lock of its referral. So a step fires once, whatever restarts,
//! however many instances sweep, and wherever the clock goes.
//!
//! | File | Has |
//! |---|---|
//! | `model` | the words |
//! | `rules` | which steps a policy makes, what becomes of one that is due |
//! | `store` | the table |
//! | `sweep` | firing |

mod model;
mod rules;
mod store;
mod sweep;

pub use entity::types::{EscalationAction, EscalationAudience, EscalationState};
pub(crate) use model::NewAssignment;
pub use model::{Escalation, Terms};
pub use rules::terms;
pub use store::escalations_of;
pub(crate) use store::{excuse_in, leads_in, plan_in, rearm_in, stand_down_in};
pub use sweep::Sweep;
