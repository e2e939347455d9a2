use async_graphql::{Context, Enum, ID, InputObject, Object};

use super::codes::VisitStatus;
use super::loaders::VisitKey;
use super::types::Visit;
use crate::graphql::connection::{Connection, list_cost, page_request};
use crate::graphql::scalars::DateTime;
use crate::graphql::{ApiError, ContextExt, NodeKind, Settle};
use crate::organizations::OrganizationId;
use crate::visits::{self, VisitId};

/// Which visits to list; combined with AND.
#[derive(InputObject, Default)]
#[graphql(name = "VisitFilter")]
pub struct VisitFilterInput {
    /// In any of these states.
    statuses: Option<Vec<VisitStatus>>,
    /// Arrived at this instant or later.
    from: Option<DateTime>,
    /// Arrived before this instant.
    until: Option<DateTime>,
    /// At this provider.
    provider_id: Option<ID>,
    /// Of people for whom this plan answers.
    plan_id: Option<ID>,
}

/// The order of visits.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "visits::VisitOrder")]
pub enum VisitOrder {
    /// Latest arrival first.
    Newest,
    /// Earliest arrival first.
    Oldest,
}

/// Reads of visits.
#[derive(Default)]
pub struct VisitQuery;

#[Object]
impl VisitQuery {
    /// The sobering visits of your provider, or those of people for whom your plan answers. For
    /// provider staff and those who work a plan's cases.
    #[graphql(complexity = "list_cost(first, child_complexity)")]
    async fn visits(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<VisitFilterInput>,
        #[graphql(desc = "In which order.", default_with = "VisitOrder::Newest")]
        order_by: VisitOrder,
        #[graphql(desc = "How many, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
    ) -> Result<Connection<Visit>, ApiError> {
        let op = ctx.signed_in()?;
        let request = page_request(ctx, first, after)?;
        let filter = filter.unwrap_or_default();
        let parse = |kind: NodeKind, id: Option<ID>| id.map(|id| kind.parse(&id)).transpose();
        let statuses = filter.statuses;
        let filter = visits::VisitFilter {
            statuses: statuses.map(|all| all.into_iter().map(Into::into).collect()),
            from: filter.from.map(|at| at.0),
            until: filter.until.map(|at| at.0),
            provider: parse(NodeKind::Provider, filter.provider_id)?.map(OrganizationId),
            plan: parse(NodeKind::Plan, filter.plan_id)?.map(OrganizationId),
        };
        let service = ctx.services()?.visits.clone();
        let page = service.list(op, &filter, order_by.into(), &request).await;
        let page = page.settle_query()?;
        let op = op.clone();
        Ok(Connection::new(&request, page.map(Visit), move || {
            let (service, op, filter) = (service.clone(), op.clone(), filter.clone());
            async move { Ok(service.count(&op, &filter).await?) }
        }))
    }

    /// One sobering visit; null if there is none that the viewer may see.
    async fn visit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its global id.")] id: ID,
    ) -> Result<Option<Visit>, ApiError> {
        ctx.signed_in()?;
        let id = VisitId(NodeKind::Visit.parse(&id)?);
        Ok(ctx.loaders()?.load(VisitKey(id)).await?.map(Visit))
    }
}
