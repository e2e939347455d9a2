use async_graphql::{Context, ID, InputObject, Object};

use super::types::OutreachDuty;
use crate::graphql::connection::{Connection, list_cost, page_request};
use crate::graphql::members::Member;
use crate::graphql::referrals::{Assignment, Beside, Referral};
use crate::graphql::scalars::DateTime;
use crate::graphql::{ApiError, ContextExt, NodeKind, Settle};
use crate::organizations::OrganizationId;
use crate::referrals::DutyFilter;

/// Which duties to list; combined with AND.
#[derive(InputObject, Default)]
pub struct OutreachDutyFilter {
    /// Due before this instant.
    due_before: Option<DateTime>,
    /// Only those that are overdue, or only those that are not yet.
    is_overdue: Option<bool>,
    /// Owed by this provider.
    provider_id: Option<ID>,
}

/// Reads of duties.
#[derive(Default)]
pub struct DutyQuery;

#[Object]
impl DutyQuery {
    /// The outreach that is owed now, due soonest first, so that what is overdue comes before all
    /// else: the work list of a plan's coordinators, and of a provider for its own. What was met,
    /// excused or ended is not on it.
    #[graphql(complexity = "list_cost(first, child_complexity)")]
    async fn outreach_duties(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which duties; all that are owed when left out.")] filter: Option<
            OutreachDutyFilter,
        >,
        #[graphql(desc = "How many, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
    ) -> Result<Connection<OutreachDuty>, ApiError> {
        let op = ctx.signed_in()?;
        let request = page_request(first, after)?;
        let filter = filter.unwrap_or_default();
        let provider = filter.provider_id.as_ref();
        let provider = provider
            .map(|id| NodeKind::Provider.parse(id))
            .transpose()?;
        let filter = DutyFilter {
            due_before: filter.due_before.map(|at| at.0),
            is_overdue: filter.is_overdue,
            provider: provider.map(OrganizationId),
        };
        let referrals = ctx.services()?.referrals.clone();
        let page = referrals
            .duties_owed(op, &filter, &request)
            .await
            .settle_query()?;
        let now = op.now();
        let page = page.try_map(|item| {
            let referral = Beside::Read(item.referral.map(Referral::new));
            let member = Beside::Read(item.member.map(Member));
            let assignment = Assignment::with(item.assignment, referral, member);
            OutreachDuty::of(&assignment, now).ok_or_else(ApiError::not_found)
        })?;
        let op = op.clone();
        Ok(Connection::new(&request, page, move || {
            let (referrals, op) = (referrals.clone(), op.clone());
            async move { Ok(referrals.duties_owed_count(&op, &filter).await?) }
        }))
    }
}
