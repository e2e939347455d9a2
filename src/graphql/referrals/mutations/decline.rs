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

/// Who says no.
#[derive(async_graphql::Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "referrals::DeclinedBy")]
pub enum DeclinedBy {
    /// The provider: its place is free, and the plan looks for another.
    Provider,
    /// The member: the loop closes.
    Member,
}

/// Which referral is declined, by whom, and why.
#[derive(InputObject)]
pub struct DeclineReferralInput {
    /// Which referral.
    referral_id: ID,
    /// Who says no.
    #[graphql(default_with = "DeclinedBy::Provider")]
    by: DeclinedBy,
    /// Why, where the provider says no; leave it out for the member.
    reason: Option<DeclineReason>,
    /// In words. For provider and plan, whose network team reads it as well: name nobody.
    note: String,
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
    /// Decline an assignment before service starts: its place is free. Where the provider says no,
    /// the plan looks for another; capacity is the only contractual ground, others are taken and
    /// reported. Where the member says no, the loop closes. For the assigned provider, and for
    /// plan coordinators on its behalf.
    async fn decline_referral(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Referral and reason.")] input: DeclineReferralInput,
    ) -> Result<ActPayload<DeclineReferralErrorCode>, ApiError> {
        let op = ctx.signed_in()?;
        let id = referral_id(&input.referral_id)?;
        let (version, key) = (input.expected_version, input.idempotency_key.as_ref());
        let step = step(ctx, "declineReferral", version, key, &input)?;
        let decline = referrals::DeclineReferral {
            referral: id,
            by: input.by.into(),
            reason: input.reason.map(Into::into),
            note: input.note,
        };
        let outcome = ctx.services()?.referrals.decline(op, &decline, &step).await;
        ActPayload::from_outcome(id, outcome)
    }
}
