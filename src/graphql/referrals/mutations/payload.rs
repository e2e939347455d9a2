//! What all acts on a referral answer.

use std::borrow::Cow;

use async_graphql::{Context, ID, InputType, Object, OutputType, TypeName};

use crate::graphql::idempotency::idempotency_key;
use crate::graphql::referrals::{Assignment, Referral};
use crate::graphql::{ApiError, ContextExt, NodeKind, Settle, UserError};
use crate::referrals::{ReferralError, ReferralId, Step};

/// What came of an act on a referral.
pub struct ActPayload<C: OutputType> {
    referral: ReferralId,
    user_errors: Vec<UserError<C>>,
}

impl<C: OutputType> ActPayload<C> {
    /// From what the service answered. A refusal carries the referral as it is now, so that the
    /// client sees what it did not expect.
    pub fn from_outcome<R>(
        referral: ReferralId,
        outcome: Result<ReferralId, ReferralError<R>>,
    ) -> Result<Self, ApiError>
    where
        C: From<R>,
    {
        Ok(match outcome.settle()? {
            Ok(referral) => Self {
                referral,
                user_errors: Vec::new(),
            },
            Err(refusals) => {
                let user_errors = refusals.into_iter().map(UserError::of).collect();
                Self {
                    referral,
                    user_errors,
                }
            }
        })
    }
}

/// Named after its codes: what comes with an `AcceptReferralErrorCode` is `AcceptReferralPayload`.
impl<C: OutputType> TypeName for ActPayload<C> {
    fn type_name() -> Cow<'static, str> {
        let codes = C::type_name();
        let act = codes.strip_suffix("ErrorCode").unwrap_or(&codes);
        Cow::Owned(format!("{act}Payload"))
    }
}

/// What came of an act on a referral.
#[Object(name_type)]
impl<C: OutputType> ActPayload<C> {
    /// The referral as it is now, also when the act was refused; null when the viewer's access to
    /// it has ended, for example with this act.
    async fn referral(&self, ctx: &Context<'_>) -> Result<Option<Referral>, ApiError> {
        let op = ctx.operation()?.fresh();
        Ok(ctx
            .services()?
            .referrals
            .by_id(&op, self.referral)
            .await?
            .map(Referral::new))
    }

    /// The assignment that the act was about: the last that the viewer may see.
    async fn assignment(&self, ctx: &Context<'_>) -> Result<Option<Assignment>, ApiError> {
        let op = ctx.operation()?.fresh();
        let mut asked = ctx
            .services()?
            .referrals
            .assignments_of(&op, [self.referral])
            .await?;
        let last = asked
            .remove(&self.referral)
            .and_then(|mut asked| asked.pop());
        Ok(last.map(Assignment::new))
    }

    /// Why the act was refused, all reasons at once; empty when it was done.
    async fn user_errors(&self) -> &[UserError<C>] {
        &self.user_errors
    }
}

/// The referral that an input names.
pub fn referral_id(id: &ID) -> Result<ReferralId, ApiError> {
    Ok(ReferralId(NodeKind::Referral.parse(id)?))
}

/// What an act carries beside its input.
pub fn step(
    ctx: &Context<'_>,
    mutation: &'static str,
    expected_version: Option<i32>,
    key: Option<&String>,
    input: &impl InputType,
) -> Result<Step, ApiError> {
    Ok(Step {
        expected_version,
        key: idempotency_key(ctx, mutation, key, input)?,
    })
}

/// The codes of an act's refusals as an enum of the schema: the common ones and its own.
macro_rules! act_error_codes {
    ($(#[$doc:meta])* $name:ident = $remote:literal { $($(#[$vdoc:meta])* $variant:ident),* $(,)? }) => {
        $(#[$doc])*
        #[derive(async_graphql::Enum, Clone, Copy, Debug, PartialEq, Eq)]
        #[graphql(remote = $remote)]
        pub enum $name {
            /// The act is out of order; the message names the state and the way on.
            WrongState,
            /// The referral changed since `expectedVersion`; the current one comes along.
            Stale,
            /// The idempotency key was used for another input.
            IdempotencyKeyReused,
            $($(#[$vdoc])* $variant,)*
        }
    };
}
pub(super) use act_error_codes;
