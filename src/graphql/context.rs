//! What resolvers find in their context.

use std::fmt;
use std::sync::Arc;

use async_graphql::Context;

use super::error::ApiError;
use super::loaders::Loaders;
use crate::access::Actor;
use crate::op::OpCtx;
use crate::services::Services;

/// One GraphQL operation: the edge puts it into the data of each request.
#[derive(Clone)]
pub struct Operation {
    services: Services,
    op: OpCtx,
    fresh: Arc<dyn Fn() -> OpCtx + Send + Sync>,
    loaders: Arc<Loaders>,
}

impl Operation {
    /// The operation `op`. `fresh` starts another by the same caller as of now: on a socket the
    /// caller's token may have been renewed since, and time has passed.
    #[must_use]
    pub fn new(services: Services, op: OpCtx, fresh: Arc<dyn Fn() -> OpCtx + Send + Sync>) -> Self {
        let loaders = Arc::new(Loaders::new(&services, &fresh));
        Self {
            services,
            op,
            fresh,
            loaders,
        }
    }

    /// The use cases.
    #[must_use]
    pub fn services(&self) -> &Services {
        &self.services
    }

    /// Who asks, and since when.
    #[must_use]
    pub fn op(&self) -> &OpCtx {
        &self.op
    }

    /// The present instant: on a socket an operation lives for hours, so what depends on the time
    /// asks here and not the operation's start.
    #[must_use]
    pub fn now(&self) -> chrono::DateTime<chrono::Utc> {
        self.fresh().now()
    }

    /// The same caller as of now: for each item of a subscription.
    #[must_use]
    pub fn fresh(&self) -> OpCtx {
        (self.fresh)()
    }
}

impl fmt::Debug for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Operation")
            .field("op", &self.op)
            .finish_non_exhaustive()
    }
}

/// Short ways to the operation.
pub trait ContextExt {
    /// The operation.
    fn operation(&self) -> Result<&Operation, ApiError>;

    /// The use cases.
    fn services(&self) -> Result<&Services, ApiError> {
        self.operation().map(Operation::services)
    }

    /// Who asks, and since when.
    fn op(&self) -> Result<&OpCtx, ApiError> {
        self.operation().map(Operation::op)
    }

    /// The same for what nobody may ask without signing in.
    fn signed_in(&self) -> Result<&OpCtx, ApiError> {
        let op = self.op()?;
        match op.actor() {
            Actor::Anonymous => Err(ApiError::unauthenticated()),
            Actor::Person(_) | Actor::System => Ok(op),
        }
    }

    /// The batched reads of this operation.
    fn loaders(&self) -> Result<&Loaders, ApiError> {
        self.operation().map(|operation| &*operation.loaders)
    }
}

impl ContextExt for Context<'_> {
    fn operation(&self) -> Result<&Operation, ApiError> {
        self.data_opt()
            .ok_or_else(|| ApiError::internal(MissingOperation))
    }
}

/// A request reached a resolver without its operation: a mistake of the edge.
#[derive(Debug, thiserror::Error)]
#[error("the request carries no operation")]
struct MissingOperation;
