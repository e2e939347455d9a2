use async_graphql::{
    Context, Enum, ID, InputObject, MergedObject, Object, OutputType, SimpleObject,
};

use super::types::{Task, TaskWay};
use crate::graphql::idempotency::idempotency_key;
use crate::graphql::scalars::DateTime;
use crate::graphql::{ApiError, ContextExt, NodeKind, Settle, UserError};
use crate::tasks::{self, TaskError, TaskId};

/// What is said of tasks.
#[derive(MergedObject, Default)]
pub struct TaskMutation(CompleteTask, CancelTask);

/// That a task was done, how and when.
#[derive(InputObject)]
pub struct CompleteTaskInput {
    /// Which task, by its global id.
    task_id: ID,
    /// How they were told.
    way: TaskWay,
    /// When: not in the future, nor before the task was made.
    done_at: DateTime,
    /// So that a retry is not a repeat: 1 to 128 bytes, kept for 7 days.
    idempotency_key: Option<String>,
}

/// Why a task is not done.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "tasks::CompleteTaskRefusal")]
pub enum CompleteTaskErrorCode {
    /// It was done or called off before.
    NotOpen,
    /// The instant lies in the future, or before the task was made.
    InvalidTime,
    /// By letter, and no address is known.
    NoAddress,
    /// Not the way that is safe for the member.
    UnsafeWay,
    /// By fax, on which nobody agreed. Members are not told by fax at all.
    NoFaxAgreed,
    /// The member must not be contacted, or died.
    NoContact,
    /// The idempotency key was used for another input.
    IdempotencyKeyReused,
}

/// What came of it.
#[derive(SimpleObject)]
pub struct CompleteTaskPayload {
    /// The task as it is now; null when the viewer may not see it any more.
    task: Option<Task>,
    /// Why it is not done; empty when it is.
    user_errors: Vec<UserError<CompleteTaskErrorCode>>,
}

/// Says that a task was done.
#[derive(Default)]
pub struct CompleteTask;

#[Object]
impl CompleteTask {
    /// Say that a task was done: how, and when. The text stays as it was sent. What could not have
    /// been sent is refused: a letter without an address, another way than the safe one, anything to
    /// a member who must not be contacted, a fax on which nobody agreed. For plan coordinators.
    async fn complete_task(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Task, way and time.")] input: CompleteTaskInput,
    ) -> Result<CompleteTaskPayload, ApiError> {
        let op = ctx.signed_in()?;
        let key = input.idempotency_key.as_ref();
        let key = idempotency_key(ctx, "completeTask", key, &input)?;
        let done = tasks::CompleteTask {
            task: task_id(&input.task_id)?,
            way: input.way.into(),
            done_at: input.done_at.0,
        };
        let service = &ctx.services()?.tasks;
        let outcome = service.complete(op, &done, key.as_ref()).await;
        let (task, user_errors) = answer(ctx, done.task, outcome).await?;
        Ok(CompleteTaskPayload { task, user_errors })
    }
}

/// A task that is not to be done, and why.
#[derive(InputObject)]
pub struct CancelTaskInput {
    /// Which task, by its global id.
    task_id: ID,
    /// Why, in words.
    reason: String,
    /// So that a retry is not a repeat: 1 to 128 bytes, kept for 7 days.
    idempotency_key: Option<String>,
}

/// Why a task was not called off.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "tasks::CancelTaskRefusal")]
pub enum CancelTaskErrorCode {
    /// It was done or called off before.
    NotOpen,
    /// A field that must say something is blank.
    Required,
    /// A field is longer than it takes.
    TooLong,
    /// The idempotency key was used for another input.
    IdempotencyKeyReused,
}

/// What came of it.
#[derive(SimpleObject)]
pub struct CancelTaskPayload {
    /// The task as it is now; null when the viewer may not see it any more.
    task: Option<Task>,
    /// Why it was not called off; empty when it was.
    user_errors: Vec<UserError<CancelTaskErrorCode>>,
}

/// Calls a task off.
#[derive(Default)]
pub struct CancelTask;

#[Object]
impl CancelTask {
    /// Call a task off, with the reason: the member was told otherwise, or must not be told. For
    /// plan coordinators.
    async fn cancel_task(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Task and reason.")] input: CancelTaskInput,
    ) -> Result<CancelTaskPayload, ApiError> {
        let op = ctx.signed_in()?;
        let key = input.idempotency_key.as_ref();
        let key = idempotency_key(ctx, "cancelTask", key, &input)?;
        let id = task_id(&input.task_id)?;
        let service = &ctx.services()?.tasks;
        let outcome = service.cancel(op, id, &input.reason, key.as_ref()).await;
        let (task, user_errors) = answer(ctx, id, outcome).await?;
        Ok(CancelTaskPayload { task, user_errors })
    }
}

fn task_id(id: &ID) -> Result<TaskId, ApiError> {
    Ok(TaskId(NodeKind::Task.parse(id)?))
}

/// The task as it is now, also when the act was refused, and why it was.
async fn answer<C: OutputType + From<R>, R>(
    ctx: &Context<'_>,
    id: TaskId,
    outcome: Result<TaskId, TaskError<R>>,
) -> Result<(Option<Task>, Vec<UserError<C>>), ApiError> {
    let user_errors = match outcome.settle()? {
        Ok(_) => Vec::new(),
        Err(refusals) => refusals.into_iter().map(UserError::of).collect(),
    };
    let op = ctx.operation()?.fresh();
    let task = ctx.services()?.tasks.by_id(&op, id).await?;
    Ok((task.map(Task), user_errors))
}
