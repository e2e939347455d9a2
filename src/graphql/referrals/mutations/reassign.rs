use async_graphql::{Context, Enum, ID, InputObject, Object};

use super::payload::{ActPayload, act_error_codes, referral_id, step};
use crate::graphql::{ApiError, ContextExt, NodeKind};
use crate::organizations::OrganizationId;
use crate::referrals;

/// Why a referral goes from one provider to another.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "referrals::SwitchReason")]
pub enum SwitchReason {
    /// The member wishes it.
    MemberWish,
    /// The plan decided so.
    PlanDecision,
}

/// Which provider gets a referral instead.
#[derive(InputObject)]
pub struct ReassignReferralInput {
    /// Which referral.
    referral_id: ID,
    /// Which provider gets it.
    provider_id: ID,
    /// Why it changes hands.
    #[graphql(default_with = "SwitchReason::PlanDecision")]
    reason: SwitchReason,
    /// In words. For the plan and the provider that had it.
    note: Option<String>,
    /// The `version` that this was decided on; a later one refuses it.
    expected_version: Option<i32>,
    /// So that a retry is not a repeat: 1 to 128 bytes, kept for 7 days.
    idempotency_key: Option<String>,
}

act_error_codes! {
    /// Why a referral was not reassigned.
    ReassignReferralErrorCode = "referrals::AssignRefusal" {
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
pub struct ReassignReferral;

#[Object]
impl ReassignReferral {
    /// Take a referral from the provider that has it, before service starts, and give it to
    /// another. Both hear at once, and new 24 hours begin. For plan coordinators.
    async fn reassign_referral(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Referral and provider.")] input: ReassignReferralInput,
    ) -> Result<ActPayload<ReassignReferralErrorCode>, ApiError> {
        let op = ctx.signed_in()?;
        let id = referral_id(&input.referral_id)?;
        let (version, key) = (input.expected_version, input.idempotency_key.as_ref());
        let step = step(ctx, "reassignReferral", version, key, &input)?;
        let provider = OrganizationId(NodeKind::Provider.parse(&input.provider_id)?);
        let reassign = referrals::ReassignReferral {
            to: referrals::AssignReferral {
                referral: id,
                provider: Some(provider),
                reason: input.note.clone(),
                held_until: None,
            },
            reason: input.reason.into(),
            note: input.note,
        };
        let referrals = &ctx.services()?.referrals;
        let outcome = referrals.reassign(op, &reassign, &step).await;
        ActPayload::from_outcome(id, outcome)
    }
}
