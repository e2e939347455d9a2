use async_graphql::{Context, ID, InputObject, Object};

use super::payload::{ActPayload, act_error_codes, referral_id, step};
use crate::graphql::{ApiError, ContextExt};
use crate::referrals;

/// Which referral is accepted.
#[derive(InputObject)]
pub struct AcceptReferralInput {
    /// Which referral.
    referral_id: ID,
    /// The `version` that this was decided on; a later one refuses it.
    expected_version: Option<i32>,
    /// So that a retry is not a repeat: 1 to 128 bytes, kept for 7 days.
    idempotency_key: Option<String>,
}

act_error_codes! {
    /// Why a referral was not accepted.
    AcceptReferralErrorCode = "referrals::AcceptRefusal" {
    }
}

#[derive(Default)]
pub struct AcceptReferral;

#[Object]
impl AcceptReferral {
    /// Accept an assignment. Recording outreach accepts as well. For the assigned provider, and for
    /// plan coordinators on its behalf.
    async fn accept_referral(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which referral.")] input: AcceptReferralInput,
    ) -> Result<ActPayload<AcceptReferralErrorCode>, ApiError> {
        let op = ctx.signed_in()?;
        let id = referral_id(&input.referral_id)?;
        let (version, key) = (input.expected_version, input.idempotency_key.as_ref());
        let step = step(ctx, "acceptReferral", version, key, &input)?;
        let outcome = ctx.services()?.referrals.accept(op, id, &step).await;
        ActPayload::from_outcome(id, outcome)
    }
}
