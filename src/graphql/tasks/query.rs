use async_graphql::{Context, ID, InputObject, Object};

use super::types::{Task, TaskKind, TaskState};
use crate::graphql::connection::{Connection, list_cost, page_request};
use crate::graphql::scalars::Date;
use crate::graphql::{ApiError, ContextExt, NodeKind, Settle};
use crate::referrals::ReferralId;
use crate::tasks;

/// Which tasks to list; combined with AND.
#[derive(InputObject, Default)]
#[graphql(name = "TaskFilter")]
pub struct TaskFilterInput {
    /// In any of these states; those that are open when left out.
    states: Option<Vec<TaskState>>,
    /// Of this kind.
    kind: Option<TaskKind>,
    /// Due on this day or before.
    due_until: Option<Date>,
    /// Of this referral.
    referral_id: Option<ID>,
}

/// Reads of tasks.
#[derive(Default)]
pub struct TaskQuery;

#[Object]
impl TaskQuery {
    /// What the plan has to do by hand, the first due first: the work list of those who work its
    /// cases. Others have none.
    #[graphql(complexity = "list_cost(first, child_complexity)")]
    async fn tasks(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which tasks; all that are open when left out.")] filter: Option<
            TaskFilterInput,
        >,
        #[graphql(desc = "How many, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
    ) -> Result<Connection<Task>, ApiError> {
        let op = ctx.signed_in()?;
        let request = page_request(ctx, first, after)?;
        let typed = filter.unwrap_or_default();
        let referral = typed.referral_id.map(|id| NodeKind::Referral.parse(&id));
        let filter = tasks::TaskFilter {
            states: typed
                .states
                .map(|states| states.into_iter().map(Into::into).collect()),
            kind: typed.kind.map(Into::into),
            due_until: typed.due_until.map(|day| day.0),
            referral: referral.transpose()?.map(ReferralId),
        };
        let service = ctx.services()?.tasks.clone();
        let page = service.list(op, &filter, &request).await.settle_query()?;
        let op = op.clone();
        Ok(Connection::new(&request, page.map(Task), move || {
            let (service, op, filter) = (service.clone(), op.clone(), filter.clone());
            async move { Ok(service.count(&op, &filter).await?) }
        }))
    }
}
