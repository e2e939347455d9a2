use async_graphql::{Context, ID, InputObject, Object};

use super::payload::{MemberActPayload, member_error_codes, member_id, step};
use crate::graphql::members::codes::ContactRole;
use crate::graphql::scalars::Date;
use crate::graphql::{ApiError, ContextExt, NodeKind};
use crate::members::{self, ContactId, NewContact};

/// Somebody who speaks or cares for a member, and what they may be told.
#[derive(InputObject)]
pub struct SetContactInput {
    /// Which member.
    member_id: ID,
    /// The contact that this one replaces; left out: a further one.
    contact_id: Option<ID>,
    /// In which role.
    role: ContactRole,
    /// Who it is, as people call them.
    name: String,
    /// Phone: ten digits, or + and the country code.
    phone: Option<String>,
    /// How they know the member, in words.
    relationship: Option<String>,
    /// Whether they may be told of the member's health.
    may_be_told: bool,
    /// Whether they may decide for the member; a caregiver may not.
    may_decide: bool,
    /// First day; not in the future.
    from_on: Date,
    /// The `version` that this was decided on; a later one refuses it.
    expected_version: Option<i32>,
    /// So that a retry is not a repeat: 1 to 128 bytes, kept for 7 days.
    idempotency_key: Option<String>,
}

member_error_codes! {
    /// Why a contact was not set.
    SetContactErrorCode = "members::SetContactRefusal" {
        /// Not a phone number.
        InvalidPhone,
        /// The first day is in the future, or before that of the contact it replaces.
        InvalidDate,
        /// The member has no such contact, or it ended.
        UnknownContact,
        /// A caregiver does not decide, and who decides must be told.
        InvalidScope,
    }
}

#[derive(Default)]
pub struct SetContact;

#[Object]
impl SetContact {
    /// Say who speaks or cares for a member, and what they may be told. For plan coordinators and
    /// privacy officers.
    async fn set_contact(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Member and contact.")] input: SetContactInput,
    ) -> Result<MemberActPayload<SetContactErrorCode>, ApiError> {
        let op = ctx.signed_in()?;
        let id = member_id(&input.member_id)?;
        let expected = (input.expected_version, input.idempotency_key.as_ref());
        let step = step(ctx, "setContact", expected, &input)?;
        let replaces = input.contact_id.as_ref();
        let replaces = replaces
            .map(|id| NodeKind::MemberContact.parse(id))
            .transpose()?;
        let new = NewContact {
            replaces: replaces.map(ContactId),
            role: input.role.into(),
            name: input.name,
            phone: input.phone,
            relationship: input.relationship,
            may_be_told: input.may_be_told,
            may_decide: input.may_decide,
            from_on: input.from_on.0,
        };
        let members = &ctx.services()?.members;
        let outcome = members.set_contact(op, id, &new, &step).await;
        MemberActPayload::from_outcome(id, outcome)
    }
}
