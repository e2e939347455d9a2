//! The audit trail, for those who may read it.

mod query;
mod types;

pub use query::AuditQuery;
pub use types::{AuditEvent, AuditOutcome};
