use async_graphql::{Context, ID, InputObject, Object};

use super::payload::{ActPayload, act_error_codes, referral_id, step};
use crate::graphql::scalars::DateTime;
use crate::graphql::{ApiError, ContextExt};
use crate::referrals;

/// When a service really started.
#[derive(InputObject)]
pub struct CorrectStartInput {
    /// Which referral.
    referral_id: ID,
    /// When it really started: not in the future, not before the assignment; leave it out where it
    /// never did.
    started_at: Option<DateTime>,
    /// Why it is corrected.
    reason: String,
    /// The `version` that this was decided on; a later one refuses it.
    expected_version: Option<i32>,
    /// So that a retry is not a repeat: 1 to 128 bytes, kept for 7 days.
    idempotency_key: Option<String>,
}

act_error_codes! {
    /// Why a start was not corrected.
    CorrectStartErrorCode = "referrals::CorrectStartRefusal" {
        /// It lies in the future.
        InFuture,
        /// It lies before the assignment.
        BeforeAssignment,
        /// A field is longer than it takes.
        TooLong,
        /// A field that must say something is blank.
        Required,
    }
}

#[derive(Default)]
pub struct CorrectStart;

#[Object]
impl CorrectStart {
    /// Correct when the service started, or that it never did: then its place is held again and the
    /// loop is open. Both stand in the timeline. For the assigned provider, and for plan
    /// coordinators on its behalf.
    async fn correct_start(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The correction.")] input: CorrectStartInput,
    ) -> Result<ActPayload<CorrectStartErrorCode>, ApiError> {
        let op = ctx.signed_in()?;
        let id = referral_id(&input.referral_id)?;
        let (version, key) = (input.expected_version, input.idempotency_key.as_ref());
        let step = step(ctx, "correctStart", version, key, &input)?;
        let correct = referrals::CorrectStart {
            referral: id,
            started_at: input.started_at.map(|at| at.0),
            reason: input.reason,
        };
        let referrals = &ctx.services()?.referrals;
        let outcome = referrals.correct_start(op, &correct, &step).await;
        ActPayload::from_outcome(id, outcome)
    }
}
