//! Signing in, and who is signed in.

mod codes;
mod mutations;
mod query;
mod viewer;

pub use codes::Role;
pub use mutations::IdentityMutation;
pub use query::IdentityQuery;
pub use viewer::Viewer;
