use async_graphql::{Context, Object};

use crate::authorizations;
use crate::graphql::directory::{Provider, ProviderKey, ServiceCode};
use crate::graphql::scalars::Date;
use crate::graphql::{ApiError, ContextExt, Settle};

/// What became of the services that a named provider started at once: figures, and nobody's name.
pub struct PresumptiveUse(authorizations::PresumptiveUse);

/// What became of the services that a named provider started at once: figures, and nobody's name.
#[Object]
impl PresumptiveUse {
    /// Which provider.
    async fn provider(&self, ctx: &Context<'_>) -> Result<Option<Provider>, ApiError> {
        let found = ctx.loaders()?.load(ProviderKey(self.0.provider)).await?;
        Ok(found.map(Provider))
    }

    /// Of which service.
    async fn service(&self) -> ServiceCode {
        self.0.service.into()
    }

    /// How many were presumed.
    async fn presumed(&self) -> i64 {
        self.0.presumed
    }

    /// Of these, how many your plan has not decided.
    async fn pending(&self) -> i64 {
        self.0.pending
    }

    /// Of these, how many it should have decided by now.
    async fn overdue(&self) -> i64 {
        self.0.overdue
    }

    /// How many it confirmed, as asked or otherwise.
    async fn confirmed(&self) -> i64 {
        self.0.confirmed
    }

    /// How many it denied.
    async fn denied(&self) -> i64 {
        self.0.denied
    }

    /// Of how many something was used.
    async fn used(&self) -> i64 {
        self.0.used
    }
}

/// Reads of how presumptions are used.
#[derive(Default)]
pub struct PresumptiveQuery;

#[Object]
impl PresumptiveQuery {
    /// How presumptive authorizations of your plan are used: what was presumed on those days, by
    /// service and provider, and what became of it. For coordinators,
    /// reviewers and privacy officers of a plan: small figures tell of people.
    #[graphql(complexity = "20 + 10 * child_complexity")]
    async fn presumptive_use(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "First day.")] from_on: Date,
        #[graphql(desc = "Last day.")] until_on: Date,
    ) -> Result<Vec<PresumptiveUse>, ApiError> {
        let op = ctx.signed_in()?;
        let service = &ctx.services()?.authorizations;
        let found = service.presumptive_use(op, (from_on.0, until_on.0)).await;
        let found = found.settle_query()?.into_iter();
        Ok(found.map(PresumptiveUse).collect())
    }
}
