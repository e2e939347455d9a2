use async_graphql::{Context, ID, InputObject, Object};

use super::payload::{MemberActPayload, member_error_codes, member_id, step};
use crate::graphql::directory::OtherProgram;
use crate::graphql::scalars::Date;
use crate::graphql::{ApiError, ContextExt};
use crate::members;

/// All programmes that a member is in from a day on.
#[derive(InputObject)]
pub struct SetProgramsInput {
    /// Which member.
    member_id: ID,
    /// All of them; none for a member who is in none.
    programs: Vec<OtherProgram>,
    /// From this day on those that are new begin, and those that are missing have ended.
    from_on: Date,
    /// The `version` that this was decided on; a later one refuses it.
    expected_version: Option<i32>,
    /// So that a retry is not a repeat: 1 to 128 bytes, kept for 7 days.
    idempotency_key: Option<String>,
}

member_error_codes! {
    /// Why programmes were not set.
    SetProgramsErrorCode = "members::SetProgramsRefusal" {
        /// The day is in the future.
        InvalidDate,
    }
}

#[derive(Default)]
pub struct SetPrograms;

#[Object]
impl SetPrograms {
    /// Say which programmes coordinate a member's care already, such as PACE. For plan coordinators
    /// and privacy officers.
    async fn set_programs(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Member and programmes.")] input: SetProgramsInput,
    ) -> Result<MemberActPayload<SetProgramsErrorCode>, ApiError> {
        let op = ctx.signed_in()?;
        let id = member_id(&input.member_id)?;
        let expected = (input.expected_version, input.idempotency_key.as_ref());
        let step = step(ctx, "setPrograms", expected, &input)?;
        let programs: Vec<_> = input.programs.into_iter().map(Into::into).collect();
        let since = (programs.as_slice(), input.from_on.0);
        let members = &ctx.services()?.members;
        let outcome = members.set_programs(op, id, since, &step).await;
        MemberActPayload::from_outcome(id, outcome)
    }
}
