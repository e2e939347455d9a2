use async_graphql::{Context, Object};

use super::types::LoopPolicy;
use crate::graphql::directory::ServiceCode;
use crate::graphql::scalars::Date;
use crate::graphql::{ApiError, ContextExt, Settle};

#[derive(Default)]
pub struct PoliciesQuery;

#[Object]
impl PoliciesQuery {
    /// How your plan runs its loops: every policy it has set, past and to come; those for all
    /// services first, of each the newest first. For the people of a plan.
    async fn loop_policies(&self, ctx: &Context<'_>) -> Result<Vec<LoopPolicy>, ApiError> {
        let found = ctx.services()?.policies.list(ctx.signed_in()?).await;
        Ok(found
            .settle_query()?
            .into_iter()
            .map(LoopPolicy::from)
            .collect())
    }

    /// The policy of your plan that holds for a service on a day. For the people of a plan.
    async fn loop_policy(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "For which service.")] service: ServiceCode,
        #[graphql(desc = "On which day, in California; today if left out.")] on: Option<Date>,
    ) -> Result<LoopPolicy, ApiError> {
        let op = ctx.signed_in()?;
        let on = on.map_or_else(|| op.today(), |day| day.0);
        let found = ctx.services()?.policies.on(op, service.into(), on).await;
        Ok(found.settle_query()?.into())
    }
}
