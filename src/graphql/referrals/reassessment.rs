//! Reassessments of members whose service runs, and the list of those that are due.

use async_graphql::{Context, ID, InputObject, Object};

use super::assignment::Assignment;
use super::codes::{ActSource, DiscontinuationReason, ReassessmentOutcome, ReassessmentState};
use super::loaders::AssignmentKey;
use crate::graphql::connection::{Connection, list_cost, page_request};
use crate::graphql::scalars::{Date, DateTime};
use crate::graphql::{ApiError, ContextExt, NodeKind, Settle};
use crate::organizations::OrganizationId;
use crate::referrals::{self, end_reason};

/// A reassessment of a member whose service runs: whether it goes on. For the provider and the plan.
/// The assessment itself stays with the provider; the plan validates that it was done.
#[derive(Clone, Debug)]
pub struct Reassessment(pub referrals::Reassessment);

/// A reassessment of a member whose service runs: whether it goes on. For the provider and the plan.
/// The assessment itself stays with the provider; the plan validates that it was done.
#[Object]
impl Reassessment {
    /// In which turn.
    async fn assignment(&self, ctx: &Context<'_>) -> Result<Option<Assignment>, ApiError> {
        let found = ctx
            .loaders()?
            .load(AssignmentKey(self.0.assignment))
            .await?;
        Ok(found.map(Assignment::new))
    }

    /// Its number in the turn: 1, 2, 3 and on.
    async fn number(&self) -> i32 {
        self.0.number
    }

    /// Where it stands.
    async fn state(&self) -> ReassessmentState {
        self.0.state.into()
    }

    /// Day by which it is due, in California. Earlier is as good.
    async fn due_on(&self) -> Date {
        Date(self.0.due_on)
    }

    /// Whether it is to be done and its day has passed.
    async fn is_overdue(&self, ctx: &Context<'_>) -> Result<bool, ApiError> {
        Ok(self.0.is_overdue(ctx.op()?.today()))
    }

    /// Day on which it was done, in California; null before.
    async fn done_on(&self) -> Option<Date> {
        self.0.done.as_ref().map(|done| Date(done.on))
    }

    /// What came of it; null before it was done.
    async fn outcome(&self) -> Option<ReassessmentOutcome> {
        self.0.done.as_ref().map(|done| done.outcome.into())
    }

    /// The reason with which the service is now to end: say so with `endService`, and what the member
    /// is moved to. Null where it goes on, and of what does not stand.
    async fn end_reason(&self) -> Option<DiscontinuationReason> {
        let done = self.0.done.as_ref()?;
        let stands = self.0.state == referrals::ReassessmentState::Done;
        end_reason(done.outcome)
            .filter(|_| stands)
            .map(DiscontinuationReason::from)
    }

    /// Free text.
    async fn note(&self) -> Option<&str> {
        self.0.done.as_ref()?.note.as_deref()
    }

    /// Whether the provider wrote it down, or the plan on its behalf; null before it was done.
    async fn source(&self) -> Option<ActSource> {
        self.0.done.as_ref().map(|done| done.source.into())
    }

    /// When it was written down; null before.
    async fn recorded_at(&self) -> Option<DateTime> {
        self.0.done.as_ref().map(|done| DateTime(done.recorded_at))
    }

    /// Number of the one that it corrects, which is void; null for most.
    async fn corrects(&self) -> Option<i32> {
        self.0.correction.as_ref().map(|(number, _)| *number)
    }

    /// Why it corrects it.
    async fn correction_reason(&self) -> Option<&str> {
        self.0
            .correction
            .as_ref()
            .map(|(_, reason)| reason.as_str())
    }
}

/// Which reassessments to list; combined with AND.
#[derive(InputObject)]
#[graphql(name = "ReassessmentFilter")]
pub struct ReassessmentFilterInput {
    /// Those that are to be done; with `false` those that were done.
    #[graphql(default = true)]
    is_open: bool,
    /// Due before this day: with today, what is overdue.
    due_before: Option<Date>,
    /// By this provider.
    provider_id: Option<ID>,
}

/// Reads of reassessments.
#[derive(Default)]
pub struct ReassessmentQuery;

#[Object]
impl ReassessmentQuery {
    /// The reassessments of your plan or your provider, due soonest first, so that what is overdue
    /// comes before all else.
    #[graphql(complexity = "list_cost(first, child_complexity)")]
    async fn reassessments(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which ones; all that are to be done when left out.")] filter: Option<
            ReassessmentFilterInput,
        >,
        #[graphql(desc = "How many, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
    ) -> Result<Connection<Reassessment>, ApiError> {
        let op = ctx.signed_in()?;
        let request = page_request(ctx, first, after)?;
        let typed = filter.as_ref();
        let provider = typed.and_then(|filter| filter.provider_id.as_ref());
        let provider = provider
            .map(|id| NodeKind::Provider.parse(id))
            .transpose()?;
        let filter = referrals::ReassessmentFilter {
            is_open: typed.is_none_or(|filter| filter.is_open),
            due_before: typed.and_then(|filter| filter.due_before.map(|day| day.0)),
            provider: provider.map(OrganizationId),
        };
        let referrals = ctx.services()?.referrals.clone();
        let page = referrals.reassessments(op, &filter, &request).await;
        let page = page.settle_query()?;
        let op = op.clone();
        Ok(Connection::new(
            &request,
            page.map(Reassessment),
            move || {
                let (referrals, op) = (referrals.clone(), op.clone());
                async move { Ok(referrals.reassessment_count(&op, &filter).await?) }
            },
        ))
    }
}
