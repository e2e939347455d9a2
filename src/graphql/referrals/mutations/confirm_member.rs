use async_graphql::{Context, ID, InputObject, Object};

use super::payload::{ActPayload, act_error_codes, referral_id, step};
use crate::graphql::{ApiError, ContextExt, NodeKind};
use crate::members::MemberId;
use crate::referrals;

/// Which member a referral is about.
#[derive(InputObject)]
pub struct ConfirmMemberInput {
    /// Which referral.
    referral_id: ID,
    /// Which member of the plan.
    member_id: ID,
    /// The `version` that this was decided on; a later one refuses it.
    expected_version: Option<i32>,
    /// So that a retry is not a repeat: 1 to 128 bytes, kept for 7 days.
    idempotency_key: Option<String>,
}

act_error_codes! {
    /// Why a member was not confirmed.
    ConfirmMemberErrorCode = "referrals::ConfirmMemberRefusal" {
        /// The plan has no such member.
        UnknownMember,
    }
}

#[derive(Default)]
pub struct ConfirmMember;

#[Object]
impl ConfirmMember {
    /// Say which member of your plan a received referral is about. For plan coordinators.
    async fn confirm_member(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Referral and member.")] input: ConfirmMemberInput,
    ) -> Result<ActPayload<ConfirmMemberErrorCode>, ApiError> {
        let op = ctx.signed_in()?;
        let id = referral_id(&input.referral_id)?;
        let (version, key) = (input.expected_version, input.idempotency_key.as_ref());
        let step = step(ctx, "confirmMember", version, key, &input)?;
        let member = MemberId(NodeKind::Member.parse(&input.member_id)?);
        let referrals = &ctx.services()?.referrals;
        let outcome = referrals.confirm_member(op, id, member, &step).await;
        ActPayload::from_outcome(id, outcome)
    }
}
