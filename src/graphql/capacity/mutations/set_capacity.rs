use async_graphql::{Context, Enum, ID, InputObject, Object};

use crate::capacity;
use crate::graphql::capacity::payload::{PoolPayload, pool_id};
use crate::graphql::idempotency::idempotency_key;
use crate::graphql::{ApiError, ContextExt};

/// How many places a pool has.
#[derive(InputObject)]
pub struct SetCapacityInput {
    /// Id of a `CapacityPool` of your provider.
    pool_id: ID,
    /// How many people it can serve at once, 0 to 100000.
    limit: i32,
    /// So that a retry is not a repeat: 1 to 128 bytes, kept for 7 days.
    idempotency_key: Option<String>,
}

/// Why a number of places was not set.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "capacity::SetCapacityRefusal")]
pub enum SetCapacityErrorCode {
    /// The number is outside of what it may be.
    OutOfRange,
    /// It is above what is agreed, and no plan has a contract for these places today.
    NobodyToAgree,
    /// The idempotency key was used for another input.
    IdempotencyKeyReused,
}

/// See the field.
#[derive(Default)]
pub struct SetCapacity;

#[Object]
impl SetCapacity {
    /// Say how many places a pool of your provider has. Up to what is agreed it holds at once; what
    /// is above waits for the plans' yes and comes as `openProposals`. A number below what is used
    /// evicts nobody. It counts as a confirmation. For the provider's staff.
    async fn set_capacity(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Pool and number.")] input: SetCapacityInput,
    ) -> Result<PoolPayload<SetCapacityErrorCode>, ApiError> {
        let op = ctx.signed_in()?;
        let key = input.idempotency_key.as_ref();
        let key = idempotency_key(ctx, "setCapacity", key, &input)?;
        let pool = pool_id(&input.pool_id)?;
        let capacity = &ctx.services()?.capacity;
        let outcome = capacity.set(op, (pool, input.limit), key.as_ref()).await;
        PoolPayload::from_outcome(ctx, Some(pool), outcome.map(|()| pool)).await
    }
}
