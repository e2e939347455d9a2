use async_graphql::{Context, ID, InputObject, Object};

use super::payload::{ActPayload, act_error_codes, referral_id, step};
use crate::graphql::{ApiError, ContextExt};
use crate::referrals;

/// Why a provider declines.
#[derive(async_graphql::Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "referrals::DeclineReason")]
pub enum DeclineReason {
    /// All agreed places are taken.
    AtCapacity,
    /// The member lives where the provider does not serve.
    OutsideArea,
    /// The provider cannot meet a need of this member.
    CannotMeetNeed,
    /// The provider knows the member and there is a conflict.
    ConflictOfInterest,
    /// Anything else; the note says what.
    Other,
}

/// Which referral is declined, and why.
#[derive(InputObject)]
pub struct DeclineReferralInput {
    /// Which referral.
    referral_id: ID,
    /// Why; the plan sees it, and reports grounds other than capacity.
    reason: DeclineReason,
    /// In words; required with OTHER.
    note: Option<String>,
    /// The `version` that this was decided on; a later one refuses it.
    expected_version: Option<i32>,
    /// So that a retry is not a repeat: 1 to 128 bytes, kept for 7 days.
    idempotency_key: Option<String>,
}

act_error_codes! {
    /// Why a decline was not taken.
    DeclineReferralErrorCode = "referrals::DeclineRefusal" {
        /// A field that must say something is blank.
        Required,
        /// A field is longer than it takes.
        TooLong,
    }
}

#[derive(Default)]
pub struct DeclineReferral;

#[Object]
impl DeclineReferral {
    /// Decline an assignment before service starts: its place is free, and the plan looks for
    /// another provider. Capacity is the only contractual ground; others are taken and reported.
    /// For the assigned provider.
    async fn decline_referral(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Referral and reason.")] input: DeclineReferralInput,
    ) -> Result<ActPayload<DeclineReferralErrorCode>, ApiError> {
        let op = ctx.signed_in()?;
        let id = referral_id(&input.referral_id)?;
        let (version, key) = (input.expected_version, input.idempotency_key.as_ref());
        let step = step(ctx, "declineReferral", version, key, &input)?;
        let (reason, note) = (input.reason.into(), input.note.as_deref());
        let referrals = &ctx.services()?.referrals;
        let outcome = referrals.decline(op, id, reason, note, &step).await;
        ActPayload::from_outcome(id, outcome)
    }
}
