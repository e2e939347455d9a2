//! Signing in and out, and who is signed in.

mod codes;
mod mutations;
mod query;
mod session;
mod viewer;

pub use codes::Role;
pub use mutations::IdentityMutation;
pub use query::IdentityQuery;
pub use session::{SignedIn, ViewerSession};
pub use viewer::Viewer;
