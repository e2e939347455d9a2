use async_graphql::{Context, ID, InputObject, Object};

use super::codes::ActSource;
use super::mutations::DeclineReason;
use crate::graphql::connection::{Connection, list_cost, page_request};
use crate::graphql::directory::{Plan, PlanKey, Provider, ProviderKey, ServiceCode};
use crate::graphql::scalars::DateTime;
use crate::graphql::{ApiError, ContextExt, NodeKind, Settle};
use crate::organizations::OrganizationId;
use crate::referrals;

/// Which declines to list; combined with AND.
#[derive(InputObject, Default)]
#[graphql(name = "DeclineFilter")]
pub struct DeclineFilterInput {
    /// By this provider.
    provider_id: Option<ID>,
    /// On any of these grounds.
    reasons: Option<Vec<DeclineReason>>,
    /// Only those that the figures dispute, or only the others.
    is_disputed: Option<bool>,
    /// From this instant on.
    from: Option<DateTime>,
    /// Before this instant.
    until: Option<DateTime>,
}

/// A provider said no to an assignment. It names no member and no referral.
pub struct ReportedDecline(referrals::Decline);

/// A provider said no to an assignment. It names no member and no referral.
#[Object]
impl ReportedDecline {
    /// The plan that had assigned.
    async fn plan(&self, ctx: &Context<'_>) -> Result<Plan, ApiError> {
        let found = ctx.loaders()?.load(PlanKey(self.0.plan)).await?;
        found.map(Plan).ok_or_else(ApiError::not_found)
    }

    /// Who declined.
    async fn provider(&self, ctx: &Context<'_>) -> Result<Provider, ApiError> {
        let found = ctx.loaders()?.load(ProviderKey(self.0.provider)).await?;
        found.map(Provider).ok_or_else(ApiError::not_found)
    }

    /// What was asked for.
    async fn service(&self) -> ServiceCode {
        self.0.service.into()
    }

    /// When the provider declined.
    async fn declined_at(&self) -> DateTime {
        DateTime(self.0.declined_at)
    }

    /// On what ground. `AT_CAPACITY` is the only one that contracts know.
    async fn reason(&self) -> DeclineReason {
        self.0.reason.into()
    }

    /// In the provider's words.
    async fn note(&self) -> Option<&str> {
        self.0.note.as_deref()
    }

    /// From where it was entered.
    async fn source(&self) -> ActSource {
        self.0.source.into()
    }

    /// Whether it was for capacity while the figures showed room: the provider corrects its figure,
    /// and is left out until then.
    async fn is_disputed(&self) -> bool {
        self.0.is_disputed
    }

    /// Places that the plan could have held at that moment, besides the one that came free: under
    /// the provider's limit, the plan's cap and what both agreed. Null for declines from before it
    /// was written down.
    async fn room(&self) -> Option<i32> {
        self.0.room
    }
}

/// Reads of what providers declined.
#[derive(Default)]
pub struct DeclineQuery;

#[Object]
impl DeclineQuery {
    /// What providers declined, newest first: the report for a plan's network team, and for those
    /// who work its cases. Restricted referrals are in it only for those who see what is restricted.
    #[graphql(complexity = "list_cost(first, child_complexity)")]
    async fn declines(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of this plan; of all that your plan answers for when left out.")]
        plan_id: Option<ID>,
        #[graphql(desc = "Which declines; all when left out.")] filter: Option<DeclineFilterInput>,
        #[graphql(desc = "How many, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
    ) -> Result<Connection<ReportedDecline>, ApiError> {
        let op = ctx.signed_in()?;
        let request = page_request(ctx, first, after)?;
        let typed = filter.unwrap_or_default();
        let plan = plan_id.map(|id| NodeKind::Plan.parse(&id)).transpose()?;
        let provider = typed.provider_id.map(|id| NodeKind::Provider.parse(&id));
        let filter = referrals::DeclineFilter {
            plan: plan.map(OrganizationId),
            provider: provider.transpose()?.map(OrganizationId),
            reasons: typed
                .reasons
                .map(|reasons| reasons.into_iter().map(Into::into).collect()),
            is_disputed: typed.is_disputed,
            from: typed.from.map(|at| at.0),
            until: typed.until.map(|at| at.0),
        };
        let service = ctx.services()?.referrals.clone();
        let page = service.declines(op, &filter, &request).await;
        let page = page.settle_query()?.map(ReportedDecline);
        let op = op.clone();
        Ok(Connection::new(&request, page, move || {
            let (service, op, filter) = (service.clone(), op.clone(), filter.clone());
            async move { Ok(service.declines_count(&op, &filter).await?) }
        }))
    }
}
