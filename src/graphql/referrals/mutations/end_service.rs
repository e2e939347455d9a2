use async_graphql::{Context, ID, InputObject, Object};

use super::payload::{ActPayload, act_error_codes, referral_id, step};
use crate::graphql::referrals::DiscontinuationReason;
use crate::graphql::scalars::DateTime;
use crate::graphql::{ApiError, ContextExt};
use crate::referrals;

/// Which service ended, and when.
#[derive(InputObject)]
pub struct EndServiceInput {
    /// Which referral.
    referral_id: ID,
    /// When it ended: not in the future, not before its start.
    ended_at: DateTime,
    /// Why it ended.
    reason: DiscontinuationReason,
    /// What the member was moved to, or that nothing was found and why; required unless the goals
    /// were met or the member died.
    moved_to: Option<String>,
    /// In words; required with OTHER. For provider and plan.
    note: Option<String>,
    /// The `version` that this was decided on; a later one refuses it.
    expected_version: Option<i32>,
    /// So that a retry is not a repeat: 1 to 128 bytes, kept for 7 days.
    idempotency_key: Option<String>,
}

act_error_codes! {
    /// Why an end was not recorded.
    EndServiceErrorCode = "referrals::EndServiceRefusal" {
        /// The end lies in the future.
        InFuture,
        /// The end lies before the start.
        BeforeStart,
        /// This reason cannot be reported today.
        ReasonNotOpen,
        /// A field is longer than it takes.
        TooLong,
        /// A field that must say something is blank.
        Required,
    }
}

#[derive(Default)]
pub struct EndService;

#[Object]
impl EndService {
    /// Record that the service has ended: the assignment is over, its place is free, and the
    /// provider's access to the member ends. For the assigned provider, and for plan coordinators
    /// on its behalf.
    async fn end_service(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Referral and time.")] input: EndServiceInput,
    ) -> Result<ActPayload<EndServiceErrorCode>, ApiError> {
        let op = ctx.signed_in()?;
        let id = referral_id(&input.referral_id)?;
        let (version, key) = (input.expected_version, input.idempotency_key.as_ref());
        let step = step(ctx, "endService", version, key, &input)?;
        let end = referrals::EndService {
            referral: id,
            ended_at: input.ended_at.0,
            reason: input.reason.into(),
            moved_to: input.moved_to,
            note: input.note,
        };
        let outcome = ctx.services()?.referrals.end_service(op, &end, &step).await;
        ActPayload::from_outcome(id, outcome)
    }
}
