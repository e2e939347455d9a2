//! How much room there is, and who says so, as clients see it.

mod cell;
mod ledger;
mod mutations;
mod payload;
mod pool;
mod query;
mod watch;

pub use mutations::CapacityMutation;
pub use query::CapacityQuery;
pub use watch::CapacitySubscription;
