use async_graphql::{Context, ID, InputObject, Object};

use super::payload::{MemberActPayload, member_error_codes, member_id, step};
use crate::graphql::scalars::Date;
use crate::graphql::{ApiError, ContextExt};
use crate::members;

/// A member who no longer lives in their household.
#[derive(InputObject)]
pub struct LeaveHouseholdInput {
    /// Which member.
    member_id: ID,
    /// Last day; not in the future.
    until_on: Date,
    /// The `version` that this was decided on; a later one refuses it.
    expected_version: Option<i32>,
    /// So that a retry is not a repeat: 1 to 128 bytes, kept for 7 days.
    idempotency_key: Option<String>,
}

member_error_codes! {
    /// Why a member did not leave a household.
    LeaveHouseholdErrorCode = "members::LeaveHouseholdRefusal" {
        /// The member lives in no household.
        NoHousehold,
        /// The day is in the future, or before the member joined.
        InvalidDate,
    }
}

#[derive(Default)]
pub struct LeaveHousehold;

#[Object]
impl LeaveHousehold {
    /// Say that a member no longer lives in their household. For plan coordinators and
    /// privacy officers.
    async fn leave_household(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Member and last day.")] input: LeaveHouseholdInput,
    ) -> Result<MemberActPayload<LeaveHouseholdErrorCode>, ApiError> {
        let op = ctx.signed_in()?;
        let id = member_id(&input.member_id)?;
        let expected = (input.expected_version, input.idempotency_key.as_ref());
        let step = step(ctx, "leaveHousehold", expected, &input)?;
        let members = &ctx.services()?.members;
        let outcome = members
            .leave_household(op, id, input.until_on.0, &step)
            .await;
        MemberActPayload::from_outcome(id, outcome)
    }
}
