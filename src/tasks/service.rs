//! The work list, and what the plan says of a task.

use entity::task;
use entity::types::{TaskId, TaskKind};

use super::error::{CancelTaskRefusal, CompleteTaskRefusal, TaskError};
use super::model::{CompleteTask, Task, TaskFilter};
use super::{rules, store};
use crate::access::{Action, authorize};
use crate::audit::Act;
use crate::db::{CursorError, Db, Page, PageRequest, Tx};
use crate::error::{Failure, StoreError};
use crate::idempotency::{IdempotencyKey, done_before_in};
use crate::members;
use crate::op::OpCtx;
use crate::reference::Reference;
use crate::refusal::{Checks, Refusal};
use crate::text;

/// Longest reason, in letters.
const REASON_LIMIT: usize = 500;

/// The task service. Cheap to clone.
#[derive(Clone)]
pub struct Tasks {
    db: Db,
    reference: &'static Reference,
}

impl Tasks {
    /// Works on `db` with the embedded reference data.
    #[must_use]
    pub fn new(db: Db) -> Self {
        Self {
            db,
            reference: Reference::embedded(),
        }
    }

    /// The tasks of the plans that the actor answers for, the first due first.
    pub async fn list(
        &self,
        op: &OpCtx,
        filter: &TaskFilter,
        page: &PageRequest,
    ) -> Result<Page<Task>, Failure<CursorError>> {
        let reader = self.db.read(op);
        let page = store::list(&reader, filter, page).await?;
        let (cursors, rows): (Vec<_>, Vec<_>) = page.items.into_iter().unzip();
        let tasks = store::prepared(&reader, rows, self.reference).await?;
        Ok(Page {
            items: cursors.into_iter().zip(tasks).collect(),
            has_next: page.has_next,
        })
    }

    /// How many there are.
    pub async fn count(&self, op: &OpCtx, filter: &TaskFilter) -> Result<u64, StoreError> {
        store::count(&self.db.read(op), filter).await
    }

    /// One task, if the actor may see it.
    pub async fn by_id(&self, op: &OpCtx, id: TaskId) -> Result<Option<Task>, StoreError> {
        let reader = self.db.read(op);
        let row = store::task_by_id(&reader, id).await?;
        let mut found = store::prepared(&reader, row.into_iter().collect(), self.reference).await?;
        Ok(found.pop())
    }

    /// Says that a task was done, how and when. What could not have been sent is refused.
    pub async fn complete(
        &self,
        op: &OpCtx,
        done: &CompleteTask,
        key: Option<&IdempotencyKey>,
    ) -> Result<TaskId, TaskError<CompleteTaskRefusal>> {
        let id = done.task;
        self.db
            .act(op, Act::new("completeTask"), |tx| async move {
                let reused = CompleteTaskRefusal::IdempotencyKeyReused;
                if done_before_in(&tx, key, id.0, reused).await?.is_some() {
                    return Ok(id);
                }
                let (row, task) = self.open_in(&tx, id).await?;
                let times = (row.made_at, tx.now());
                let checked = match row.kind {
                    TaskKind::MemberNotice | TaskKind::ActionNotice | TaskKind::AppealAnswer => {
                        let id = row.member_id.ok_or(Failure::NotFound)?;
                        let member = members::store::member_by_id(&tx, id).await?;
                        let member = member.ok_or(Failure::NotFound)?;
                        let member = members::merge::kept_of(&tx, member).await?;
                        let has_died = members::merge::has_died(&tx, id).await?;
                        rules::check_done(done, &member, has_died, times)
                    }
                    TaskKind::ReferrerNotice => {
                        rules::desk::check_done(done, task.prepared.desk.as_ref(), times)
                    }
                };
                checked.map_err(Failure::Refused)?;
                let letter = task.prepared.letter.as_ref();
                if store::complete(&tx, done, letter).await? {
                    Ok(id)
                } else {
                    Err(Failure::Refused(vec![Refusal::new(
                        CompleteTaskRefusal::NotOpen,
                        NOT_OPEN,
                    )]))
                }
            })
            .await
    }

    /// Calls a task off, with the reason.
    pub async fn cancel(
        &self,
        op: &OpCtx,
        id: TaskId,
        reason: &str,
        key: Option<&IdempotencyKey>,
    ) -> Result<TaskId, TaskError<CancelTaskRefusal>> {
        self.db
            .act(op, Act::new("cancelTask"), |tx| async move {
                let reused = CancelTaskRefusal::IdempotencyKeyReused;
                if done_before_in(&tx, key, id.0, reused).await?.is_some() {
                    return Ok(id);
                }
                self.open_in(&tx, id).await?;
                let mut checks = Checks::default();
                let reason = checks.text(&["reason"], text::required(reason, REASON_LIMIT));
                checks.done().map_err(Failure::Refused)?;
                if store::cancel(&tx, id, &reason.unwrap_or_default()).await? {
                    Ok(id)
                } else {
                    Err(Failure::Refused(vec![Refusal::new(
                        CancelTaskRefusal::NotOpen,
                        NOT_OPEN,
                    )]))
                }
            })
            .await
    }

    /// A task that the actor may act on.
    async fn open_in<C>(&self, tx: &Tx, id: TaskId) -> Result<(task::Model, Task), TaskError<C>> {
        let row = store::task_by_id(tx, id).await?.ok_or(Failure::NotFound)?;
        tx.concerns(row.plan_id, row.member_id);
        if let Some(referral) = row.referral_id {
            tx.is_about(referral);
        }
        let mut tasks = store::prepared(tx, vec![row.clone()], self.reference).await?;
        let task = tasks.pop().ok_or(Failure::NotFound)?;
        authorize(tx.actor(), Action::TaskComplete, &task)?;
        Ok((row, task))
    }
}

const NOT_OPEN: &str = "This task is not open any more; look at it again.";
