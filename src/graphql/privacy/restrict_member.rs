use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};

use crate::graphql::idempotency::idempotency_key;
use crate::graphql::members::Member;
use crate::graphql::{ApiError, ContextExt, NodeKind, Settle, UserError};
use crate::members::MemberId;
use crate::referrals::{ReferralError, RestrictRefusal};

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

/// Why it was refused.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum RestrictMemberErrorCode {
    /// The idempotency key was used for another input.
    IdempotencyKeyReused,
}

/// What came of it.
#[derive(SimpleObject)]
pub struct RestrictMemberPayload {
    /// The member as it is now.
    member: Option<Member>,
    /// Why it was refused; empty when it was not.
    user_errors: Vec<UserError<RestrictMemberErrorCode>>,
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
    ) -> Result<RestrictMemberPayload, ApiError> {
        let op = ctx.signed_in()?;
        let key = input.idempotency_key.as_ref();
        let key = idempotency_key(ctx, "restrictMember", key, &input)?;
        let id = MemberId(NodeKind::Member.parse(&input.member_id)?);
        let referrals = &ctx.services()?.referrals;
        let outcome = referrals.restrict_member(op, id, key.as_ref()).await;
        payload(ctx, outcome).await
    }

    /// Lift the restriction of a member, and of the referrals that were restricted with them. For
    /// privacy officers.
    async fn lift_member_restriction(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The member.")] input: LiftMemberRestrictionInput,
    ) -> Result<RestrictMemberPayload, ApiError> {
        let op = ctx.signed_in()?;
        let key = input.idempotency_key.as_ref();
        let key = idempotency_key(ctx, "liftMemberRestriction", key, &input)?;
        let id = MemberId(NodeKind::Member.parse(&input.member_id)?);
        let referrals = &ctx.services()?.referrals;
        let outcome = referrals
            .lift_member_restriction(op, id, key.as_ref())
            .await;
        payload(ctx, outcome).await
    }
}

async fn payload(
    ctx: &Context<'_>,
    outcome: Result<MemberId, ReferralError<RestrictRefusal>>,
) -> Result<RestrictMemberPayload, ApiError> {
    Ok(match outcome.settle()? {
        Ok(id) => RestrictMemberPayload {
            member: ctx
                .services()?
                .members
                .by_id(ctx.op()?, id)
                .await?
                .map(Member),
            user_errors: Vec::new(),
        },
        Err(refusals) => RestrictMemberPayload {
            member: None,
            user_errors: refusals
                .into_iter()
                .map(|refusal| {
                    UserError::new(
                        RestrictMemberErrorCode::IdempotencyKeyReused,
                        refusal.message,
                    )
                    .at("idempotencyKey")
                })
                .collect(),
        },
    })
}
