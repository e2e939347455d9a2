use std::borrow::Cow;

use async_graphql::{Context, Enum, ID, InputObject, Object, OutputType, SimpleObject, TypeName};

use crate::graphql::idempotency::idempotency_key;
use crate::graphql::members::Member;
use crate::graphql::{ApiError, ContextExt, NodeKind, Settle, UserError};
use crate::members::MemberId;
use crate::referrals::{self, ReferralError};

/// A member to restrict.
#[derive(InputObject)]
pub struct RestrictMemberInput {
    /// Which member.
    member_id: ID,
    /// So that a retry is not a repeat: 1 to 128 bytes, kept for 7 days.
    idempotency_key: Option<String>,
}

/// A member who need not be restricted any more.
#[derive(InputObject)]
pub struct LiftMemberRestrictionInput {
    /// Which member.
    member_id: ID,
    /// So that a retry is not a repeat: 1 to 128 bytes, kept for 7 days.
    idempotency_key: Option<String>,
}

/// Why a member was not restricted.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "referrals::RestrictMemberRefusal")]
pub enum RestrictMemberErrorCode {
    /// The idempotency key was used for another input.
    IdempotencyKeyReused,
}

/// Why the restriction of a member was not lifted.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "referrals::LiftMemberRestrictionRefusal")]
pub enum LiftMemberRestrictionErrorCode {
    /// The idempotency key was used for another input.
    IdempotencyKeyReused,
}

/// What came of it.
#[derive(SimpleObject)]
#[graphql(name_type)]
pub struct MemberPayload<C: OutputType> {
    /// The member as it is now; null when it was refused.
    member: Option<Member>,
    /// Why it was refused; empty when it was not.
    user_errors: Vec<UserError<C>>,
}

/// Named after its codes: what comes with a `RestrictMemberErrorCode` is `RestrictMemberPayload`.
impl<C: OutputType> TypeName for MemberPayload<C> {
    fn type_name() -> Cow<'static, str> {
        let codes = C::type_name();
        let act = codes.strip_suffix("ErrorCode").unwrap_or(&codes);
        Cow::Owned(format!("{act}Payload"))
    }
}

impl<C: OutputType> MemberPayload<C> {
    async fn from_outcome<R>(
        ctx: &Context<'_>,
        outcome: Result<MemberId, ReferralError<R>>,
    ) -> Result<Self, ApiError>
    where
        C: From<R>,
    {
        Ok(match outcome.settle()? {
            Ok(id) => Self {
                member: ctx
                    .services()?
                    .members
                    .by_id(ctx.op()?, id)
                    .await?
                    .map(Member),
                user_errors: Vec::new(),
            },
            Err(refusals) => Self {
                member: None,
                user_errors: refusals.into_iter().map(UserError::of).collect(),
            },
        })
    }
}

#[derive(Default)]
pub struct RestrictMember;

#[Object]
impl RestrictMember {
    /// Restrict a member and all their referrals, past and to come: only the assigned provider and
    /// those whom your plan named see them. For privacy officers.
    async fn restrict_member(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The member.")] input: RestrictMemberInput,
    ) -> Result<MemberPayload<RestrictMemberErrorCode>, ApiError> {
        let op = ctx.signed_in()?;
        let key = input.idempotency_key.as_ref();
        let key = idempotency_key(ctx, "restrictMember", key, &input)?;
        let id = MemberId(NodeKind::Member.parse(&input.member_id)?);
        let referrals = &ctx.services()?.referrals;
        let outcome = referrals.restrict_member(op, id, key.as_ref()).await;
        MemberPayload::from_outcome(ctx, outcome).await
    }

    /// Lift the restriction of a member, and of the referrals that were restricted with them. For
    /// privacy officers.
    async fn lift_member_restriction(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The member.")] input: LiftMemberRestrictionInput,
    ) -> Result<MemberPayload<LiftMemberRestrictionErrorCode>, ApiError> {
        let op = ctx.signed_in()?;
        let key = input.idempotency_key.as_ref();
        let key = idempotency_key(ctx, "liftMemberRestriction", key, &input)?;
        let id = MemberId(NodeKind::Member.parse(&input.member_id)?);
        let referrals = &ctx.services()?.referrals;
        let outcome = referrals
            .lift_member_restriction(op, id, key.as_ref())
            .await;
        MemberPayload::from_outcome(ctx, outcome).await
    }
}
