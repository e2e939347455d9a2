//! Acts of people: a transaction with its row of the audit trail, whatever comes of it.

use entity::audit_event;
use sea_orm::{EntityTrait, IntoActiveModel};

use super::Db;
use super::error::classify;
use super::write::{TRIES, Tx, pause};
use crate::audit::{Act, AuditOutcome, Record};
use crate::error::{Retryable, StoreError, Verdict};
use crate::op::OpCtx;

impl Db {
    /// Runs one use case of a person in one transaction, with its row of the audit trail.
    ///
    /// The closure may run several times, so it touches nothing but its `tx`. When it succeeds,
    /// its audit row and the notices it queued are written, the transaction is committed, and
    /// listeners are woken. When it is refused, the row that says so has a transaction of its own;
    /// an act whose row cannot be written fails. So whatever may refuse belongs inside, checks of
    /// the input as well.
    pub async fn act<T, E, F, Fut>(&self, op: &OpCtx, act: Act, work: F) -> Result<T, E>
    where
        E: Retryable + Verdict + From<StoreError>,
        F: Fn(Tx) -> Fut,
        Fut: Future<Output = Result<T, E>>,
    {
        let record = Record::of(act);
        let result = self.run(op, &record, &work).await;
        if let Err(error) = &result {
            self.keep_failure(op, &record, error).await?;
        }
        // A refusal shows the record as it is now, too.
        op.covers(record.about());
        result
    }

    /// Keeps that an act was refused or failed which never got as far as [`Db::act`], because
    /// something slow has to come before its transaction.
    pub async fn act_failed(
        &self,
        op: &OpCtx,
        act: Act,
        error: &impl Verdict,
    ) -> Result<(), StoreError> {
        self.keep_failure(op, &Record::of(act), error).await
    }

    async fn keep_failure(
        &self,
        op: &OpCtx,
        record: &Record,
        error: &impl Verdict,
    ) -> Result<(), StoreError> {
        let (outcome, detail) = error.verdict();
        let rows = record.rows(op, outcome, detail.as_deref());
        match self.append(rows).await {
            // The database is at fault already: it may well not take this row either.
            Err(error) if outcome == AuditOutcome::Failed => {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "a failed act is not in the audit trail"
                );
                Ok(())
            }
            kept => kept,
        }
    }

    /// Adds rows to the audit trail by one statement, a transaction of its own: they are durable
    /// when this returns.
    pub async fn append(&self, rows: Vec<audit_event::Model>) -> Result<(), StoreError> {
        if rows.is_empty() {
            return Ok(());
        }
        let rows: Vec<audit_event::ActiveModel> = rows
            .into_iter()
            .map(IntoActiveModel::into_active_model)
            .collect();
        for attempt in 1.. {
            let added = audit_event::Entity::insert_many(rows.clone())
                .exec_without_returning(&self.inner.write)
                .await
                .map_err(classify);
            match added {
                Ok(_) => return Ok(()),
                Err(StoreError::Busy) if attempt < TRIES => pause(attempt).await,
                Err(error) => return Err(error),
            }
        }
        unreachable!("the last attempt returns")
    }
}
