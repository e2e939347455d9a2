use async_graphql::{Context, Enum, ID, InputObject, Object};

use super::codes::AuthorizationStatus;
use super::loaders::AuthorizationKey;
use super::types::Authorization;
use crate::authorizations::{self, AuthorizationId};
use crate::graphql::connection::{Connection, list_cost, page_request};
use crate::graphql::directory::ServiceCode;
use crate::graphql::scalars::DateTime;
use crate::graphql::{ApiError, ContextExt, NodeKind, Settle};
use crate::members::MemberId;
use crate::organizations::OrganizationId;
use crate::referrals::ReferralId;

/// Which authorizations to list; combined with AND.
#[derive(InputObject, Default)]
#[graphql(name = "AuthorizationFilter")]
pub struct AuthorizationFilterInput {
    /// In any of these states.
    statuses: Option<Vec<AuthorizationStatus>>,
    /// For any of these services.
    services: Option<Vec<ServiceCode>>,
    /// By which this provider is to serve.
    provider_id: Option<ID>,
    /// For this member.
    member_id: Option<ID>,
    /// Of this referral.
    referral_id: Option<ID>,
    /// Not decided, and due before this instant.
    due_before: Option<DateTime>,
}

/// The order of authorizations.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "authorizations::AuthorizationOrder")]
pub enum AuthorizationOrder {
    /// Those that wait for a decision and no others: due soonest first, so what is overdue comes
    /// before all else; what stands still because something is lacking comes last.
    DueSoonest,
    /// Latest asked first.
    Newest,
}

/// Reads of authorizations.
#[derive(Default)]
pub struct AuthorizationQuery;

#[Object]
impl AuthorizationQuery {
    /// The authorizations of your plan, or those by which your provider is to serve. The reviewer's
    /// work list is `DUE_SOONEST`. Whoever referred finds how it was decided at the referral.
    #[graphql(complexity = "list_cost(first, child_complexity)")]
    async fn authorizations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<
            AuthorizationFilterInput,
        >,
        #[graphql(
            desc = "In which order; left out: `DUE_SOONEST`, or `NEWEST` where statuses are \
                          asked for."
        )]
        order_by: Option<AuthorizationOrder>,
        #[graphql(desc = "How many, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
    ) -> Result<Connection<Authorization>, ApiError> {
        let op = ctx.signed_in()?;
        let request = page_request(ctx, first, after)?;
        let filter = filter.unwrap_or_default();
        let parse = |kind: NodeKind, id: Option<ID>| id.map(|id| kind.parse(&id)).transpose();
        let services = filter.services;
        let statuses = filter.statuses;
        let filter = authorizations::AuthorizationFilter {
            statuses: statuses.map(|all| all.into_iter().map(Into::into).collect()),
            services: services.map(|all| all.into_iter().map(Into::into).collect()),
            provider: parse(NodeKind::Provider, filter.provider_id)?.map(OrganizationId),
            member: parse(NodeKind::Member, filter.member_id)?.map(MemberId),
            referral: parse(NodeKind::Referral, filter.referral_id)?.map(ReferralId),
            due_before: filter.due_before.map(|at| at.0),
        };
        let order = order_by.unwrap_or(if filter.statuses.is_some() {
            AuthorizationOrder::Newest
        } else {
            AuthorizationOrder::DueSoonest
        });
        let order = order.into();
        let service = ctx.services()?.authorizations.clone();
        let page = service.list(op, &filter, order, &request).await;
        let page = page.settle_query()?;
        let op = op.clone();
        Ok(Connection::new(
            &request,
            page.map(Authorization),
            move || {
                let (service, op, filter) = (service.clone(), op.clone(), filter.clone());
                async move { Ok(service.count(&op, &filter, order).await?) }
            },
        ))
    }

    /// One authorization; null if there is none that the viewer may see.
    async fn authorization(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its global id.")] id: ID,
    ) -> Result<Option<Authorization>, ApiError> {
        ctx.signed_in()?;
        let id = AuthorizationId(NodeKind::Authorization.parse(&id)?);
        let found = ctx.loaders()?.load(AuthorizationKey(id)).await?;
        Ok(found.map(Authorization))
    }
}
