use async_graphql::{Context, Enum, ID, InputObject, Object};

use super::payload::{ActPayload, visit_id};
use crate::graphql::referrals::step;
use crate::graphql::{ApiError, ContextExt, NodeKind};
use crate::members::MemberId;
use crate::visits;

/// Who a visit was of.
#[derive(InputObject)]
pub struct ConfirmVisitMemberInput {
    /// Which visit, by its global id.
    visit_id: ID,
    /// Which of your plan's members, by their global id.
    member_id: ID,
    /// Version that you have seen; another one refuses.
    expected_version: Option<i32>,
    /// So that a retry is not a repeat: 1 to 128 bytes, kept for 7 days.
    idempotency_key: Option<String>,
}

/// Why the member was not confirmed.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "visits::ConfirmVisitMemberRefusal")]
pub enum ConfirmVisitMemberErrorCode {
    /// The visit is void, or its member is known.
    WrongState,
    /// It changed since `expectedVersion`; the current one comes along.
    Stale,
    /// Your plan has no such member.
    UnknownMember,
    /// The idempotency key was used for another input.
    IdempotencyKeyReused,
}

#[derive(Default)]
pub struct ConfirmVisitMember;

#[Object]
impl ConfirmVisitMember {
    /// Say which of your members a sobering visit was of, where what the provider typed was not
    /// certain. Your plan is then asked to pay, as its policy says. Whoever served does not see that
    /// you did. For plan coordinators; of a restricted member for those who see it.
    async fn confirm_visit_member(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Visit and member.")] input: ConfirmVisitMemberInput,
    ) -> Result<ActPayload<ConfirmVisitMemberErrorCode>, ApiError> {
        let op = ctx.signed_in()?;
        let id = visit_id(&input.visit_id)?;
        let member = MemberId(NodeKind::Member.parse(&input.member_id)?);
        let (version, key) = (input.expected_version, input.idempotency_key.as_ref());
        let step = step(ctx, "confirmVisitMember", version, key, &input)?;
        let visits = &ctx.services()?.visits;
        let outcome = visits.confirm_member(op, (id, member), &step).await;
        ActPayload::from_outcome(Some(id), outcome)
    }
}
