use async_graphql::{Context, ID, InputObject, Object};

use super::payload::{MemberActPayload, member_error_codes, member_id, step};
use crate::graphql::{ApiError, ContextExt};
use crate::members;

/// Two records that look like one person and are two.
#[derive(InputObject)]
pub struct KeepMembersApartInput {
    /// One record.
    member_id: ID,
    /// The other.
    other_id: ID,
    /// Why they are two people.
    reason: String,
    /// The `version` that this was decided on; a later one refuses it.
    expected_version: Option<i32>,
    /// So that a retry is not a repeat: 1 to 128 bytes, kept for 7 days.
    idempotency_key: Option<String>,
}

member_error_codes! {
    /// Why two records were not kept apart.
    KeepMembersApartErrorCode = "members::KeepMembersApartRefusal" {
        /// The plan has no such other member.
        UnknownMember,
        /// They are kept apart already.
        KeptApart,
    }
}

#[derive(Default)]
pub struct KeepMembersApart;

#[Object]
impl KeepMembersApart {
    /// Say that two records which look like one person are two: they no longer show among possible
    /// duplicates, and are not merged until `compareMembersAgain`. For plan coordinators and privacy
    /// officers.
    async fn keep_members_apart(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Both records and the reason.")] input: KeepMembersApartInput,
    ) -> Result<MemberActPayload<KeepMembersApartErrorCode>, ApiError> {
        let op = ctx.signed_in()?;
        let id = member_id(&input.member_id)?;
        let expected = (input.expected_version, input.idempotency_key.as_ref());
        let step = step(ctx, "keepMembersApart", expected, &input)?;
        let pair = (id, member_id(&input.other_id)?);
        let members = &ctx.services()?.members;
        let outcome = members.keep_apart(op, pair, &input.reason, &step).await;
        MemberActPayload::from_outcome(id, outcome)
    }
}
