use async_graphql::{Context, Enum, ID, InputObject, Object};

use crate::capacity;
use crate::graphql::capacity::payload::{PoolPayload, pool_id};
use crate::graphql::idempotency::idempotency_key;
use crate::graphql::{ApiError, ContextExt};

/// Whose figures are right.
#[derive(InputObject)]
pub struct ConfirmCapacityInput {
    /// Id of a `CapacityPool` of your provider.
    pool_id: ID,
    /// So that a retry is not a repeat: 1 to 128 bytes, kept for 7 days.
    idempotency_key: Option<String>,
}

/// Why figures were not confirmed.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "capacity::ConfirmCapacityRefusal")]
pub enum ConfirmCapacityErrorCode {
    /// The idempotency key was used for another input.
    IdempotencyKeyReused,
}

/// See the field.
#[derive(Default)]
pub struct ConfirmCapacity;

#[Object]
impl ConfirmCapacity {
    /// Say that the figures of a pool are right: `updatedAt` is now. For the provider's staff.
    async fn confirm_capacity(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The pool.")] input: ConfirmCapacityInput,
    ) -> Result<PoolPayload<ConfirmCapacityErrorCode>, ApiError> {
        let op = ctx.signed_in()?;
        let key = input.idempotency_key.as_ref();
        let key = idempotency_key(ctx, "confirmCapacity", key, &input)?;
        let pool = pool_id(&input.pool_id)?;
        let capacity = &ctx.services()?.capacity;
        let outcome = capacity.confirm(op, pool, key.as_ref()).await;
        PoolPayload::from_outcome(ctx, Some(pool), outcome.map(|()| pool)).await
    }
}
