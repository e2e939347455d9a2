use async_graphql::{Context, ID, InputObject, Object};

use super::payload::{ActPayload, act_error_codes, referral_id, step};
use crate::graphql::scalars::DateTime;
use crate::graphql::{ApiError, ContextExt};
use crate::referrals;

/// Who introduced the member to whom.
#[derive(InputObject)]
pub struct RecordHandOffInput {
    /// Which referral.
    referral_id: ID,
    /// When it was: not in the future, not before the assignment.
    made_at: DateTime,
    /// Who handed the member over.
    from_name: String,
    /// Who took the member over.
    to_name: String,
    /// Free text for provider and plan.
    note: Option<String>,
    /// The `version` that this was decided on; a later one refuses it.
    expected_version: Option<i32>,
    /// So that a retry is not a repeat: 1 to 128 bytes, kept for 7 days.
    idempotency_key: Option<String>,
}

act_error_codes! {
    /// Why a hand-off was not recorded.
    RecordHandOffErrorCode = "referrals::HandOffRefusal" {
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
pub struct RecordHandOff;

#[Object]
impl RecordHandOff {
    /// Record a warm hand-off: somebody who knows the member introduced them in person, both by
    /// name. For the assigned provider, and for plan coordinators on its behalf.
    async fn record_hand_off(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The hand-off.")] input: RecordHandOffInput,
    ) -> Result<ActPayload<RecordHandOffErrorCode>, ApiError> {
        let op = ctx.signed_in()?;
        let id = referral_id(&input.referral_id)?;
        let (version, key) = (input.expected_version, input.idempotency_key.as_ref());
        let step = step(ctx, "recordHandOff", version, key, &input)?;
        let hand_off = referrals::RecordHandOff {
            referral: id,
            made_at: input.made_at.0,
            from_name: input.from_name,
            to_name: input.to_name,
            note: input.note,
        };
        let referrals = &ctx.services()?.referrals;
        let outcome = referrals.record_hand_off(op, &hand_off, &step).await;
        ActPayload::from_outcome(id, outcome)
    }
}
