//! Sobering visits as clients see them.

mod codes;
mod loaders;
mod mutations;
mod query;
mod types;
mod words;

pub use loaders::VisitKey;
pub use mutations::VisitMutation;
pub use query::VisitQuery;
pub use types::Visit;
