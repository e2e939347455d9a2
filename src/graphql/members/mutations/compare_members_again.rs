use async_graphql::{Context, ID, InputObject, Object};

use super::payload::{MemberActPayload, member_error_codes, member_id, step};
use crate::graphql::{ApiError, ContextExt};
use crate::members;

/// Two records that were kept apart.
#[derive(InputObject)]
pub struct CompareMembersAgainInput {
    /// One record.
    member_id: ID,
    /// The other.
    other_id: ID,
    /// The `version` that this was decided on; a later one refuses it.
    expected_version: Option<i32>,
    /// So that a retry is not a repeat: 1 to 128 bytes, kept for 7 days.
    idempotency_key: Option<String>,
}

member_error_codes! {
    /// Why two records are not compared again.
    CompareMembersAgainErrorCode = "members::CompareMembersAgainRefusal" {
        /// Nobody has said that they are two people.
        NotKeptApart,
    }
}

#[derive(Default)]
pub struct CompareMembersAgain;

#[Object]
impl CompareMembersAgain {
    /// Take back that two records are two people: they show among possible duplicates again, and may
    /// be merged. For plan coordinators and privacy officers.
    async fn compare_members_again(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Both records.")] input: CompareMembersAgainInput,
    ) -> Result<MemberActPayload<CompareMembersAgainErrorCode>, ApiError> {
        let op = ctx.signed_in()?;
        let id = member_id(&input.member_id)?;
        let expected = (input.expected_version, input.idempotency_key.as_ref());
        let step = step(ctx, "compareMembersAgain", expected, &input)?;
        let pair = (id, member_id(&input.other_id)?);
        let outcome = ctx.services()?.members.compare_again(op, pair, &step).await;
        MemberActPayload::from_outcome(id, outcome)
    }
}
