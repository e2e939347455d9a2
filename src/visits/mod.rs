//! Sobering visits: a person is brought by police or ambulance, or comes by themselves, at night,
//! perhaps unnamed, and is taken in at once.
//!
//! ```text
//! recordVisit ──→ PRESENT ── completeVisit: left at ──→ LEFT
//!                    └───────────┬───────────────────────┘
//!                            voidVisit ──→ VOID
//!
//! plan and member known, and the plan authorizes afterwards ──→ a request is pending
//! ```
//! No referral, assignment, duty or closed-loop status: the state's rules on referrals exempt
//! sobering centers, which serve in real time, under 24 hours, and are usually authorized
//! afterwards (domain notes, sections 1 and 2.2: DHCS FAQ). Whether the plan pays follows from its
//! policy of the day; what it may deny is payment, never the record (section 11).
//!
//! The provider says what the person said. Who that is, is between the plan and its register: a
//! certain match is silent, anything else the plan confirms, and neither shows in what the provider
//! reads: not in a version, a time, a payment or a pending request.
//!
//! | File | Has |
//! |---|---|
//! | `model`, `input` | the words, and what people type |
//! | `rules` | what people may type, and how a visit is paid |
//! | `overlap` | a visit is recorded once |
//! | `sight` | what each reader may know |
//! | `service` | the acts |
//! | `queries` | lists and lookups |
//! | `store` | the table |
//!
//! How the plan is asked stands with the other requests: `referrals/authorizing/visit`.

mod error;
mod input;
mod model;
mod overlap;
mod queries;
mod rules;
mod service;
mod sight;
mod store;

pub use entity::types::{BroughtBy, VisitId, VisitPayment, VisitStatus};
pub use error::{
    CompleteVisitRefusal, ConfirmVisitMemberRefusal, RecordVisitRefusal, VisitError,
    VoidVisitRefusal,
};
pub use input::{CompleteVisit, NewVisit, TypedPerson};
pub use model::{Visit, VisitPerson, Voided};
pub use queries::{VisitFilter, VisitOrder};

use crate::db::Db;
use crate::reference::{Reference, ServiceCode};

/// What sobering centers give.
const SERVICE: ServiceCode = ServiceCode::SoberingCenter;

/// The service of the area. Cheap to clone.
#[derive(Clone)]
pub struct Visits {
    db: Db,
    reference: &'static Reference,
}

impl Visits {
    /// Works on `db` with the embedded reference data.
    #[must_use]
    pub fn new(db: Db) -> Self {
        Self {
            db,
            reference: Reference::embedded(),
        }
    }
}
