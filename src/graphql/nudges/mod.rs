//! How an organization is told to look into its mailbox, as its administrators see and set it.

mod query;
mod set;
mod types;

pub use query::NudgeQuery;
pub use set::SetNudges;
