//! Signing in, and who is signed in.

mod codes;
mod mutations;
mod query;
mod viewer;

pub use codes::{OrganizationKind, Role};
pub use mutations::IdentityMutation;
pub use query::IdentityQuery;
pub use viewer::{Viewer, ViewerOrganization};
