use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};

use super::types::Member;
use crate::graphql::idempotency::idempotency_key;
use crate::graphql::scalars::DateTime;
use crate::graphql::{ApiError, ContextExt, NodeKind, Settle, UserError};
use crate::members::{self, MemberId, NewSafeContact};

/// How to reach a member, if only one way is safe.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "members::ContactChannel")]
pub enum ContactChannel {
    /// By voice.
    Telephone,
    /// By text message.
    Text,
    /// By e-mail.
    Email,
    /// By letter.
    Mail,
    /// In person only.
    InPerson,
}

/// Hours of a day in California; they may span midnight.
#[derive(SimpleObject, Clone, Debug)]
pub struct SafeHours {
    /// From this time of day, such as `09:00`.
    from: String,
    /// Until this time of day.
    until: String,
}

/// Somebody who passes messages on.
#[derive(SimpleObject, Clone, Debug)]
pub struct GoBetween {
    /// Name, as the member gave it.
    pub(in crate::graphql) name: String,
    /// Phone, E.164; null where none is known.
    pub(in crate::graphql) phone: Option<String>,
}

/// How a member may be contacted without harm. Read it before every attempt.
#[derive(SimpleObject, Clone, Debug)]
pub struct SafeContact {
    /// Since when the member must not be contacted at all; null where they may be.
    no_contact_since: Option<DateTime>,
    /// The only safe way; null where any is.
    channel: Option<ContactChannel>,
    /// The only safe hours; null where any are.
    hours: Option<SafeHours>,
    /// Whether a voicemail would do harm.
    no_voicemail: bool,
    /// Who passes messages on; null where nobody does.
    go_between: Option<GoBetween>,
    /// Anything else that keeps contact safe.
    note: Option<String>,
    /// When these rules were last set.
    set_at: DateTime,
}

impl From<members::SafeContact> for SafeContact {
    fn from(safe: members::SafeContact) -> Self {
        let time = |minute: i32| format!("{:02}:{:02}", minute / 60, minute % 60);
        Self {
            no_contact_since: safe.no_contact_since.map(DateTime),
            channel: safe.channel.map(ContactChannel::from),
            hours: safe.hours.map(|hours| SafeHours {
                from: time(hours.from),
                until: time(hours.until),
            }),
            no_voicemail: safe.no_voicemail,
            go_between: safe.go_between.map(|one| GoBetween {
                name: one.name,
                phone: one.phone,
            }),
            note: safe.note,
            set_at: DateTime(safe.set_at),
        }
    }
}

/// How a member may be contacted without harm. It replaces the rules before.
#[derive(InputObject)]
pub struct SetSafeContactInput {
    /// Which member.
    member_id: ID,
    /// The member must not be contacted at all: nobody can be assigned until this is settled.
    #[graphql(default)]
    no_contact: bool,
    /// The only safe way.
    channel: Option<ContactChannel>,
    /// Safe hours: from, such as `09:00`; with `until`.
    from: Option<String>,
    /// Safe hours: until, such as `17:30`; before `from` where they span midnight.
    until: Option<String>,
    /// A voicemail would do harm.
    #[graphql(default)]
    no_voicemail: bool,
    /// Who passes messages on: name.
    go_between_name: Option<String>,
    /// Who passes messages on: phone.
    go_between_phone: Option<String>,
    /// Anything else that keeps contact safe.
    note: Option<String>,
    /// So that a retry is not a repeat: 1 to 128 bytes, kept for 7 days.
    idempotency_key: Option<String>,
}

/// Why the rules were not set.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "members::SafeContactRefusal")]
pub enum SetSafeContactErrorCode {
    /// A field that must say something is blank.
    Required,
    /// A field is longer than it takes.
    TooLong,
    /// Not a time of day, or only one of the two.
    InvalidHours,
    /// Not a phone number.
    InvalidPhone,
    /// The record was merged into another of the same person; work with that one.
    Merged,
    /// The member died; only a correction of that can follow.
    Deceased,
    /// The idempotency key was used for another input.
    IdempotencyKeyReused,
}

/// What came of it.
#[derive(SimpleObject)]
pub struct SetSafeContactPayload {
    /// The member as it is now; null when the rules were refused.
    member: Option<Member>,
    /// Why they were refused; empty when they were not.
    user_errors: Vec<UserError<SetSafeContactErrorCode>>,
}

/// Safe contact.
#[derive(Default)]
pub struct SafeContactMutation;

#[Object]
impl SafeContactMutation {
    /// Say how a member may be contacted without harm. It replaces what was said before, so send all
    /// of it. The assigned provider always sees it. What the member was to be told is called off where
    /// they must not be contacted. For plan coordinators and privacy officers.
    async fn set_safe_contact(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Member and rules.")] input: SetSafeContactInput,
    ) -> Result<SetSafeContactPayload, ApiError> {
        let op = ctx.signed_in()?;
        let key = input.idempotency_key.as_ref();
        let key = idempotency_key(ctx, "setSafeContact", key, &input)?;
        let id = MemberId(NodeKind::Member.parse(&input.member_id)?);
        let new = NewSafeContact {
            no_contact: input.no_contact,
            channel: input.channel.map(Into::into),
            from: input.from,
            until: input.until,
            no_voicemail: input.no_voicemail,
            go_between_name: input.go_between_name,
            go_between_phone: input.go_between_phone,
            note: input.note,
        };
        let members = &ctx.services()?.members;
        let referrals = &ctx.services()?.referrals;
        let outcome = referrals.set_safe_contact(op, id, &new, key.as_ref()).await;
        Ok(match outcome.settle()? {
            Ok(id) => SetSafeContactPayload {
                member: members.by_id(op, id).await?.map(Member),
                user_errors: Vec::new(),
            },
            Err(refusals) => SetSafeContactPayload {
                member: None,
                user_errors: refusals.into_iter().map(UserError::of).collect(),
            },
        })
    }
}
