//! Writing: one use case is one transaction; its audit row and its notices are written last, its
//! wake-up follows.

use std::ops::Deref;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use entity::types::{MemberId, OrganizationId};
use rand::Rng;
use sea_orm::sea_query::{IntoCondition, SimpleExpr};
use sea_orm::{
    ActiveModelBehavior, ActiveModelTrait, ColumnTrait, ConnectionTrait, DbBackend, EntityTrait,
    IntoActiveModel, QueryFilter, SqliteTransactionMode, TransactionOptions, TransactionTrait,
    UpdateMany, Value,
};

use super::Db;
use super::dialect::Sql;
use super::error::classify;
use super::scoped::{Conn, Reader, Scoped};
use crate::access::{About, VisibleTo};
use crate::audit::{self, AuditOutcome, Object, Record};
use crate::error::{Retryable, StoreError};
use crate::notices::{self, NoticeDraft};
use crate::op::OpCtx;

/// How often a transaction is tried when the database is busy or had to break a deadlock.
pub(super) const TRIES: u32 = 6;

/// A transaction. Cheap to clone; it must not outlive the closure it was given to.
#[derive(Clone)]
pub struct Tx {
    reader: Reader,
    notices: Arc<Mutex<Vec<NoticeDraft>>>,
    record: Record,
}

impl Deref for Tx {
    type Target = Reader;

    fn deref(&self) -> &Reader {
        &self.reader
    }
}

impl Db {
    /// Runs work of the server's own in one transaction. What a person sets off goes by
    /// [`Db::act`].
    ///
    /// The closure may run several times, so it touches nothing but its `tx`. When it succeeds,
    /// the notices it queued are written, the transaction is committed, and listeners are woken.
    pub async fn write<T, E, F, Fut>(&self, op: &OpCtx, work: F) -> Result<T, E>
    where
        E: Retryable + From<StoreError>,
        F: Fn(Tx) -> Fut,
        Fut: Future<Output = Result<T, E>>,
    {
        self.run(op, &Record::none(), &work).await
    }

    /// Runs a transaction to its end, again and again while the database is busy.
    pub(super) async fn run<T, E, F, Fut>(
        &self,
        op: &OpCtx,
        record: &Record,
        work: &F,
    ) -> Result<T, E>
    where
        E: Retryable + From<StoreError>,
        F: Fn(Tx) -> Fut,
        Fut: Future<Output = Result<T, E>>,
    {
        for attempt in 1.. {
            record.restart();
            let error = match self.run_once(op, record, work).await {
                Ok(value) => return Ok(value),
                Err(error) => error,
            };
            let busy = matches!(error.store_error(), Some(StoreError::Busy));
            if !busy || attempt >= TRIES {
                return Err(error);
            }
            pause(attempt).await;
        }
        unreachable!("the last attempt returns")
    }

    async fn run_once<T, E, F, Fut>(&self, op: &OpCtx, record: &Record, work: &F) -> Result<T, E>
    where
        E: From<StoreError>,
        F: Fn(Tx) -> Fut,
        Fut: Future<Output = Result<T, E>>,
    {
        let transaction = self
            .inner
            .write
            .begin_with_options(TransactionOptions {
                sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
                ..TransactionOptions::default()
            })
            .await
            .map_err(classify)?;
        let transaction = Arc::new(transaction);
        let tx = Tx {
            reader: Reader::new(Conn::Tx(Arc::clone(&transaction)), op.clone()),
            notices: Arc::default(),
            record: record.clone(),
        };
        // On the heap: the root of the schema holds the largest of all acts by value, once for each
        // level of its parts, and an unoptimized build copies it there.
        // An error drops the last handle, and with it rolls back.
        let value = Box::pin(work(tx.clone())).await?;
        let rows = record.rows(op, AuditOutcome::Done, None);
        audit::store::events_insert_in(&tx, rows).await?;
        let drafts =
            std::mem::take(&mut *tx.notices.lock().unwrap_or_else(PoisonError::into_inner));
        let news = !drafts.is_empty();
        notices::append_in(&tx, drafts).await?;
        drop(tx);
        let transaction = Arc::into_inner(transaction).ok_or_else(|| {
            StoreError::Corrupt("a transaction handle outlived its use case".to_owned())
        })?;
        transaction.commit().await.map_err(classify)?;
        self.inner.wake.committed(news);
        Ok(value)
    }
}

/// Lets others go first: longer each time, and not all alike.
pub(super) async fn pause(attempt: u32) {
    let pause = rand::rng().random_range(1..=4_u64 << attempt);
    tokio::time::sleep(Duration::from_millis(pause)).await;
}

impl Tx {
    /// The same transaction with the server's eyes, for what its actor may change but not see.
    /// `reason` is for the reader of the code.
    #[must_use]
    pub fn acting_as_system(&self, reason: &'static str) -> Self {
        Self {
            reader: self.reader.as_system(reason),
            ..self.clone()
        }
    }

    /// Inserts one row.
    pub async fn insert<M>(&self, row: M) -> Result<(), StoreError>
    where
        M: ActiveModelTrait + ActiveModelBehavior + Send,
        <M::Entity as EntityTrait>::Model: IntoActiveModel<M>,
    {
        M::Entity::insert(row)
            .exec_without_returning(&self.conn.executor())
            .await
            .map_err(classify)?;
        Ok(())
    }

