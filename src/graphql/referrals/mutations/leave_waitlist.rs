use async_graphql::{Context, ID, InputObject, Object};

use super::payload::{ActPayload, act_error_codes, referral_id, step};
use crate::graphql::{ApiError, ContextExt};

/// Which referral waits no longer, and why.
#[derive(InputObject)]
pub struct LeaveWaitlistInput {
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
    /// Why a referral did not leave the wait list.
    LeaveWaitlistErrorCode = "crate::referrals::LeaveWaitlistRefusal" {
        /// A field is longer than it takes.
        TooLong,
        /// A field that must say something is blank.
        Required,
    }
}

#[derive(Default)]
pub struct LeaveWaitlist;

#[Object]
impl LeaveWaitlist {
    /// Take a referral off the wait list without a place: it is READY again. For plan coordinators.
    async fn leave_waitlist(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which referral.")] input: LeaveWaitlistInput,
    ) -> Result<ActPayload<LeaveWaitlistErrorCode>, ApiError> {
        let op = ctx.signed_in()?;
        let id = referral_id(&input.referral_id)?;
        let (version, key) = (input.expected_version, input.idempotency_key.as_ref());
        let step = step(ctx, "leaveWaitlist", version, key, &input)?;
        let referrals = &ctx.services()?.referrals;
        let outcome = referrals.leave_waitlist(op, id, &input.reason, &step).await;
        ActPayload::from_outcome(id, outcome)
    }
}
