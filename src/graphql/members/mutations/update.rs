use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object};

use super::payload::{MemberActPayload, member_error_codes, member_id, step};
use crate::graphql::members::codes::AlternativeFormat;
use crate::graphql::scalars::Date;
use crate::graphql::{ApiError, ContextExt};
use crate::members::{self, MemberChange};

/// What is to change of a member; what is left out stays.
#[derive(InputObject)]
pub struct UpdateMemberInput {
    /// Which member.
    member_id: ID,
    /// Given name.
    first_name: Option<String>,
    /// Family name.
    last_name: Option<String>,
    /// Birth date.
    birth_on: Option<Date>,
    /// Preferred language, ISO 639.
    language: Option<String>,
    /// Whether an interpreter is needed.
    is_interpreter_needed: Option<bool>,
    /// How the member reads, where print does not do; null: print does.
    alternative_format: MaybeUndefined<AlternativeFormat>,
    /// The `version` that this was decided on; a later one refuses it.
    expected_version: Option<i32>,
    /// So that a retry is not a repeat: 1 to 128 bytes, kept for 7 days.
    idempotency_key: Option<String>,
}

member_error_codes! {
    /// Why a member was not changed.
    UpdateMemberErrorCode = "members::UpdateMemberRefusal" {
        /// The birth date is in the future or before 1890.
        InvalidBirthDate,
        /// Not a language code.
        UnknownLanguage,
    }
}

#[derive(Default)]
pub struct UpdateMember;

#[Object]
impl UpdateMember {
    /// Change who a member is, and what they need to be spoken to. For plan coordinators and
    /// privacy officers.
    async fn update_member(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Member and changes.")] input: UpdateMemberInput,
    ) -> Result<MemberActPayload<UpdateMemberErrorCode>, ApiError> {
        let op = ctx.signed_in()?;
        let id = member_id(&input.member_id)?;
        let expected = (input.expected_version, input.idempotency_key.as_ref());
        let step = step(ctx, "updateMember", expected, &input)?;
        let change = MemberChange {
            first_name: input.first_name,
            last_name: input.last_name,
            birth_on: input.birth_on.map(|day| day.0),
            language: input.language,
            is_interpreter_needed: input.is_interpreter_needed,
            alternative_format: match input.alternative_format {
                MaybeUndefined::Undefined => None,
                MaybeUndefined::Null => Some(None),
                MaybeUndefined::Value(format) => Some(Some(format.into())),
            },
        };
        let outcome = ctx.services()?.members.update(op, id, &change, &step).await;
        MemberActPayload::from_outcome(id, outcome)
    }
}