    /// Inserts rows in batches that stay below the engines' limit of bound values.
    pub async fn insert_all<M>(&self, rows: Vec<M>) -> Result<(), StoreError>
    where
        M: ActiveModelTrait + ActiveModelBehavior + Send,
        <M::Entity as EntityTrait>::Model: IntoActiveModel<M>,
    {
        const BATCH: usize = 500;
        let mut rows = rows.into_iter().peekable();
        while rows.peek().is_some() {
            let batch: Vec<M> = rows.by_ref().take(BATCH).collect();
            M::Entity::insert_many(batch)
                .exec_without_returning(&self.conn.executor())
                .await
                .map_err(classify)?;
        }
        Ok(())
    }

    /// Inserts the row unless one with its key is there; says whether it was inserted.
    pub async fn insert_if_absent<M>(&self, row: M) -> Result<bool, StoreError>
    where
        M: ActiveModelTrait + ActiveModelBehavior + Send,
        <M::Entity as EntityTrait>::Model: IntoActiveModel<M>,
    {
        let inserted = M::Entity::insert(row)
            .on_conflict(
                sea_orm::sea_query::OnConflict::new()
                    .do_nothing()
                    .to_owned(),
            )
            .exec_without_returning(&self.conn.executor())
            .await
            .map_err(classify)?;
        Ok(inserted > 0)
    }

    /// Changes rows that the actor may see.
    pub fn update_where<E: VisibleTo>(&self) -> Updates<'_, E> {
        Updates {
            query: E::update_many().filter(E::visible_to(self.actor())),
            conn: &self.conn,
        }
    }

    /// Runs one of the static statements of `dialect` that return nothing; gives the number of
    /// rows changed.
    pub async fn change(
        &self,
        sql: &Sql,
        values: impl IntoIterator<Item = Value>,
    ) -> Result<u64, StoreError> {
        let backend = self.conn.executor().get_database_backend();
        self.execute(sql.statement(backend, values)).await
    }

    /// Locks one row by its id, without reading it. SQLite has one writer and needs no lock.
    ///
    /// Lock first, read second: after a wait, PostgreSQL looks again only at the locked row, and
    /// a row filter that asks other tables would still see them as they were before the wait.
    pub async fn lock(&self, sql: &Sql, id: uuid::Uuid) -> Result<(), StoreError> {
        self.lock_rows(sql, [id.into()]).await
    }

    /// Start of a SELECT that locks what it reads. Only where the actor's row filter asks nothing but
    /// the row itself, as for a plan and for the server: after a wait PostgreSQL looks at the locked
    /// row again, and at no other. SQLite has one writer and needs no lock.
    pub fn select_locked<E: VisibleTo>(&self) -> Scoped<'_, E> {
        self.reader.select().locked()
    }

    /// Locks all rows that a statement names, in its order, like [`Tx::lock`].
    pub async fn lock_rows(
        &self,
        sql: &Sql,
        values: impl IntoIterator<Item = Value>,
    ) -> Result<(), StoreError> {
        let executor = self.conn.executor();
        match executor.get_database_backend() {
            DbBackend::Postgres => {
                let statement = sql.statement(DbBackend::Postgres, values);
                executor.query_all_raw(statement).await.map_err(classify)?;
                Ok(())
            }
            DbBackend::Sqlite | DbBackend::MySql | _ => Ok(()),
        }
    }

    /// The act concerns a person: the plan that answers, and its member if that is known. Say so as
    /// soon as it is known, so that a refusal tells it too.
    pub fn concerns(&self, plan: OrganizationId, member: Option<MemberId>) {
        self.record.concerns(About { plan, member });
    }

    /// The act happens in this organization: its trail has it also where the server itself acts. Say
    /// so as soon as it is known, so that a refusal is in the trail too.
    pub fn is_in(&self, organization: OrganizationId) {
        self.record.organization(organization);
    }

    /// The act has made this record, or turned out to be about it.
    pub fn is_about(&self, object: impl Into<Object>) {
        self.record.object(object.into());
    }

    /// Adds a notice to those that are written at the end of this transaction.
    pub fn queue(&self, draft: NoticeDraft) {
        self.notices
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(draft);
    }
}

/// An UPDATE that is already filtered for its actor.
#[must_use]
pub struct Updates<'a, E: EntityTrait> {
    query: UpdateMany<E>,
    conn: &'a Conn,
}

impl<E: EntityTrait> Updates<'_, E> {
    /// Only rows that also match.
    pub fn filter(mut self, condition: impl IntoCondition) -> Self {
        self.query = self.query.filter(condition);
        self
    }

    /// Sets a column.
    pub fn set<C: ColumnTrait>(mut self, column: C, value: impl Into<SimpleExpr>) -> Self {
        self.query = self.query.col_expr(column, value.into());
        self
    }

    /// Carries it out; gives the number of rows changed.
    pub async fn run(self) -> Result<u64, StoreError> {
        let done = self
            .query
            .exec(&self.conn.executor())
            .await
            .map_err(classify)?;
        Ok(done.rows_affected)
    }
}
