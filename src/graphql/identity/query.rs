use async_graphql::{Context, Object};

use super::viewer::Viewer;
use crate::graphql::{ApiError, ContextExt};

/// Who is signed in.
#[derive(Default)]
pub struct IdentityQuery;

#[Object]
impl IdentityQuery {
    /// The person who is signed in, as they stand now; null for nobody. Public.
    async fn viewer(&self, ctx: &Context<'_>) -> Result<Option<Viewer>, ApiError> {
        let viewer = ctx.services()?.identity.viewer(ctx.op()?).await?;
        Ok(viewer.map(Viewer))
    }
}
