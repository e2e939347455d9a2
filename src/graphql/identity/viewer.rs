use async_graphql::{Context, Object};

use super::codes::Role;
use super::session::ViewerSession;
use crate::graphql::organizations::Organization;
use crate::graphql::{ApiError, ContextExt};
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

    /// Whether the person signs in with a second factor.
    async fn has_second_factor(&self) -> bool {
        self.0.has_second_factor
    }

    /// Whether the person has no roles until they enroll a second factor, because the organization
    /// asks for one. Then: `enrollSecondFactor`, `confirmSecondFactor`, `refreshSession`.
    async fn must_enroll_second_factor(&self) -> bool {
        self.0.must_enroll_second_factor
    }

    /// Where the person is signed in, the session used last first; at most 100. Empty in the answer
    /// of `signIn`, which comes before there is a viewer.
    #[graphql(complexity = "25 * child_complexity")]
    async fn sessions(&self, ctx: &Context<'_>) -> Result<Vec<ViewerSession>, ApiError> {
        let sessions = ctx.services()?.identity.sessions(ctx.op()?).await?;
        Ok(sessions.into_iter().map(ViewerSession).collect())
    }
}
