use std::sync::Arc;

use async_graphql::{Context, ID, Object};

use super::county::County;
use super::loaders::{CountiesOf, ServicesOf};
use super::service::Service;
use crate::graphql::scalars::{CountyFips, Phone};
use crate::graphql::{ApiError, ContextExt, NodeKind};
use crate::{contact, organizations};

/// A Medi-Cal managed care plan of this exchange.
pub struct Plan(pub Arc<organizations::Organization>);

/// A Medi-Cal managed care plan of this exchange.
#[Object]
impl Plan {
    /// Global id.
    pub(in crate::graphql) async fn id(&self) -> ID {
        NodeKind::Plan.encode(self.0.id.0)
    }

    /// Name to show.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Number for members and providers, if it gave one.
    async fn phone(&self) -> Result<Option<Phone>, ApiError> {
        let phone = self.0.phone.as_deref().map(str::parse::<contact::Phone>);
        Ok(phone.transpose().map_err(ApiError::internal)?.map(Phone))
    }

    /// Counties in which it has members today, in alphabetical order.
    #[graphql(complexity = "5 * child_complexity")]
    async fn counties(&self, ctx: &Context<'_>) -> Result<Vec<County>, ApiError> {
        let reference = ctx.services()?.reference;
        let counties = ctx.loaders()?.load(CountiesOf(self.0.id)).await?;
        Ok(counties
            .unwrap_or_default()
            .into_iter()
            .map(|fips| County(reference.county(fips)))
            .collect())
    }

    /// What it offers its members in a county today, in the state's order.
    #[graphql(complexity = "5 * child_complexity")]
    async fn services(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Federal code of the county.")] county: CountyFips,
    ) -> Result<Vec<Service>, ApiError> {
        let reference = ctx.services()?.reference;
        let services = ctx.loaders()?.load(ServicesOf(self.0.id)).await?;
        Ok(services
            .unwrap_or_default()
            .into_iter()
            .filter(|(fips, _)| *fips == county.0)
            .map(|(_, code)| Service(reference.service(code)))
            .collect())
    }
}
