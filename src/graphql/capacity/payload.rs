use std::borrow::Cow;

use async_graphql::{Context, ID, Object, OutputType, TypeName};

use super::pool::{CapacityPool, CapacityProposal};
use crate::capacity::{PoolId, ProposalStatus};
use crate::error::Failure;
use crate::graphql::{ApiError, ContextExt, NodeKind, Settle, UserError};
use crate::refusal::Refusals;

/// What came of an act on a pool.
pub struct PoolPayload<C: OutputType> {
    pool: Option<CapacityPool>,
    user_errors: Vec<UserError<C>>,
}

impl<C: OutputType> PoolPayload<C> {
    /// From what the service answered, with the pool as it is now.
    pub async fn from_outcome<R>(
        ctx: &Context<'_>,
        pool: Option<PoolId>,
        outcome: Result<PoolId, Failure<Refusals<R>>>,
    ) -> Result<Self, ApiError>
    where
        C: From<R>,
    {
        let (pool, refusals) = match outcome.settle()? {
            Ok(pool) => (Some(pool), Vec::new()),
            Err(refusals) => (pool, refusals),
        };
        let op = ctx.operation()?.fresh();
        let pool = match pool {
            Some(id) => ctx
                .services()?
                .capacity
                .pool(&op, id)
                .await
                .settle_query()?,
            None => None,
        };
        Ok(Self {
            pool: pool.map(CapacityPool),
            user_errors: refusals.into_iter().map(UserError::of).collect(),
        })
    }
}

/// Named after its codes: what comes with a `SetCapacityErrorCode` is `SetCapacityPayload`.
impl<C: OutputType> TypeName for PoolPayload<C> {
    fn type_name() -> Cow<'static, str> {
        let codes = C::type_name();
        let act = codes.strip_suffix("ErrorCode").unwrap_or(&codes);
        Cow::Owned(format!("{act}Payload"))
    }
}

/// What came of an act on a pool.
#[Object(name_type)]
impl<C: OutputType> PoolPayload<C> {
    /// The pool as it is now, also when the act was refused.
    async fn pool(&self) -> Option<&CapacityPool> {
        self.pool.as_ref()
    }

    /// What waits for a plan's yes before it counts: more places than are agreed.
    #[graphql(complexity = "3 * child_complexity")]
    async fn open_proposals(&self) -> Vec<CapacityProposal> {
        let proposals = self.pool.iter().flat_map(|pool| &pool.0.proposals);
        proposals
            .filter(|proposal| proposal.status == ProposalStatus::Open)
            .cloned()
            .map(CapacityProposal)
            .collect()
    }

    /// Why the act was refused, all reasons at once; empty when it was done.
    async fn user_errors(&self) -> &[UserError<C>] {
        &self.user_errors
    }
}

/// The pool that an input names.
pub fn pool_id(id: &ID) -> Result<PoolId, ApiError> {
    Ok(PoolId(NodeKind::CapacityPool.parse(id)?))
}
