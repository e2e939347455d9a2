use async_graphql::{Context, ID, InputObject, Object};

use super::payload::{ActPayload, act_error_codes, referral_id, step};
use crate::graphql::{ApiError, ContextExt};
use crate::referrals;

/// Which loop is opened again, and why.
#[derive(InputObject)]
pub struct ReopenReferralInput {
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
    /// Why a loop was not opened again.
    ReopenReferralErrorCode = "referrals::ReopenRefusal" {
        /// It was closed longer ago than the plan's policy allows.
        TooLate,
        /// The member died. If that is a mistake, correct the life event first.
        Deceased,
        /// A field is longer than it takes.
        TooLong,
        /// A field that must say something is blank.
        Required,
    }
}

#[derive(Default)]
pub struct ReopenReferral;

#[Object]
impl ReopenReferral {
    /// Open a closed loop again, within the days of the plan's policy: it stands where it stood
    /// before anybody had it. For plan coordinators.
    async fn reopen_referral(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Referral and reason.")] input: ReopenReferralInput,
    ) -> Result<ActPayload<ReopenReferralErrorCode>, ApiError> {
        let op = ctx.signed_in()?;
        let id = referral_id(&input.referral_id)?;
        let (version, key) = (input.expected_version, input.idempotency_key.as_ref());
        let step = step(ctx, "reopenReferral", version, key, &input)?;
        let referrals = &ctx.services()?.referrals;
        let outcome = referrals.reopen(op, id, &input.reason, &step).await;
        ActPayload::from_outcome(id, outcome)
    }
}
