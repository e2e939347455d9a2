use async_graphql::{Context, ID, InputObject, Object};

use super::payload::{ActPayload, act_error_codes, referral_id, step};
use crate::graphql::referrals::ClosureReason;
use crate::graphql::{ApiError, ContextExt};
use crate::referrals;

/// Which loop closes, and why.
#[derive(InputObject)]
pub struct CloseReferralInput {
    /// Which referral.
    referral_id: ID,
    /// Why. `SERVICES_RECEIVED` comes of `startService`, or, where the plan's policy keeps the loop
    /// open after it, of this.
    reason: ClosureReason,
    /// In words; required with OTHER. The referrer does not see it.
    note: Option<String>,
    /// The `version` that this was decided on; a later one refuses it.
    expected_version: Option<i32>,
    /// So that a retry is not a repeat: 1 to 128 bytes, kept for 7 days.
    idempotency_key: Option<String>,
}

act_error_codes! {
    /// Why a loop was not closed.
    CloseReferralErrorCode = "referrals::CloseRefusal" {
        /// This reason is not for this party, or not today.
        ReasonNotOpen,
        /// A field that must say something is blank.
        Required,
        /// A field is longer than it takes.
        TooLong,
    }
}

#[derive(Default)]
pub struct CloseReferral;

#[Object]
impl CloseReferral {
    /// Close a loop: everyone in it hears why, and a place that was held is free. For the assigned provider, and for plan coordinators.
    async fn close_referral(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Referral and reason.")] input: CloseReferralInput,
    ) -> Result<ActPayload<CloseReferralErrorCode>, ApiError> {
        let op = ctx.signed_in()?;
        let id = referral_id(&input.referral_id)?;
        let (version, key) = (input.expected_version, input.idempotency_key.as_ref());
        let step = step(ctx, "closeReferral", version, key, &input)?;
        let (reason, note) = (input.reason.into(), input.note);
        let close = referrals::CloseReferral {
            referral: id,
            reason,
            note,
        };
        let outcome = ctx.services()?.referrals.close(op, &close, &step).await;
        ActPayload::from_outcome(id, outcome)
    }
}
