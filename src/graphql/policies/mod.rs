//! How a plan runs its loops and authorizes services, as its people see and set it.

mod authorization;
mod limits;
mod query;
mod set;
mod types;

pub use authorization::{AuthorizationPolicyMutation, AuthorizationPolicyQuery};
pub use limits::{LimitQuery, SetServiceLimit};
pub use query::PoliciesQuery;
pub use set::SetLoopPolicy;
pub use types::{EscalationAction, EscalationAudience};
