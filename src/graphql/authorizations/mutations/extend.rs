use async_graphql::{Context, ID, InputObject, Object};

use super::payload::{ActPayload, act_error_codes, authorization_id};
use crate::authorizations;
use crate::graphql::referrals::step;
use crate::graphql::{ApiError, ContextExt};

/// A request for which the plan takes more time.
#[derive(InputObject)]
pub struct ExtendAuthorizationInput {
    /// Which request, by its global id.
    authorization_id: ID,
    /// Why, at most 2000 letters: whoever asked reads it.
    reason: String,
    /// Version that you have seen; another one refuses.
    expected_version: Option<i32>,
    /// So that a retry is not a repeat: 1 to 128 bytes, kept for 7 days.
    idempotency_key: Option<String>,
}

act_error_codes! {
    /// Why the plan does not get more time.
    ExtendAuthorizationErrorCode = "authorizations::ExtendRefusal" {
        /// It was extended before.
        ExtendedAlready,
        /// A request of this kind is not extended.
        NotExtendable,
        /// The limit has passed; time is taken before it.
        TooLate,
    }
}

#[derive(Default)]
pub struct ExtendAuthorization;

#[Object]
impl ExtendAuthorization {
    /// Take more time for a decision, once and before it is due, with a reason that whoever asked reads.
    /// How much is the plan's policy on the day of the request. For reviewers of the plan.
    async fn extend_authorization(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Request and reason.")] input: ExtendAuthorizationInput,
    ) -> Result<ActPayload<ExtendAuthorizationErrorCode>, ApiError> {
        let op = ctx.signed_in()?;
        let id = authorization_id(&input.authorization_id)?;
        let (version, key) = (input.expected_version, input.idempotency_key.as_ref());
        let step = step(ctx, "extendAuthorization", version, key, &input)?;
        let referrals = &ctx.services()?.referrals;
        let outcome = referrals
            .extend_authorization(op, (id, &input.reason), &step)
            .await;
        ActPayload::from_outcome(Some(id), outcome)
    }
}
