use async_graphql::{Context, ID, InputObject, Object};

use super::payload::{ActPayload, act_error_codes, referral_id, step};
use crate::graphql::{ApiError, ContextExt};

/// Which referral the named provider does not take, and why.
#[derive(InputObject)]
pub struct PassNamingInput {
    /// Which referral.
    referral_id: ID,
    /// Why, in words; for the plan.
    reason: String,
    /// The `version` that this was decided on; a later one refuses it.
    expected_version: Option<i32>,
    /// So that a retry is not a repeat: 1 to 128 bytes, kept for 7 days.
    idempotency_key: Option<String>,
}

act_error_codes! {
    /// Why a named provider's pass was not taken.
    PassNamingErrorCode = "crate::referrals::PassNamingRefusal" {
        /// Nobody is named, or that is over.
        NotNamed,
        /// A field is longer than it takes.
        TooLong,
        /// A field that must say something is blank.
        Required,
    }
}

#[derive(Default)]
pub struct PassNaming;

#[Object]
impl PassNaming {
    /// Say that the named provider does not take the referral: the plan looks for another. For the
    /// provider that whoever referred named, and for plan coordinators on its behalf.
    async fn pass_naming(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which referral.")] input: PassNamingInput,
    ) -> Result<ActPayload<PassNamingErrorCode>, ApiError> {
        let op = ctx.signed_in()?;
        let id = referral_id(&input.referral_id)?;
        let (version, key) = (input.expected_version, input.idempotency_key.as_ref());
        let step = step(ctx, "passNaming", version, key, &input)?;
        let referrals = &ctx.services()?.referrals;
        let outcome = referrals.pass_naming(op, id, &input.reason, &step).await;
        ActPayload::from_outcome(id, outcome)
    }
}
