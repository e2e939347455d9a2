//! Limits: how much of a service a member may have, what was used, and what is left.
//!
//! ```text
//! Reference::service_limits ─┐
//! a plan's own rows ─────────┴▶ limits_in_force(service, day) ─▶ check(history, asked) ─▶ LimitCheck
//! ```
//! Words
//! - **Limit**: a kind, its numbers, whose it is ([`ServiceLimit`]). A plan's own row replaces the
//!   default of its kind for that service.
//! - **Use**: a grant, past or running, with what it takes: while it runs all that was granted,
//!   afterwards what was really used. A void one is not granted and takes nothing.
//! - **Exception**: a grant beyond a limit, by a reviewer, with reason and evidence: as the terms
//!   of the limit foresee it, or against them (an override).
//! - **Not known**: what another plan granted is known by the month, or not at all. It counts where
//!   it must have fallen; the rest is not known, and never zero.
//!
//! What is granted here counts in full wherever it may fall: thirty days somewhere in two months
//! may all be in the second. So no sum of grants exceeds a limit, whatever is used later.
//!
//! Nothing here reads a clock or a table: who calls holds the member's row and hands over what
//! there is.

mod count;
mod model;
mod rules;
mod words;

pub use crate::reference::{
    LimitAuthority, LimitException, LimitKind, LimitTerms, SecondGrant, ServiceLimit,
};
pub use model::{
    Asked, Chain, Drawn, Exception, ExceptionGround, ExceptionPart, ExceptionStanding, Extent,
    Finding, History, LimitCheck, Measure, Use, Used, UsedUnder, Weight,
};
pub use rules::check;

#[cfg(test)]
mod tests;
