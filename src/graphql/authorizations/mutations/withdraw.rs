use async_graphql::{Context, ID, InputObject, Object};

use super::payload::{ActPayload, act_error_codes, authorization_id};
use crate::authorizations;
use crate::graphql::referrals::step;
use crate::graphql::{ApiError, ContextExt};

/// A request that is taken back.
#[derive(InputObject)]
pub struct WithdrawAuthorizationInput {
    /// Which request, by its global id.
    authorization_id: ID,
    /// Why, at most 2000 letters.
    reason: String,
    /// Version that you have seen; another one refuses.
    expected_version: Option<i32>,
    /// So that a retry is not a repeat: 1 to 128 bytes, kept for 7 days.
    idempotency_key: Option<String>,
}

act_error_codes! {
    /// Why a request was not taken back.
    WithdrawAuthorizationErrorCode = "authorizations::WithdrawAuthorizationRefusal" {
    }
}

#[derive(Default)]
pub struct WithdrawAuthorization;

#[Object]
impl WithdrawAuthorization {
    /// Take a request back before it is decided. What waited for it is ready again, and is not assigned
    /// without an authorization where the plan wants one. For whoever asked or is to serve, and the plan.
    async fn withdraw_authorization(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Request and reason.")] input: WithdrawAuthorizationInput,
    ) -> Result<ActPayload<WithdrawAuthorizationErrorCode>, ApiError> {
        let op = ctx.signed_in()?;
        let id = authorization_id(&input.authorization_id)?;
        let (version, key) = (input.expected_version, input.idempotency_key.as_ref());
        let step = step(ctx, "withdrawAuthorization", version, key, &input)?;
        let referrals = &ctx.services()?.referrals;
        let outcome = referrals
            .withdraw_authorization(op, (id, &input.reason), &step)
            .await;
        ActPayload::from_outcome(Some(id), outcome)
    }
}
