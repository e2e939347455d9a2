use std::sync::Arc;

use async_graphql::{Context, Object};

use super::codes::{Program, ServiceCode};
use super::county::County;
use super::filter::{ProviderFilter, ProviderOrder};
use super::plan::Plan;
use super::provider::Provider;
use super::service::Service;
use crate::graphql::connection::{Connection, DEFAULT_FIRST, list_cost, page_request};
use crate::graphql::scalars::CountyFips;
use crate::graphql::{ApiError, ContextExt, Settle};
use crate::providers::Wanted;
use crate::reference;

/// The reads of the directory. All public.
#[derive(Default)]
pub struct DirectoryQuery;

#[Object]
impl DirectoryQuery {
    /// The counties of California in alphabetical order. Public.
    #[graphql(complexity = "58 * child_complexity / 4")]
    async fn counties(&self, ctx: &Context<'_>) -> Result<Vec<County>, ApiError> {
        let counties = ctx.services()?.reference.counties();
        Ok(counties.iter().map(County).collect())
    }

    /// The county with this code. Public.
    async fn county(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Federal code, such as `06067`.")] fips: CountyFips,
    ) -> Result<County, ApiError> {
        Ok(County(ctx.services()?.reference.county(fips.0)))
    }

    /// ECM and the Community Supports in the state's order, with those that plans may not offer
    /// yet or any longer. Public.
    #[graphql(complexity = "16 * child_complexity / 4")]
    async fn services(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those of this programme.")] program: Option<Program>,
    ) -> Result<Vec<Service>, ApiError> {
        let program = program.map(reference::Program::from);
        let services = ctx.services()?.reference.services();
        Ok(services
            .iter()
            .filter(|service| program.is_none_or(|program| service.program == program))
            .map(Service)
            .collect())
    }

    /// The service with this code. Public.
    async fn service(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its code, such as `RECUPERATIVE_CARE`.")] code: ServiceCode,
    ) -> Result<Service, ApiError> {
        Ok(Service(ctx.services()?.reference.service(code.into())))
    }
    /// The plans of this exchange by name. Public.
    #[graphql(complexity = "10 * child_complexity")]
    async fn plans(&self, ctx: &Context<'_>) -> Result<Vec<Plan>, ApiError> {
        let plans = ctx.services()?.directory.plans(ctx.op()?).await?;
        Ok(plans.into_iter().map(Arc::new).map(Plan).collect())
    }

    /// Providers with at least one offering in force today that match. Public.
    #[graphql(complexity = "list_cost(first, child_complexity)")]
    async fn providers(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those that match; all unless given.")] filter: Option<
            ProviderFilter,
        >,
        #[graphql(desc = "In which order.", default_with = "ProviderOrder::Availability")]
        order_by: ProviderOrder,
        #[graphql(
            desc = "Items on the page, 1 to 100.",
            default_with = "Some(DEFAULT_FIRST)"
        )]
        first: Option<i32>,
        #[graphql(desc = "Start after this place: the `endCursor` of the page before.")]
        after: Option<String>,
    ) -> Result<Connection<Provider>, ApiError> {
        let request = page_request(ctx, first, after)?;
        let filter = filter.unwrap_or_default().into_filter()?;
        let (directory, op) = (ctx.services()?.directory.clone(), ctx.op()?.clone());
        let page = directory
            .search(&op, &filter, order_by.into(), &request, wanted(ctx))
            .await
            .settle_query()?;
        Ok(Connection::new(
            &request,
            page.map(|provider| Provider(Arc::new(provider))),
            move || {
                let (directory, op, filter) = (directory.clone(), op.clone(), filter.clone());
                async move { directory.count(&op, &filter).await.settle_query() }
            },
        ))
    }
}

/// What the document asks of each provider, so that it is read for the whole page at once.
fn wanted(ctx: &Context<'_>) -> Wanted {
    let page = ctx.look_ahead();
    let paths = [page.field("edges").field("node"), page.field("nodes")];
    let offerings: Vec<_> = paths
        .iter()
        .flat_map(|provider| provider.field("offerings").selection_fields())
        .collect();
    Wanted {
        offerings: !offerings.is_empty(),
        plans: offerings.iter().any(|offerings| {
            let by_plan = offerings
                .arguments()
                .is_ok_and(|arguments| arguments.iter().any(|(name, _)| name == "plan"));
            by_plan
                || offerings
                    .selection_set()
                    .any(|field| field.name() == "plans")
        }),
    }
}
