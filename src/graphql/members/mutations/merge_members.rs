use async_graphql::{Context, ID, InputObject, Object};

use super::payload::{MemberActPayload, member_error_codes, member_id, step};
use crate::graphql::{ApiError, ContextExt};
use crate::members;

/// Two records that are one person.
#[derive(InputObject)]
pub struct MergeMembersInput {
    /// The record to work with.
    keep_id: ID,
    /// The record that stays as it was and points to the kept one.
    merge_id: ID,
    /// Why they are one person.
    reason: String,
    /// The `version` that this was decided on; a later one refuses it.
    expected_version: Option<i32>,
    /// So that a retry is not a repeat: 1 to 128 bytes, kept for 7 days.
    idempotency_key: Option<String>,
}

member_error_codes! {
    /// Why two records were not merged.
    MergeMembersErrorCode = "members::MergeMembersRefusal" {
        /// The plan has no such other member.
        UnknownMember,
        /// Others were merged into the record that is to be merged.
        HasMerged,
        /// One of the records is restricted and the other is not.
        RestrictionDiffers,
        /// Somebody said that they are two people.
        KeptApart,
    }
}

#[derive(Default)]
pub struct MergeMembers;

#[Object]
impl MergeMembers {
    /// Say that two records are one person. Nothing is rewritten, so `unmergeMember` is exact. Where
    /// one of them died, the person did: the open loops of the other close and its services end, and
    /// to un-merge does not open them again. For plan coordinators and privacy officers.
    async fn merge_members(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Both records and the reason.")] input: MergeMembersInput,
    ) -> Result<MemberActPayload<MergeMembersErrorCode>, ApiError> {
        let op = ctx.signed_in()?;
        let id = member_id(&input.keep_id)?;
        let expected = (input.expected_version, input.idempotency_key.as_ref());
        let step = step(ctx, "mergeMembers", expected, &input)?;
        let pair = (id, member_id(&input.merge_id)?);
        let referrals = &ctx.services()?.referrals;
        let outcome = referrals
            .merge_members(op, pair, &input.reason, &step)
            .await;
        MemberActPayload::from_outcome(id, outcome)
    }
}
