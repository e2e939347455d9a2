use async_graphql::{Context, Enum, InputObject, Object, SimpleObject};

use super::types::Member;
use crate::graphql::idempotency::idempotency_key;
use crate::graphql::scalars::Date;
use crate::graphql::{ApiError, ContextExt, Settle, UserError};
use crate::members::{self, NewMember};

/// A person to register as a member of the viewer's plan. All mistakes are answered at once.
#[derive(InputObject)]
pub struct RegisterMemberInput {
    /// Client index number: 9 characters, or the 14 of a benefits card.
    cin: String,
    /// Given name.
    first_name: String,
    /// Family name.
    last_name: String,
    /// Birth date.
    birth_on: Date,
    /// Phone; leave out if there is none.
    phone: Option<String>,
    /// Preferred language, ISO 639; English when left out.
    language: Option<String>,
    /// Street and number; leave out without a fixed address.
    street: Option<String>,
    /// City of the address.
    city: Option<String>,
    /// ZIP code of the address or of where the member stays.
    zip: Option<String>,
    /// County code, five digits; needed without a ZIP code, whose county it is when left out.
    county: Option<String>,
    /// Where to find a member without an address.
    whereabouts: Option<String>,
    /// So that a retry is not a repeat: 1 to 128 bytes, kept for 7 days.
    idempotency_key: Option<String>,
}

/// Why a registration was refused.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "members::RegisterMemberRefusal")]
pub enum RegisterMemberErrorCode {
    /// A field that must say something is blank.
    Required,
    /// A field is longer than it takes.
    TooLong,
    /// Not a client index number.
    InvalidCin,
    /// The plan has a member with this CIN.
    CinTaken,
    /// The birth date is in the future or before 1890.
    InvalidBirthDate,
    /// Not a phone number.
    InvalidPhone,
    /// Not a language code.
    UnknownLanguage,
    /// Not a ZIP code of California.
    UnknownZip,
    /// Not a county of California, or none could be told from the ZIP code.
    UnknownCounty,
    /// The idempotency key was used for another input.
    IdempotencyKeyReused,
}

/// What came of a registration.
#[derive(SimpleObject)]
pub struct RegisterMemberPayload {
    /// The member. When the registration was refused: the one whose CIN it is, where that is why and
    /// the viewer may see them, of a merged record the kept one; else null.
    member: Option<Member>,
    /// Why it was refused; empty when it was not.
    user_errors: Vec<UserError<RegisterMemberErrorCode>>,
}

/// Acts on members.
#[derive(Default)]
pub struct MemberMutation;

#[Object]
impl MemberMutation {
    /// Register a member of the viewer's plan. Since when they are enrolled is recorded beside it
    /// (`recordEnrolment`). For plan coordinators.
    async fn register_member(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The person.")] input: RegisterMemberInput,
    ) -> Result<RegisterMemberPayload, ApiError> {
        let op = ctx.signed_in()?;
        let key = idempotency_key(
            ctx,
            "registerMember",
            input.idempotency_key.as_ref(),
            &input,
        )?;
        let cin = input.cin.clone();
        let new = NewMember {
            cin: input.cin,
            first_name: input.first_name,
            last_name: input.last_name,
            birth_on: input.birth_on.0,
            phone: input.phone,
            language: input.language,
            street: input.street,
            city: input.city,
            zip: input.zip,
            county: input.county,
            whereabouts: input.whereabouts,
        };
        let services = ctx.services()?;
        let outcome = services.members.register(op, &new, key).await.settle()?;
        Ok(match outcome {
            Ok(member) => RegisterMemberPayload {
                member: Some(Member(member)),
                user_errors: Vec::new(),
            },
            Err(refusals) => {
                let is_known = refusals
                    .iter()
                    .any(|refusal| refusal.code == members::RegisterMemberRefusal::CinTaken);
                let known = if is_known {
                    services.members.by_cin(op, &cin).await?
                } else {
                    None
                };
                RegisterMemberPayload {
                    member: known.map(Member),
                    user_errors: refusals.into_iter().map(UserError::of).collect(),
                }
            }
        })
    }
}
