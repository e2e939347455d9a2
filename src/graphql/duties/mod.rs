//! Duties as clients see them: each by itself, and the work list of those that are owed.

mod loaders;
mod query;
mod types;

pub use query::DutyQuery;
pub use types::OutreachDuty;
