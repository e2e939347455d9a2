use async_graphql::{Context, Object};

use super::codes::{Program, ServiceCode};
use super::county::County;
use super::service::Service;
use crate::graphql::scalars::CountyFips;
use crate::graphql::{ApiError, ContextExt};
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
}
