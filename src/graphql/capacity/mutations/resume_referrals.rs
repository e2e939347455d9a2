use async_graphql::{Context, Enum, ID, InputObject, Object};

use crate::capacity;
use crate::graphql::capacity::payload::{PoolPayload, pool_id};
use crate::graphql::idempotency::idempotency_key;
use crate::graphql::{ApiError, ContextExt};

/// Which pool takes referrals again.
#[derive(InputObject)]
pub struct ResumeReferralsInput {
    /// Id of a `CapacityPool` of your provider.
    pool_id: ID,
    /// So that a retry is not a repeat: 1 to 128 bytes, kept for 7 days.
    idempotency_key: Option<String>,
}

/// Why a pause was not ended.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "capacity::ResumeReferralsRefusal")]
pub enum ResumeReferralsErrorCode {
    /// The pool is not paused.
    WrongState,
    /// The idempotency key was used for another input.
    IdempotencyKeyReused,
}

/// See the field.
#[derive(Default)]
pub struct ResumeReferrals;

#[Object]
impl ResumeReferrals {
    /// Take referrals again. For the provider's staff.
    async fn resume_referrals(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The pool.")] input: ResumeReferralsInput,
    ) -> Result<PoolPayload<ResumeReferralsErrorCode>, ApiError> {
        let op = ctx.signed_in()?;
        let key = input.idempotency_key.as_ref();
        let key = idempotency_key(ctx, "resumeReferrals", key, &input)?;
        let pool = pool_id(&input.pool_id)?;
        let capacity = &ctx.services()?.capacity;
        let outcome = capacity.resume(op, pool, key.as_ref()).await;
        PoolPayload::from_outcome(ctx, Some(pool), outcome.map(|()| pool)).await
    }
}
