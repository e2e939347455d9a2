use async_graphql::{Context, Object};

use super::types::{Nudge, NudgeSettings, Nudges};
use crate::graphql::{ApiError, ContextExt, Settle};

/// Reads of nudges.
#[derive(Default)]
pub struct NudgeQuery;

#[Object]
impl NudgeQuery {
    /// How your organization is told to look into its mailbox, and how that went. For the
    /// organization's administrators.
    async fn nudges(&self, ctx: &Context<'_>) -> Result<Nudges, ApiError> {
        let found = ctx.services()?.nudges.settings(ctx.signed_in()?).await;
        let (settings, latest) = found.settle_query()?;
        Ok(Nudges {
            settings: settings.map(NudgeSettings::from),
            latest: latest.into_iter().map(Nudge::from).collect(),
        })
    }
}
