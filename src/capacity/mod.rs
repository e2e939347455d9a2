//! Capacity: how many people a provider can serve at once, and how much of that is taken.
//!
//! ```text
//! offering ─┐
//! offering ─┴→ pool: capacity ≥ held + active      held: assigned, service not started
//!               └ share per plan: cap, held, active  active: in service
//! ```
//! Words
//! - **Pool**: places that several offerings of one provider may draw on.
//! - **Share**: what one plan uses of a pool, and the most it may. Never a reservation.
//! - **Status**: what the public sees. It is derived from the figures and never stored, so it
//!   cannot contradict them.
//! - **Ledger**: the conditional statements that hold, use and free a place, and an entry for each
//!   change of a pool; `verify` computes every figure anew from them.
//!
//! Exact figures are for the provider's own people and, of its own share, for a plan: [`view`]
//! is the one place that decides, and a [`Capacity`] never holds what its reader may not see.

pub mod ledger;
mod model;
mod rules;
mod verify;

pub use model::{Capacity, CapacityStatus, Figures, PoolFigures, ShareFigures, Viewer};
pub use rules::{band, status, view};
pub use verify::{Disagreement, Verification, verify};
