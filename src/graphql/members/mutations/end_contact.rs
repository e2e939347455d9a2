use async_graphql::{Context, ID, InputObject, Object};

use super::payload::{MemberActPayload, member_error_codes, member_id, step};
use crate::graphql::scalars::Date;
use crate::graphql::{ApiError, ContextExt, NodeKind};
use crate::members::{self, ContactId};

/// The end of a member's contact.
#[derive(InputObject)]
pub struct EndContactInput {
    /// Which member.
    member_id: ID,
    /// Which contact.
    contact_id: ID,
    /// Last day.
    until_on: Date,
    /// The `version` that this was decided on; a later one refuses it.
    expected_version: Option<i32>,
    /// So that a retry is not a repeat: 1 to 128 bytes, kept for 7 days.
    idempotency_key: Option<String>,
}

member_error_codes! {
    /// Why a contact was not ended.
    EndContactErrorCode = "members::EndContactRefusal" {
        /// The last day is before the first.
        InvalidDate,
        /// The member has no such contact, or it ended.
        UnknownContact,
    }
}

#[derive(Default)]
pub struct EndContact;

#[Object]
impl EndContact {
    /// Say that somebody no longer speaks or cares for a member. For plan coordinators and
    /// privacy officers.
    async fn end_contact(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Member, contact and last day.")] input: EndContactInput,
    ) -> Result<MemberActPayload<EndContactErrorCode>, ApiError> {
        let op = ctx.signed_in()?;
        let id = member_id(&input.member_id)?;
        let expected = (input.expected_version, input.idempotency_key.as_ref());
        let step = step(ctx, "endContact", expected, &input)?;
        let contact = ContactId(NodeKind::MemberContact.parse(&input.contact_id)?);
        let end = (contact, input.until_on.0);
        let members = &ctx.services()?.members;
        let outcome = members.end_contact(op, id, end, &step).await;
        MemberActPayload::from_outcome(id, outcome)
    }
}
