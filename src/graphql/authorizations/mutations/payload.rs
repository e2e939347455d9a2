//! What all acts on an authorization answer.

use std::borrow::Cow;

use async_graphql::{Context, ID, Object, OutputType, TypeName};

use crate::authorizations::AuthorizationId;
use crate::graphql::authorizations::Authorization;
use crate::graphql::referrals::Referral;
use crate::graphql::{ApiError, ContextExt, NodeKind, Settle, UserError};
use crate::referrals::ReferralError;

/// What came of an act on an authorization.
pub struct ActPayload<C: OutputType> {
    authorization: Option<AuthorizationId>,
    user_errors: Vec<UserError<C>>,
}

impl<C: OutputType> ActPayload<C> {
    /// From what the service answered. A refusal carries the authorization as it is now, if there was
    /// one.
    pub fn from_outcome<R>(
        known: Option<AuthorizationId>,
        outcome: Result<AuthorizationId, ReferralError<R>>,
    ) -> Result<Self, ApiError>
    where
        C: From<R>,
    {
        Ok(match outcome.settle()? {
            Ok(authorization) => Self {
                authorization: Some(authorization),
                user_errors: Vec::new(),
            },
            Err(refusals) => Self {
                authorization: known,
                user_errors: refusals.into_iter().map(UserError::of).collect(),
            },
        })
    }

    async fn found(&self, ctx: &Context<'_>) -> Result<Option<Authorization>, ApiError> {
        let Some(id) = self.authorization else {
            return Ok(None);
        };
        let op = ctx.operation()?.fresh();
        let service = &ctx.services()?.authorizations;
        let found = service.by_ids(&op, [id]).await?.into_iter().next();
        Ok(found.map(Authorization))
    }
}

/// Named after its codes: what comes with a `DecideAuthorizationErrorCode` is
/// `DecideAuthorizationPayload`.
impl<C: OutputType> TypeName for ActPayload<C> {
    fn type_name() -> Cow<'static, str> {
        let codes = C::type_name();
        let act = codes.strip_suffix("ErrorCode").unwrap_or(&codes);
        Cow::Owned(format!("{act}Payload"))
    }
}

/// What came of an act on an authorization.
#[Object(name_type)]
impl<C: OutputType> ActPayload<C> {
    /// The authorization as it is now, also when the act was refused; null when nothing was asked
    /// for, or the viewer may not see it.
    async fn authorization(&self, ctx: &Context<'_>) -> Result<Option<Authorization>, ApiError> {
        self.found(ctx).await
    }

    /// Its referral as it is now; null where there is none that the viewer may see.
    async fn referral(&self, ctx: &Context<'_>) -> Result<Option<Referral>, ApiError> {
        let Some(Authorization(found)) = self.found(ctx).await? else {
            return Ok(None);
        };
        let Some(referral) = found.referral else {
            return Ok(None);
        };
        let op = ctx.operation()?.fresh();
        let referral = ctx.services()?.referrals.by_id(&op, referral).await?;
        Ok(referral.map(Referral::new))
    }

    /// Why the act was refused, all reasons at once; empty when it was done.
    async fn user_errors(&self) -> &[UserError<C>] {
        &self.user_errors
    }
}

/// The authorization that an input names.
pub fn authorization_id(id: &ID) -> Result<AuthorizationId, ApiError> {
    Ok(AuthorizationId(NodeKind::Authorization.parse(id)?))
}

/// The codes of an act's refusals as an enum of the schema: the common ones and its own.
macro_rules! act_error_codes {
    ($(#[$doc:meta])* $name:ident = $remote:literal { $($(#[$vdoc:meta])* $variant:ident),* $(,)? }) => {
        $(#[$doc])*
        #[derive(async_graphql::Enum, Clone, Copy, Debug, PartialEq, Eq)]
        #[graphql(remote = $remote)]
        pub enum $name {
            /// The act is out of order; the message says where it stands and what to do.
            WrongState,
            /// It changed since `expectedVersion`; the current one comes along.
            Stale,
            /// The idempotency key was used for another input.
            IdempotencyKeyReused,
            /// A field that must say something is blank.
            Required,
            /// A field is longer than it takes.
            TooLong,
            $($(#[$vdoc])* $variant,)*
        }
    };
}
pub(super) use act_error_codes;
