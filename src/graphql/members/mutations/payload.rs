//! What all acts on a member answer.

use std::borrow::Cow;

use async_graphql::{Context, ID, InputType, Object, OutputType, TypeName};

use crate::graphql::idempotency::idempotency_key;
use crate::graphql::members::Member;
use crate::graphql::{ApiError, ContextExt, NodeKind, Settle, UserError};
use crate::members::{MemberError, MemberId, Step};

/// What came of an act on a member.
pub struct MemberActPayload<C: OutputType> {
    member: MemberId,
    user_errors: Vec<UserError<C>>,
}

impl<C: OutputType> MemberActPayload<C> {
    /// From what the service answered. A refusal carries the member as it is now, so that the
    /// client sees what it did not expect.
    pub fn from_outcome<R>(
        member: MemberId,
        outcome: Result<MemberId, MemberError<R>>,
    ) -> Result<Self, ApiError>
    where
        C: From<R>,
    {
        let user_errors = match outcome.settle()? {
            Ok(_) => Vec::new(),
            Err(refusals) => refusals.into_iter().map(UserError::of).collect(),
        };
        Ok(Self {
            member,
            user_errors,
        })
    }
}

/// Named after its codes: what comes with an `UpdateMemberErrorCode` is `UpdateMemberPayload`.
impl<C: OutputType> TypeName for MemberActPayload<C> {
    fn type_name() -> Cow<'static, str> {
        let codes = C::type_name();
        let act = codes.strip_suffix("ErrorCode").unwrap_or(&codes);
        Cow::Owned(format!("{act}Payload"))
    }
}

/// What came of an act on a member.
#[Object(name_type)]
impl<C: OutputType> MemberActPayload<C> {
    /// The member as it is now, also when the act was refused.
    async fn member(&self, ctx: &Context<'_>) -> Result<Option<Member>, ApiError> {
        let op = ctx.operation()?.fresh();
        let member = ctx.services()?.members.by_id(&op, self.member).await?;
        Ok(member.map(Member))
    }

    /// Why the act was refused, all reasons at once; empty when it was done.
    async fn user_errors(&self) -> &[UserError<C>] {
        &self.user_errors
    }
}

/// The member that an input names.
pub fn member_id(id: &ID) -> Result<MemberId, ApiError> {
    Ok(MemberId(NodeKind::Member.parse(id)?))
}

/// What an act carries beside its input.
pub fn step(
    ctx: &Context<'_>,
    mutation: &'static str,
    (expected_version, key): (Option<i32>, Option<&String>),
    input: &impl InputType,
) -> Result<Step, ApiError> {
    Ok(Step {
        expected_version,
        key: idempotency_key(ctx, mutation, key, input)?,
    })
}

/// The codes of an act's refusals as an enum of the schema: the common ones and its own.
macro_rules! member_error_codes {
    ($(#[$doc:meta])* $name:ident = $remote:literal { $($(#[$vdoc:meta])* $variant:ident),* $(,)? }) => {
        $(#[$doc])*
        #[derive(async_graphql::Enum, Clone, Copy, Debug, PartialEq, Eq)]
        #[graphql(remote = $remote)]
        pub enum $name {
            /// A field that must say something is blank.
            Required,
            /// A field is longer than it takes.
            TooLong,
            /// The member changed since `expectedVersion`; the current record comes along.
            Stale,
            /// The record was merged into another of the same person; work with that one.
            Merged,
            /// The member died: only a correction of that can follow.
            Deceased,
            /// The idempotency key was used for another input.
            IdempotencyKeyReused,
            $($(#[$vdoc])* $variant,)*
        }
    };
}
pub(super) use member_error_codes;
