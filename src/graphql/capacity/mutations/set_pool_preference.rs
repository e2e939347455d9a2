use async_graphql::{Context, Enum, ID, InputObject, Object};

use crate::capacity;
use crate::graphql::capacity::payload::{PoolPayload, pool_id};
use crate::graphql::idempotency::idempotency_key;
use crate::graphql::{ApiError, ContextExt};

/// Whom your provider would rather serve.
#[derive(InputObject)]
pub struct SetPoolPreferenceInput {
    /// Id of a `CapacityPool` of your provider.
    pool_id: ID,
    /// Whether you prefer people whom your organization referred itself, such as your own clinic's
    /// patients.
    prefers_own_referrals: bool,
    /// So that a retry is not a repeat: 1 to 128 bytes, kept for 7 days.
    idempotency_key: Option<String>,
}

/// Why a preference was not set.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "capacity::SetPoolPreferenceRefusal")]
pub enum SetPoolPreferenceErrorCode {
    /// The idempotency key was used for another input.
    IdempotencyKeyReused,
}

/// See the field.
#[derive(Default)]
pub struct SetPoolPreference;

#[Object]
impl SetPoolPreference {
    /// Say whether you would rather serve people whom your organization referred itself. Plans see it
    /// in `candidates`, where it ranks after the member's choice and language. It is a wish: others
    /// may be assigned all the same. For the provider's staff.
    async fn set_pool_preference(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The pool and the wish.")] input: SetPoolPreferenceInput,
    ) -> Result<PoolPayload<SetPoolPreferenceErrorCode>, ApiError> {
        let op = ctx.signed_in()?;
        let key = input.idempotency_key.as_ref();
        let key = idempotency_key(ctx, "setPoolPreference", key, &input)?;
        let pool = pool_id(&input.pool_id)?;
        let wish = (pool, input.prefers_own_referrals);
        let capacity = &ctx.services()?.capacity;
        let outcome = capacity.prefer_own(op, wish, key.as_ref()).await;
        PoolPayload::from_outcome(ctx, Some(pool), outcome.map(|()| pool)).await
    }
}
