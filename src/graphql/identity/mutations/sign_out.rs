use async_graphql::{Context, Object, SimpleObject};

use crate::graphql::error::Settle as _;
use crate::graphql::{ApiError, ContextExt};
use crate::identity::SessionError;

/// What was ended.
#[derive(SimpleObject)]
pub struct SignOutPayload {
    /// How many sessions were ended; 0 when they had ended already.
    ended_sessions: i32,
}

/// Ending one's sessions.
#[derive(Default)]
pub struct SignOut;

#[Object]
impl SignOut {
    /// End the session of the token that asks. From then on its tokens are refused, and its sockets
    /// are closed with 4403, on every instance within seconds.
    async fn sign_out(&self, ctx: &Context<'_>) -> Result<SignOutPayload, ApiError> {
        let identity = &ctx.services()?.identity;
        SignOutPayload::from_outcome(identity.sign_out(ctx.signed_in()?).await)
    }

    /// End all sessions of the viewer, this one included.
    async fn sign_out_everywhere(&self, ctx: &Context<'_>) -> Result<SignOutPayload, ApiError> {
        let identity = &ctx.services()?.identity;
        SignOutPayload::from_outcome(identity.sign_out_everywhere(ctx.signed_in()?).await)
    }
}

impl SignOutPayload {
    fn from_outcome(outcome: Result<u64, SessionError>) -> Result<Self, ApiError> {
        let ended = outcome.settle_query()?;
        Ok(Self {
            ended_sessions: i32::try_from(ended).unwrap_or(i32::MAX),
        })
    }
}
