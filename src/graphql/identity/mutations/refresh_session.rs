use async_graphql::{Context, Enum, InputObject, Object, SimpleObject};
use secrecy::SecretString;

use crate::graphql::identity::SignedIn;
use crate::graphql::{ApiError, ContextExt, UserError};
use crate::identity::{self, RefreshError};

/// Which session is to go on.
#[derive(InputObject)]
pub struct RefreshSessionInput {
    /// The refresh token that `signIn` or the last `refreshSession` gave.
    #[graphql(secret)]
    refresh_token: String,
}

/// Why a session did not go on.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefreshSessionErrorCode {
    /// The refresh token is not good, or no longer: which of the two is not told. Sign in again.
    SessionEnded,
}

/// A session that goes on, or why it does not.
#[derive(SimpleObject)]
pub struct RefreshSessionPayload {
    /// The session, with new tokens; null when it has ended.
    session: Option<SignedIn>,
    /// Why the session did not go on; empty when it did.
    user_errors: Vec<UserError<RefreshSessionErrorCode>>,
}

/// Going on with a session.
#[derive(Default)]
pub struct RefreshSession;

#[Object]
impl RefreshSession {
    /// Go on with a session: a new access token, with the person's roles as they are now, and the
    /// next refresh token. Each refresh token is good once: one that comes a second time ends the
    /// session, since somebody else may have it. So refresh from one place at a time, and store the
    /// new token before using anything else of the answer. Public: the token says whose session it
    /// is.
    async fn refresh_session(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which session is to go on.")] input: RefreshSessionInput,
    ) -> Result<RefreshSessionPayload, ApiError> {
        let token = SecretString::from(input.refresh_token);
        let identity = &ctx.services()?.identity;
        let outcome = identity.refresh(ctx.op()?, &token).await;
        RefreshSessionPayload::from_outcome(outcome)
    }
}

impl RefreshSessionPayload {
    fn from_outcome(outcome: Result<identity::SignedIn, RefreshError>) -> Result<Self, ApiError> {
        match outcome {
            Ok(signed_in) => Ok(Self {
                session: Some(signed_in.into()),
                user_errors: Vec::new(),
            }),
            Err(error @ (RefreshError::SessionEnded | RefreshError::Reused)) => Ok(Self {
                session: None,
                user_errors: vec![UserError::new(
                    RefreshSessionErrorCode::SessionEnded,
                    error.to_string(),
                )],
            }),
            Err(RefreshError::Store(error)) => Err(error.into()),
            Err(error @ RefreshError::Broken) => Err(ApiError::internal(error)),
        }
    }
}
