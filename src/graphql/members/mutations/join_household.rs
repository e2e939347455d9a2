use async_graphql::{Context, ID, InputObject, Object};

use super::payload::{MemberActPayload, member_error_codes, member_id, step};
use crate::graphql::members::codes::HouseholdRole;
use crate::graphql::scalars::Date;
use crate::graphql::{ApiError, ContextExt};
use crate::members;

/// With whom a member lives.
#[derive(InputObject)]
pub struct JoinHouseholdInput {
    /// Which member.
    member_id: ID,
    /// Another member of the plan. If they have no household yet, they are the head of a new one.
    with_member_id: ID,
    /// As what the member lives there.
    role: HouseholdRole,
    /// First day; not in the future.
    from_on: Date,
    /// The `version` that this was decided on; a later one refuses it.
    expected_version: Option<i32>,
    /// So that a retry is not a repeat: 1 to 128 bytes, kept for 7 days.
    idempotency_key: Option<String>,
}

member_error_codes! {
    /// Why a member did not join a household.
    JoinHouseholdErrorCode = "members::JoinHouseholdRefusal" {
        /// The plan has no such other member.
        UnknownMember,
        /// The member lives in a household already.
        InHousehold,
        /// The day is in the future.
        InvalidDate,
    }
}

#[derive(Default)]
pub struct JoinHousehold;

#[Object]
impl JoinHousehold {
    /// Say that a member lives with another. For plan coordinators and
    /// privacy officers.
    async fn join_household(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Members and role.")] input: JoinHouseholdInput,
    ) -> Result<MemberActPayload<JoinHouseholdErrorCode>, ApiError> {
        let op = ctx.signed_in()?;
        let id = member_id(&input.member_id)?;
        let expected = (input.expected_version, input.idempotency_key.as_ref());
        let step = step(ctx, "joinHousehold", expected, &input)?;
        let with = member_id(&input.with_member_id)?;
        let place = (with, input.role.into(), input.from_on.0);
        let members = &ctx.services()?.members;
        let outcome = members.join_household(op, id, place, &step).await;
        MemberActPayload::from_outcome(id, outcome)
    }
}
