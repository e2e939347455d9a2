use async_graphql::{Context, ID, Object};

use super::presumption::PresumptiveProvider;
use super::terms::AuthorizationTerms;
use super::types::{AuthorizationPolicy, Holiday};
use crate::graphql::directory::{PlanKey, ServiceCode};
use crate::graphql::scalars::{CountyFips, Date};
use crate::graphql::{ApiError, ContextExt, NodeKind, Settle};
use crate::organizations::OrganizationId;

/// Reads of how plans authorize services.
#[derive(Default)]
pub struct AuthorizationPolicyQuery;

#[Object]
impl AuthorizationPolicyQuery {
    /// On what terms a plan authorizes a service on a day: whether it has to, how soon it decides,
    /// what it usually grants, what a request answers. Null if there is no such plan. For everybody
    /// who is signed in.
    async fn authorization_policy(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "For which service.")] service: ServiceCode,
        #[graphql(desc = "Global id of the plan.")] plan_id: ID,
        #[graphql(desc = "In which county; left out: in those without a policy of their own.")]
        county: Option<CountyFips>,
        #[graphql(desc = "On which day, in California; today if left out.")] on: Option<Date>,
    ) -> Result<Option<AuthorizationTerms>, ApiError> {
        let op = ctx.signed_in()?;
        let plan = OrganizationId(NodeKind::Plan.parse(&plan_id)?);
        let on = on.map_or_else(|| op.today(), |day| day.0);
        let (service, county) = (service.into(), county.map(|county| county.0));
        let Some(organization) = ctx.loaders()?.load(PlanKey(plan)).await? else {
            return Ok(None);
        };
        let policies = &ctx.services()?.policies;
        let of = (plan, service, county);
        Ok(Some(AuthorizationTerms {
            plan: organization,
            service,
            county,
            on,
            terms: policies.authorization_terms(op, of, on).await?,
        }))
    }

    /// How your plan authorizes: every policy it has set, past and to come; those for all services
    /// first, of each the newest first. For the people of a plan.
    #[graphql(complexity = "10 * child_complexity")]
    async fn authorization_policies(
        &self,
        ctx: &Context<'_>,
    ) -> Result<Vec<AuthorizationPolicy>, ApiError> {
        let policies = &ctx.services()?.policies;
        let found = policies.authorization_list(ctx.signed_in()?).await;
        let found = found.settle_query()?.into_iter();
        Ok(found.map(AuthorizationPolicy::from).collect())
    }

    /// Which providers your plan has named to start services while it decides, past and to come. For
    /// the people of a plan.
    #[graphql(complexity = "10 * child_complexity")]
    async fn presumptive_providers(
        &self,
        ctx: &Context<'_>,
    ) -> Result<Vec<PresumptiveProvider>, ApiError> {
        let policies = &ctx.services()?.policies;
        let found = policies.presumptive_providers(ctx.signed_in()?).await;
        let found = found.settle_query()?.into_iter();
        Ok(found.map(PresumptiveProvider::from).collect())
    }

    /// The days, past and to come, on which your plan's calendar differs from that of the state's
    /// offices, in order. For the people of a plan.
    #[graphql(complexity = "10 * child_complexity")]
    async fn holidays(&self, ctx: &Context<'_>) -> Result<Vec<Holiday>, ApiError> {
        let found = ctx.services()?.policies.holidays(ctx.signed_in()?).await;
        let found = found.settle_query()?.into_iter();
        Ok(found.map(Holiday::from).collect())
    }
}
