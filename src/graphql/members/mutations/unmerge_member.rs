use async_graphql::{Context, ID, InputObject, Object};

use super::payload::{MemberActPayload, member_error_codes, member_id, step};
use crate::graphql::{ApiError, ContextExt};
use crate::members;

/// A record that was merged by mistake.
#[derive(InputObject)]
pub struct UnmergeMemberInput {
    /// The record that was merged: `recordId` of `Member.mergedRecords`.
    member_id: ID,
    /// The `version` that this was decided on; a later one refuses it.
    expected_version: Option<i32>,
    /// So that a retry is not a repeat: 1 to 128 bytes, kept for 7 days.
    idempotency_key: Option<String>,
}

member_error_codes! {
    /// Why a merge was not taken back.
    UnmergeMemberErrorCode = "members::UnmergeMemberRefusal" {
        /// The record is merged into no other.
        NotMerged,
    }
}

#[derive(Default)]
pub struct UnmergeMember;

#[Object]
impl UnmergeMember {
    /// Take back that a record was merged. For plan coordinators and
    /// privacy officers.
    async fn unmerge_member(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The merged record.")] input: UnmergeMemberInput,
    ) -> Result<MemberActPayload<UnmergeMemberErrorCode>, ApiError> {
        let op = ctx.signed_in()?;
        let id = member_id(&input.member_id)?;
        let expected = (input.expected_version, input.idempotency_key.as_ref());
        let step = step(ctx, "unmergeMember", expected, &input)?;
        let outcome = ctx.services()?.members.unmerge(op, id, &step).await;
        MemberActPayload::from_outcome(id, outcome)
    }
}
