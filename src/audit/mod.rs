//! The audit trail: who did, tried or read what, and how it ended. Append-only, ids and codes only.
//!
//! ```text
//! act     Db::act ─→ its transaction + one DONE row          refused: one row of its own
//! reading select ─→ OpCtx::shows ─→ edge ─→ Journal          the answer waits for its row
//! worker  unsealed rows ─→ Seal: one keyed chain per organization, and the disclosures of members
//! check   handoff audit verify ─→ Verify: the first broken row
//! ```
//! | File | Has |
//! |---|---|
//! | `model` | the words: acts, objects, entries |
//! | `record` | what one act was about, collected while it runs |
//! | `shown` | whom one answer is about, collected while it is read |
//! | `reading` | the rows of an answer |
//! | `journal` | the rows of many answers, durable by one statement |
//! | `chain` | the seal of one row: a keyed hash over it and the one before |
//! | `seal` | rows become part of their organization's chain |
//! | `verify` | the first row that is not as it was sealed |
//! | `service` | who may read the trail |
//! | `store` | the tables |

mod chain;
mod journal;
mod model;
mod reading;
mod record;
mod seal;
mod service;
mod shown;
pub(crate) mod store;
mod verify;

pub use chain::{AuditKey, Mac};
pub use entity::types::AuditOutcome;
pub use journal::{Journal, NotKept};
pub use model::{Act, AuditEvent, Object, ObjectKind, Period};
pub use reading::rows_of_answer;
pub use record::Record;
pub use seal::{Head, Rhythm, Seal};
pub use service::{EventFilter, Trail};
pub use shown::Shown;
pub use verify::{Broken, Fault, Kept, Verify, Whole};
