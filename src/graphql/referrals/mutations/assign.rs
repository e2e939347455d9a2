use async_graphql::{Context, ID, InputObject, Object};

use super::payload::{ActPayload, act_error_codes, referral_id, step};
use crate::graphql::scalars::DateTime;
use crate::graphql::{ApiError, ContextExt, NodeKind};
use crate::organizations::OrganizationId;
use crate::referrals;

/// Which provider gets a referral.
#[derive(InputObject)]
pub struct AssignReferralInput {
    /// Which referral.
    referral_id: ID,
    /// Which provider; left out: the first of the referral's `candidates`.
    provider_id: Option<ID>,
    /// Why; required where the member chose another that could be assigned, and where others wait
    /// for this provider's places. For the plan.
    reason: Option<String>,
    /// Until when the place is held, for a bed until a discharge: if the service has not started by
    /// then, the assignment ends and the place is free. Without it the place is held until the
    /// assignment ends. At most 366 days away; `holdPlace` moves it.
    hold_until: Option<DateTime>,
    /// The `version` that this was decided on; a later one refuses it.
    expected_version: Option<i32>,
    /// So that a retry is not a repeat: 1 to 128 bytes, kept for 7 days.
    idempotency_key: Option<String>,
}

act_error_codes! {
    /// Why a referral was not assigned.
    AssignReferralErrorCode = "referrals::AssignRefusal" {
        /// There is no such provider.
        UnknownProvider,
        /// The plan does not offer this service there today.
        NotOffered,
        /// The plan has no contract with the provider for this service today.
        NotContracted,
        /// The provider does not offer this service there today.
        OutsideArea,
        /// The provider, or the plan's share of it, has no room, or the provider is paused.
        AtCapacity,
        /// That provider has it already.
        SameProvider,
        /// Others wait for this provider's places before it: let it wait too, or say why it goes
        /// first.
        OthersWait,
        /// The member chose another that could be assigned: follow it, or say why not.
        MemberChose,
        /// The member is not enrolled in the plan today.
        NotEnrolled,
        /// Another programme excludes the service: say why it is assigned all the same.
        InOtherProgram,
        /// The member has another referral or a service for the same need: say why both are needed.
        Duplicate,
        /// Another ECM provider has the member: reassign that referral instead.
        OtherEcmProvider,
        /// The member must not be contacted; the plan settles that first.
        NoContact,
        /// The member died. If that is a mistake, correct the life event first.
        Deceased,
        /// Records under 42 CFR Part 2 go to a provider only with consent in force.
        ConsentMissing,
        /// The plan assigns the service only once it is authorized, and nothing covers today.
        NotAuthorized,
        /// The instant until which the place is held is over, or more than 366 days away.
        OutOfRange,
        /// A field that must say something is blank.
        Required,
        /// A field is longer than it takes.
        TooLong,
    }
}

#[derive(Default)]
pub struct AssignReferral;

#[Object]
impl AssignReferral {
    /// Give a ready referral to a provider that is contracted for the service and area and has
    /// room; without one, to the first of its candidates. One place is held, the provider hears at once, and for ILOS its 24 hours begin. For
    /// plan coordinators.
    async fn assign_referral(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Referral and provider.")] input: AssignReferralInput,
    ) -> Result<ActPayload<AssignReferralErrorCode>, ApiError> {
        let op = ctx.signed_in()?;
        let id = referral_id(&input.referral_id)?;
        let (version, key) = (input.expected_version, input.idempotency_key.as_ref());
        let step = step(ctx, "assignReferral", version, key, &input)?;
        let provider = input.provider_id.as_ref();
        let provider = provider
            .map(|id| NodeKind::Provider.parse(id))
            .transpose()?;
        let assign = referrals::AssignReferral {
            referral: id,
            provider: provider.map(OrganizationId),
            reason: input.reason,
            held_until: input.hold_until.map(|until| until.0),
        };
        let outcome = ctx.services()?.referrals.assign(op, &assign, &step).await;
        ActPayload::from_outcome(id, outcome)
    }
}
