use async_graphql::{Context, Enum, ID, InputObject, Object};

use crate::capacity;
use crate::graphql::capacity::payload::{PoolPayload, pool_id};
use crate::graphql::idempotency::idempotency_key;
use crate::graphql::{ApiError, ContextExt};

/// The most that your plan uses of a pool.
#[derive(InputObject)]
pub struct SetPlanShareInput {
    /// Id of a `CapacityPool` of which your plan has a share.
    pool_id: ID,
    /// How many, 0 to 100000; left out: up to what is agreed.
    cap: Option<i32>,
    /// So that a retry is not a repeat: 1 to 128 bytes, kept for 7 days.
    idempotency_key: Option<String>,
}

/// Why a plan's cap was not set.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "capacity::SetPlanShareRefusal")]
pub enum SetPlanShareErrorCode {
    /// The number is outside of what it may be.
    OutOfRange,
    /// The idempotency key was used for another input.
    IdempotencyKeyReused,
}

/// See the field.
#[derive(Default)]
pub struct SetPlanShare;

#[Object]
impl SetPlanShare {
    /// Say how many places of a pool your plan uses at most. It reserves nothing, and a number below
    /// what is used evicts nobody. For the plan's network managers.
    async fn set_plan_share(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Pool and number.")] input: SetPlanShareInput,
    ) -> Result<PoolPayload<SetPlanShareErrorCode>, ApiError> {
        let op = ctx.signed_in()?;
        let key = input.idempotency_key.as_ref();
        let key = idempotency_key(ctx, "setPlanShare", key, &input)?;
        let pool = pool_id(&input.pool_id)?;
        let share = (pool, input.cap);
        let capacity = &ctx.services()?.capacity;
        let outcome = capacity.set_plan_share(op, share, key.as_ref()).await;
        PoolPayload::from_outcome(ctx, Some(pool), outcome).await
    }
}
