use async_graphql::{Context, ID, InputObject, Object};

use super::payload::{ActPayload, act_error_codes, referral_id, step};
use crate::graphql::{ApiError, ContextExt};
use crate::referrals;

/// Whose outreach is excused, and why.
#[derive(InputObject)]
pub struct ExcuseOutreachInput {
    /// Which referral; it is about the assignment that lives.
    referral_id: ID,
    /// Why, in words: the provider and the plan read it.
    reason: String,
    /// The `version` that this was decided on; a later one refuses it.
    expected_version: Option<i32>,
    /// So that a retry is not a repeat: 1 to 128 bytes, kept for 7 days.
    idempotency_key: Option<String>,
}

act_error_codes! {
    /// Why a duty was not excused.
    ExcuseOutreachErrorCode = "referrals::ExcuseOutreachRefusal" {
        /// No outreach is owed on this assignment.
        NoDuty,
        /// The provider reached out in time.
        AlreadyMet,
        /// It was excused already.
        AlreadyExcused,
        /// A field is longer than it takes.
        TooLong,
        /// A field that must say something is blank.
        Required,
    }
}

#[derive(Default)]
pub struct ExcuseOutreach;

#[Object]
impl ExcuseOutreach {
    /// Excuse the outreach duty of the assigned provider, before or after it is due: what is left of its escalation is called off, and the reason stands in the timeline. For plan coordinators.
    async fn excuse_outreach(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Referral and reason.")] input: ExcuseOutreachInput,
    ) -> Result<ActPayload<ExcuseOutreachErrorCode>, ApiError> {
        let op = ctx.signed_in()?;
        let id = referral_id(&input.referral_id)?;
        let (version, key) = (input.expected_version, input.idempotency_key.as_ref());
        let step = step(ctx, "excuseOutreach", version, key, &input)?;
        let referrals = &ctx.services()?.referrals;
        let outcome = referrals
            .excuse_outreach(op, id, &input.reason, &step)
            .await;
        ActPayload::from_outcome(id, outcome)
    }
}
