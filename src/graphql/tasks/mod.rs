//! What plans do by hand, as clients see it.

mod mutations;
mod query;
mod types;

pub use mutations::TaskMutation;
pub use query::TaskQuery;
