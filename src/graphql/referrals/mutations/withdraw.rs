use async_graphql::{Context, ID, InputObject, Object};

use super::payload::{ActPayload, act_error_codes, referral_id, step};
use crate::graphql::{ApiError, ContextExt};
use crate::referrals;

/// Which referral is taken back, and why.
#[derive(InputObject)]
pub struct WithdrawReferralInput {
    /// Which referral.
    referral_id: ID,
    /// Whether the member takes it back: the plan enters that.
    #[graphql(default = false)]
    for_member: bool,
    /// Why, in words.
    note: String,
    /// The `version` that this was decided on; a later one refuses it.
    expected_version: Option<i32>,
    /// So that a retry is not a repeat: 1 to 128 bytes, kept for 7 days.
    idempotency_key: Option<String>,
}

act_error_codes! {
    /// Why a referral was not withdrawn.
    WithdrawReferralErrorCode = "referrals::WithdrawRefusal" {
        /// Only the plan withdraws for the member.
        NotForMember,
        /// A field is longer than it takes.
        TooLong,
        /// A field that must say something is blank.
        Required,
    }
}

#[derive(Default)]
pub struct WithdrawReferral;

#[Object]
impl WithdrawReferral {
    /// Take a referral back before the service starts: the loop closes, everyone in it hears, and a
    /// place that was held is free. For whoever referred, and for plan coordinators.
    async fn withdraw_referral(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Referral and reason.")] input: WithdrawReferralInput,
    ) -> Result<ActPayload<WithdrawReferralErrorCode>, ApiError> {
        let op = ctx.signed_in()?;
        let id = referral_id(&input.referral_id)?;
        let (version, key) = (input.expected_version, input.idempotency_key.as_ref());
        let step = step(ctx, "withdrawReferral", version, key, &input)?;
        let withdraw = referrals::WithdrawReferral {
            referral: id,
            for_member: input.for_member,
            note: input.note,
        };
        let referrals = &ctx.services()?.referrals;
        let outcome = referrals.withdraw(op, &withdraw, &step).await;
        ActPayload::from_outcome(id, outcome)
    }
}
