use async_graphql::{Context, Object};

use super::loaders::PlansIn;
use super::plan::Plan;
use crate::graphql::scalars::CountyFips;
use crate::graphql::{ApiError, ContextExt};
use crate::reference;

/// One of the 58 counties of California.
pub struct County(pub &'static reference::County);

/// One of the 58 counties of California.
#[Object]
impl County {
    /// Federal code of five digits.
    async fn fips(&self) -> CountyFips {
        CountyFips(self.0.fips)
    }

    /// Name without the word "County".
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Medi-Cal county code, `01` to `58` in alphabetical order. No public text confirms the list.
    async fn medi_cal_code(&self) -> &str {
        &self.0.medi_cal_code
    }

    /// Names of the plans that served the county in 2021, as the state's table printed them:
    /// history, not today's network. Empty for Yuba, which the table leaves out.
    #[graphql(name = "network2021")]
    async fn network_2021(&self, ctx: &Context<'_>) -> Result<&'static [String], ApiError> {
        Ok(ctx.services()?.reference.plans_in(self.0.fips))
    }

    /// The plans of this exchange that have members in the county today, by name.
    #[graphql(complexity = "3 * child_complexity")]
    async fn plans(&self, ctx: &Context<'_>) -> Result<Vec<Plan>, ApiError> {
        let plans = ctx.loaders()?.load(PlansIn(self.0.fips)).await?;
        Ok(plans.unwrap_or_default().into_iter().map(Plan).collect())
    }
}
