use async_graphql::{Context, ID, InputObject, Object};

use super::payload::{MemberActPayload, member_error_codes, member_id, step};
use crate::graphql::directory::PopulationOfFocus;
use crate::graphql::scalars::Date;
use crate::graphql::{ApiError, ContextExt};
use crate::members;

/// All populations of focus to which a member belongs from a day on.
#[derive(InputObject)]
pub struct SetPopulationsInput {
    /// Which member.
    member_id: ID,
    /// All of them; none for a member who belongs to none.
    populations: Vec<PopulationOfFocus>,
    /// From this day on those that are new begin, and those that are missing have ended.
    from_on: Date,
    /// The `version` that this was decided on; a later one refuses it.
    expected_version: Option<i32>,
    /// So that a retry is not a repeat: 1 to 128 bytes, kept for 7 days.
    idempotency_key: Option<String>,
}

member_error_codes! {
    /// Why populations of focus were not set.
    SetPopulationsErrorCode = "members::SetPopulationsRefusal" {
        /// The day is in the future.
        InvalidDate,
        /// The population is not for members of that age.
        WrongAge,
    }
}

#[derive(Default)]
pub struct SetPopulations;

#[Object]
impl SetPopulations {
    /// Say to which populations of focus a member belongs. For plan coordinators and
    /// privacy officers.
    async fn set_populations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Member and populations.")] input: SetPopulationsInput,
    ) -> Result<MemberActPayload<SetPopulationsErrorCode>, ApiError> {
        let op = ctx.signed_in()?;
        let id = member_id(&input.member_id)?;
        let expected = (input.expected_version, input.idempotency_key.as_ref());
        let step = step(ctx, "setPopulations", expected, &input)?;
        let populations: Vec<_> = input.populations.into_iter().map(Into::into).collect();
        let since = (populations.as_slice(), input.from_on.0);
        let members = &ctx.services()?.members;
        let outcome = members.set_populations(op, id, since, &step).await;
        MemberActPayload::from_outcome(id, outcome)
    }
}
