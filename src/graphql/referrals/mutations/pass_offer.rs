use async_graphql::{Context, ID, InputObject, Object};

use super::payload::{ActPayload, act_error_codes, referral_id, step};
use crate::graphql::{ApiError, ContextExt};

/// Whose offered place is passed, and why.
#[derive(InputObject)]
pub struct PassOfferInput {
    /// Which referral.
    referral_id: ID,
    /// Why, in words.
    reason: String,
    /// The `version` that this was decided on; a later one refuses it.
    expected_version: Option<i32>,
    /// So that a retry is not a repeat: 1 to 128 bytes, kept for 7 days.
    idempotency_key: Option<String>,
}

act_error_codes! {
    /// Why an offer was not passed.
    PassOfferErrorCode = "crate::referrals::PassOfferRefusal" {
        /// No place is offered.
        NothingOffered,
        /// A field is longer than it takes.
        TooLong,
        /// A field that must say something is blank.
        Required,
    }
}

#[derive(Default)]
pub struct PassOffer;

#[Object]
impl PassOffer {
    /// Pass the place that was offered to a waiting referral: the next in the order gets the offer,
    /// and this one keeps its place. For plan coordinators.
    async fn pass_offer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which referral.")] input: PassOfferInput,
    ) -> Result<ActPayload<PassOfferErrorCode>, ApiError> {
        let op = ctx.signed_in()?;
        let id = referral_id(&input.referral_id)?;
        let (version, key) = (input.expected_version, input.idempotency_key.as_ref());
        let step = step(ctx, "passOffer", version, key, &input)?;
        let referrals = &ctx.services()?.referrals;
        let outcome = referrals.pass_offer(op, id, &input.reason, &step).await;
        ActPayload::from_outcome(id, outcome)
    }
}
