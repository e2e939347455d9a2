//! Authorizations as clients see them: each by itself, the reviewer's work list, and what is done
//! with them.

mod action;
mod appeal;
mod codes;
mod comparison;
mod draft;
mod letter;
mod limits;
mod loaders;
mod mutations;
mod parts;
mod presumptive;
mod query;
mod types;

pub use comparison::DecisionQuery;
pub use draft::AuthorizationDraft;
pub use loaders::{AuthorizationKey, AuthorizationsKey};
pub use mutations::AuthorizationMutation;
pub use presumptive::PresumptiveQuery;
pub use query::AuthorizationQuery;
pub use types::Authorization;
