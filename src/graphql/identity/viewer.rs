use async_graphql::Object;

use super::codes::Role;
use crate::graphql::organizations::Organization;
use crate::identity;

/// The person who is signed in.
pub struct Viewer(pub identity::Viewer);

/// The person who is signed in.
#[Object]
impl Viewer {
    /// Name to show.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// The organization whose records the person works with, and whose mailbox they read.
    async fn organization(&self) -> Organization {
        self.0.organization.clone().into()
    }

    /// What the person does there. What they may do follows from it.
    async fn roles(&self) -> Vec<Role> {
        self.0.roles.iter().copied().map(Role::from).collect()
    }
}
