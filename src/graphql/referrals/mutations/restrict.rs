use async_graphql::{Context, Enum, ID, InputObject, Object};

use super::payload::{ActPayload, referral_id};
use crate::graphql::idempotency::idempotency_key;
use crate::graphql::referrals::RestrictionReason;
use crate::graphql::{ApiError, ContextExt};
use crate::referrals;

/// A referral to restrict.
#[derive(InputObject)]
pub struct RestrictReferralInput {
    /// Which referral.
    referral_id: ID,
    /// Why it is to be restricted.
    reason: RestrictionReason,
    /// So that a retry is not a repeat: 1 to 128 bytes, kept for 7 days.
    idempotency_key: Option<String>,
}

/// A referral that need not be restricted any more.
#[derive(InputObject)]
pub struct LiftReferralRestrictionInput {
    /// Which referral.
    referral_id: ID,
    /// So that a retry is not a repeat: 1 to 128 bytes, kept for 7 days.
    idempotency_key: Option<String>,
}

/// Why a referral was not restricted.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "referrals::RestrictRefusal")]
pub enum RestrictReferralErrorCode {
    /// The idempotency key was used for another input.
    IdempotencyKeyReused,
}

/// Why the restriction of a referral was not lifted.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "referrals::LiftRestrictionRefusal")]
pub enum LiftReferralRestrictionErrorCode {
    /// The member is restricted: lift that first.
    MemberRestricted,
    /// The idempotency key was used for another input.
    IdempotencyKeyReused,
}

#[derive(Default)]
pub struct RestrictReferral;

#[Object]
impl RestrictReferral {
    /// Restrict a referral: from now on only the assigned provider and those whom your plan named
    /// see what it is about. For plan coordinators and privacy officers.
    async fn restrict_referral(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Referral and reason.")] input: RestrictReferralInput,
    ) -> Result<ActPayload<RestrictReferralErrorCode>, ApiError> {
        let op = ctx.signed_in()?;
        let id = referral_id(&input.referral_id)?;
        let key = input.idempotency_key.as_ref();
        let key = idempotency_key(ctx, "restrictReferral", key, &input)?;
        let reason = input.reason.into_restriction();
        let referrals = &ctx.services()?.referrals;
        let outcome = referrals.restrict(op, id, reason, key.as_ref()).await;
        ActPayload::from_outcome(id, outcome)
    }

    /// Lift the restriction of a referral. For privacy officers.
    async fn lift_referral_restriction(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The referral.")] input: LiftReferralRestrictionInput,
    ) -> Result<ActPayload<LiftReferralRestrictionErrorCode>, ApiError> {
        let op = ctx.signed_in()?;
        let id = referral_id(&input.referral_id)?;
        let key = input.idempotency_key.as_ref();
        let key = idempotency_key(ctx, "liftReferralRestriction", key, &input)?;
        let referrals = &ctx.services()?.referrals;
        let outcome = referrals.lift_restriction(op, id, key.as_ref()).await;
        ActPayload::from_outcome(id, outcome)
    }
}
