use async_graphql::{Context, Enum, ID, InputObject, Object};

use crate::capacity;
use crate::graphql::capacity::payload::{PoolPayload, pool_id};
use crate::graphql::idempotency::idempotency_key;
use crate::graphql::scalars::DateTime;
use crate::graphql::{ApiError, ContextExt};

/// Which pool takes nobody, why, and until when.
#[derive(InputObject)]
pub struct PauseReferralsInput {
    /// Id of a `CapacityPool` of your provider.
    pool_id: ID,
    /// Why, at most 500 letters; the plans that share the pool read it. Nothing about a person.
    reason: String,
    /// When it ends by itself; left out: when `resumeReferrals` ends it.
    until: Option<DateTime>,
    /// So that a retry is not a repeat: 1 to 128 bytes, kept for 7 days.
    idempotency_key: Option<String>,
}

/// Why referrals were not paused.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "capacity::PauseReferralsRefusal")]
pub enum PauseReferralsErrorCode {
    /// The reason is blank.
    Required,
    /// The reason is too long.
    TooLong,
    /// The pause would end before it begins.
    InPast,
    /// The idempotency key was used for another input.
    IdempotencyKeyReused,
}

/// See the field.
#[derive(Default)]
pub struct PauseReferrals;

#[Object]
impl PauseReferrals {
    /// Take no new referral for now, whatever is free. Whoever is assigned stays. For the provider's
    /// staff.
    async fn pause_referrals(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Pool, reason and end.")] input: PauseReferralsInput,
    ) -> Result<PoolPayload<PauseReferralsErrorCode>, ApiError> {
        let op = ctx.signed_in()?;
        let key = input.idempotency_key.as_ref();
        let key = idempotency_key(ctx, "pauseReferrals", key, &input)?;
        let pool = pool_id(&input.pool_id)?;
        let until = input.until.map(|until| until.0);
        let pause = (input.reason.as_str(), until);
        let capacity = &ctx.services()?.capacity;
        let outcome = capacity.pause(op, pool, pause, key.as_ref()).await;
        PoolPayload::from_outcome(ctx, Some(pool), outcome.map(|()| pool)).await
    }
}
