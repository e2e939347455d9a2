use async_graphql::{Context, ID, InputObject, Object};

use super::payload::{ActPayload, act_error_codes, referral_id, step};
use crate::graphql::scalars::DateTime;
use crate::graphql::{ApiError, ContextExt};
use crate::referrals;

/// Whose place is held, and until when.
#[derive(InputObject)]
pub struct HoldPlaceInput {
    /// Which referral; it is about the assignment that lives.
    referral_id: ID,
    /// Until when, at most 366 days away; null: until the assignment ends.
    until: Option<DateTime>,
    /// The `version` that this was decided on; a later one refuses it.
    expected_version: Option<i32>,
    /// So that a retry is not a repeat: 1 to 128 bytes, kept for 7 days.
    idempotency_key: Option<String>,
}

act_error_codes! {
    /// Why a place is not held until then.
    HoldPlaceErrorCode = "referrals::HoldRefusal" {
        /// The instant is over, or more than 366 days away.
        OutOfRange,
    }
}

#[derive(Default)]
pub struct HoldPlace;

#[Object]
impl HoldPlace {
    /// Say until when the place of the assigned provider is held: a bed until a discharge. If the
    /// service has not started by then, the assignment ends, the place is free, everyone in the loop
    /// hears of it and the plan looks for a provider again. For the provider and plan coordinators,
    /// before the service starts.
    async fn hold_place(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Referral and instant.")] input: HoldPlaceInput,
    ) -> Result<ActPayload<HoldPlaceErrorCode>, ApiError> {
        let op = ctx.signed_in()?;
        let id = referral_id(&input.referral_id)?;
        let (version, key) = (input.expected_version, input.idempotency_key.as_ref());
        let step = step(ctx, "holdPlace", version, key, &input)?;
        let until = input.until.map(|until| until.0);
        let outcome = ctx
            .services()?
            .referrals
            .hold_place(op, id, until, &step)
            .await;
        ActPayload::from_outcome(id, outcome)
    }
}
