use async_graphql::{Context, ID, InputObject, Object};

use super::payload::{ActPayload, act_error_codes, referral_id, step};
use crate::graphql::{ApiError, ContextExt};

/// Which referral waits for a place.
#[derive(InputObject)]
pub struct JoinWaitlistInput {
    /// Which referral.
    referral_id: ID,
    /// The `version` that this was decided on; a later one refuses it.
    expected_version: Option<i32>,
    /// So that a retry is not a repeat: 1 to 128 bytes, kept for 7 days.
    idempotency_key: Option<String>,
}

act_error_codes! {
    /// Why a referral was not put on the wait list.
    JoinWaitlistErrorCode = "crate::referrals::JoinWaitlistRefusal" {
        /// A provider has room: assign it.
        RoomAvailable,
        /// No provider could be meant even with room.
        NobodyToWaitFor,
    }
}

#[derive(Default)]
pub struct JoinWaitlist;

#[Object]
impl JoinWaitlist {
    /// Let a ready referral wait for a place, because nobody that could be meant has room: urgent
    /// before routine, then who was received first, one order over all plans that draw on the same
    /// places. When room appears it is assigned or offered, as the plan's policy says. For plan
    /// coordinators.
    async fn join_waitlist(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which referral.")] input: JoinWaitlistInput,
    ) -> Result<ActPayload<JoinWaitlistErrorCode>, ApiError> {
        let op = ctx.signed_in()?;
        let id = referral_id(&input.referral_id)?;
        let (version, key) = (input.expected_version, input.idempotency_key.as_ref());
        let step = step(ctx, "joinWaitlist", version, key, &input)?;
        let referrals = &ctx.services()?.referrals;
        let outcome = referrals.join_waitlist(op, id, &step).await;
        ActPayload::from_outcome(id, outcome)
    }
}
