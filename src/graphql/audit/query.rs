use async_graphql::{Context, ID, InputObject, Object};

use super::types::{AuditEvent, AuditOutcome};
use crate::audit::{EventFilter, Period};
use crate::graphql::connection::{Connection, list_cost, page_request};
use crate::graphql::scalars::DateTime;
use crate::graphql::{ApiError, ContextExt, NodeKind, Settle};
use crate::members::MemberId;
use crate::organizations::AccountId;

/// Which entries of the audit trail to list; combined with AND.
#[derive(InputObject, Default)]
pub struct AuditEventFilter {
    /// From this instant on.
    from: Option<DateTime>,
    /// Before this instant.
    to: Option<DateTime>,
    /// By the person of this account.
    account_id: Option<ID>,
    /// Exactly this operation, as an entry has it: `assignReferral`.
    operation: Option<String>,
    /// That ended so.
    outcome: Option<AuditOutcome>,
}

/// Reads of the audit trail.
#[derive(Default)]
pub struct AuditQuery;

#[Object]
impl AuditQuery {
    /// What the people of the viewer's organization did, tried and read, and what the server's
    /// command line did to their accounts, newest first. For the organization's administrators.
    #[graphql(complexity = "list_cost(first, child_complexity)")]
    async fn audit_events(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which entries; all when left out.")] filter: Option<AuditEventFilter>,
        #[graphql(desc = "How many, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
    ) -> Result<Connection<AuditEvent>, ApiError> {
        let op = ctx.signed_in()?;
        let request = page_request(ctx, first, after)?;
        let filter = filter.unwrap_or_default();
        let account = filter.account_id.map(|id| NodeKind::Account.parse(&id));
        let filter = EventFilter {
            period: period(filter.from, filter.to),
            account: account.transpose()?.map(AccountId),
            operation: filter.operation,
            outcome: filter.outcome.map(Into::into),
        };
        let trail = ctx.services()?.trail.clone();
        let page = trail.events(op, &filter, &request).await.settle_query()?;
        let op = op.clone();
        Ok(Connection::new(&request, page.map(AuditEvent), move || {
            let (trail, op, filter) = (trail.clone(), op.clone(), filter.clone());
            async move { trail.event_count(&op, &filter).await.settle_query() }
        }))
    }

    /// What was done with the data of a member of the viewer's plan and to whom it was shown,
    /// newest first, whichever organization it was. An entry comes within seconds of what it tells.
    /// For who guards the plan's privacy. To ask is a disclosure itself.
    #[graphql(complexity = "list_cost(first, child_complexity)")]
    async fn disclosures(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of the member.")] member_id: ID,
        #[graphql(desc = "From this instant on.")] from: Option<DateTime>,
        #[graphql(desc = "Before this instant.")] to: Option<DateTime>,
        #[graphql(desc = "How many, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
    ) -> Result<Connection<AuditEvent>, ApiError> {
        let op = ctx.signed_in()?;
        let request = page_request(ctx, first, after)?;
        let member = MemberId(NodeKind::Member.parse(&member_id)?);
        let period = period(from, to);
        let trail = ctx.services()?.trail.clone();
        let page = trail
            .disclosures(op, member, &period, &request)
            .await
            .settle_query()?;
        let op = op.clone();
        Ok(Connection::new(&request, page.map(AuditEvent), move || {
            let (trail, op) = (trail.clone(), op.clone());
            async move {
                trail
                    .disclosure_count(&op, member, &period)
                    .await
                    .settle_query()
            }
        }))
    }
}

fn period(from: Option<DateTime>, to: Option<DateTime>) -> Period {
    Period {
        from: from.map(|instant| instant.0),
        to: to.map(|instant| instant.0),
    }
}
