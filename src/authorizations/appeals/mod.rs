//! Appeals against what a plan decided, and grievances about anything else.
//!
//! ```text
//! notice of action ── fileAppeal ──→ open ── acknowledgeAppeal ──→ decideAppeal
//!                                     │                              ├─ UPHELD: a state hearing is next
//!                                     │                              ├─ OVERTURNED: granted, or given back
//!                                     └─ withdrawAppeal              └─ DISMISSED: filed by nobody who may
//! ```
//! What is reduced or ends, and is appealed before that day, goes on as it was: the grant itself is
//! given back while the appeal is open, so that every check and every draw sees it, and the appeal
//! keeps what it falls back to. A grievance changes nothing that was granted, is not part of the
//! history that a provider reads, and any number of them may be open.

mod model;
pub(crate) mod rules;
pub(crate) mod store;

pub use model::{Appeal, AppealEnd, DecideAppeal, FileAppeal, Ruling};
