use async_graphql::{Context, ID, InputObject, Object};

use super::payload::{MemberActPayload, member_error_codes, member_id, step};
use crate::graphql::members::codes::PhoneKind;
use crate::graphql::{ApiError, ContextExt};
use crate::members::{self, NewPhone};

/// One of a member's phones.
#[derive(InputObject)]
pub struct MemberPhoneInput {
    /// Number: ten digits, or + and the country code.
    number: String,
    /// Whose or where it is.
    kind: PhoneKind,
}

/// All phones of a member.
#[derive(InputObject)]
pub struct SetPhonesInput {
    /// Which member.
    member_id: ID,
    /// All of them, the best first; none for a member without a phone. At most eight.
    phones: Vec<MemberPhoneInput>,
    /// The `version` that this was decided on; a later one refuses it.
    expected_version: Option<i32>,
    /// So that a retry is not a repeat: 1 to 128 bytes, kept for 7 days.
    idempotency_key: Option<String>,
}

member_error_codes! {
    /// Why phones were not set.
    SetPhonesErrorCode = "members::SetPhonesRefusal" {
        /// Not a phone number.
        InvalidPhone,
        /// The same number twice, or more than eight.
        TooMany,
    }
}

#[derive(Default)]
pub struct SetPhones;

#[Object]
impl SetPhones {
    /// Say by which phones a member is reached, the best first. They replace those before. For plan
    /// coordinators and privacy officers.
    async fn set_phones(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Member and phones.")] input: SetPhonesInput,
    ) -> Result<MemberActPayload<SetPhonesErrorCode>, ApiError> {
        let op = ctx.signed_in()?;
        let id = member_id(&input.member_id)?;
        let expected = (input.expected_version, input.idempotency_key.as_ref());
        let step = step(ctx, "setPhones", expected, &input)?;
        let phones: Vec<NewPhone> = input
            .phones
            .into_iter()
            .map(|phone| NewPhone {
                number: phone.number,
                kind: phone.kind.into(),
            })
            .collect();
        let members = &ctx.services()?.members;
        let outcome = members.set_phones(op, id, &phones, &step).await;
        MemberActPayload::from_outcome(id, outcome)
    }
}
