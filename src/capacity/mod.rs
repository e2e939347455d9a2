//! Capacity: how many people a provider can serve at once, and how much of that is taken.
//!
//! ```text
//! offering ─┐
//! offering ─┴→ pool: limit ≥ held + active         held: assigned, service not started
//!               ├ share per plan: held + active ≤ cap, agreed    active: in service
//!               └ entries 1, 2, 3 …: what changed, by which assignment, the figures after it
//! ```
//! Words
//! - **Pool**: places that several offerings of one provider may draw on.
//! - **Limit**: how many places a pool has, by the provider's last word.
//! - **Agreed**: how many of them a plan's contract has, from a day on. The provider sets its limit
//!   at once up to the most that a plan agreed to; above it is a **proposal**.
//! - **Share**: what one plan uses of a pool; its **cap** is the most it wants to. Neither cap nor
//!   what is agreed reserves a place.
//! - **Status**: what the public sees. It is derived from the figures and never stored, so it
//!   cannot contradict them.
//! - **Ledger**: the conditional statements that hold, use and free a place, and an entry for each
//!   change of a pool; `verify` computes every figure anew from them.
//!
//! | File | Has |
//! |---|---|
//! | `ledger` | how a figure changes |
//! | `report` | what a provider says: how many places, paused or not, confirmed |
//! | `agree` | what a plan says: yes or no to a proposal, its cap |
//! | `cells` | county × service, for plans and the state; `watch` tells when to look again |
//! | `sweep` | what is due by the clock |
//! | `verify` | is the ledger right? |
//!
//! Exact figures are for the provider's own people and, of its own share, for a plan: [`view`]
//! is the one place that decides, and a [`Capacity`] never holds what its reader may not see.

mod agree;
mod cells;
mod entries;
mod error;
pub mod ledger;
mod model;
mod pool;
mod report;
mod rules;
mod service;
mod store;
mod sweep;
mod verify;
mod watch;

pub use cells::{Cell, CellFilter};
pub use entity::types::{CapacityProposalId, LedgerEntryKind, PoolId, ProposalStatus};
pub use entries::{LedgerEntry, PoolAfter};
pub use error::{
    ConfirmCapacityRefusal, DecideCapacityRefusal, PauseReferralsRefusal, ResumeReferralsRefusal,
    SetCapacityRefusal, SetPlanShareRefusal, SetPoolPreferenceRefusal,
};
pub use model::{Capacity, CapacityStatus, Figures, PoolFigures, Queue, ShareFigures, Viewer};
pub use pool::{Decision, Pool, Proposal, Share};
pub use rules::{NOBODY_WAITS, band, status, view};
pub use service::Capacities;
pub use sweep::{ask_for_figures, end_pauses};
pub use verify::{Disagreement, Verification, verify};
pub use watch::CapacityWatch;
