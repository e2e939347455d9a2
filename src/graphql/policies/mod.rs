//! How a plan runs its loops, as its people see and set it.

mod query;
mod set;
mod types;

pub use query::PoliciesQuery;
pub use set::SetLoopPolicy;
pub use types::{EscalationAction, EscalationAudience};
