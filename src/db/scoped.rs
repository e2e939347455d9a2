//! Reading: every SELECT starts with the actor's row filter.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{CaseStatement, Expr, IntoCondition, LockType};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseConnection, DatabaseExecutor, DatabaseTransaction, DbErr,
    EntityTrait, FromQueryResult, IntoSimpleExpr, Order, PaginatorTrait, QueryFilter, QueryOrder,
    QueryResult, QuerySelect, Select, Statement, Value,
};

use super::cursor::Cursor;
use super::dialect::Sql;
use super::error::classify;
use super::page::{Page, PageRequest};
use crate::access::{About, Actor, VisibleTo};
use crate::error::StoreError;
use crate::op::OpCtx;

/// Where statements go. Never leaves this room.
#[derive(Clone)]
pub(super) enum Conn {
    Pool(DatabaseConnection),
    Tx(Arc<DatabaseTransaction>),
}

impl Conn {
    pub(super) fn executor(&self) -> DatabaseExecutor<'_> {
        match self {
            Self::Pool(pool) => DatabaseExecutor::Connection(pool),
            Self::Tx(tx) => DatabaseExecutor::Transaction(tx),
        }
    }
}

/// Reads what the actor of its operation may see.
#[derive(Clone)]
pub struct Reader {
    pub(super) conn: Conn,
    op: OpCtx,
}

impl Reader {
    pub(super) fn new(conn: Conn, op: OpCtx) -> Self {
        Self { conn, op }
    }

    /// The operation that reads.
    #[must_use]
    pub fn op(&self) -> &OpCtx {
        &self.op
    }

    /// Who reads.
    #[must_use]
    pub fn actor(&self) -> &Actor {
        self.op.actor()
    }

    /// The instant of the operation.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.op.now()
    }

    /// Start of every SELECT: the rows of a table that the actor may see.
    pub fn select<E: VisibleTo>(&self) -> Scoped<'_, E> {
        Scoped {
            query: E::find().filter(E::visible_to(self.actor())),
            reader: self,
        }
    }

    /// The same reader with the server's eyes, for what its actor may set off but not read.
    /// `reason` is for the reader of the code.
    #[must_use]
    pub fn as_system(&self, reason: &'static str) -> Self {
        Self {
            conn: self.conn.clone(),
            op: self.op.as_system(reason),
        }
    }

    /// Runs one of the static statements of `dialect`; each carries the actor's predicate itself.
    pub async fn sql<R: FromQueryResult>(
        &self,
        sql: &Sql,
        values: impl IntoIterator<Item = Value>,
    ) -> Result<Vec<R>, StoreError> {
        let executor = self.conn.executor();
        let statement = sql.statement(executor.get_database_backend(), values);
        R::find_by_statement(statement)
            .all(&executor)
            .await
            .map_err(classify)
    }

    /// Rows about those people are on their way to whoever asked. `select` says so by itself; only
    /// what comes by [`Reader::sql`] has to be said. What is read inside a transaction is read to
    /// decide, and the act's own row names whom it concerns.
    pub fn shows_all(&self, about: impl IntoIterator<Item = About>) {
        match self.conn {
            Conn::Pool(_) => about.into_iter().for_each(|about| self.op.shows(about)),
            Conn::Tx(_) => {}
        }
    }

    /// Like [`Reader::sql`], for statements that return nothing; gives the number of rows changed.
    pub(super) async fn execute(&self, statement: Statement) -> Result<u64, StoreError> {
        let done = self
            .conn
            .executor()
            .execute_raw(statement)
            .await
            .map_err(classify)?;
        Ok(done.rows_affected())
    }
}

/// The column that [`Scoped::all_marked`] adds.
const MARK: &str = "is_marked";

struct Marked<M> {
    row: M,
    is_marked: bool,
}

impl<M: FromQueryResult> FromQueryResult for Marked<M> {
    fn from_query_result(found: &QueryResult, prefix: &str) -> Result<Self, DbErr> {
        let mark: i32 = found.try_get(prefix, MARK)?;
        Ok(Self {
            row: M::from_query_result(found, prefix)?,
            is_marked: mark != 0,
        })
    }
}

/// A SELECT that is already filtered for its actor.
#[must_use]
pub struct Scoped<'a, E: EntityTrait> {
    query: Select<E>,
    reader: &'a Reader,
}

impl<E: VisibleTo> Scoped<'_, E> {
    /// Only rows that also match.
    pub fn filter(mut self, condition: impl IntoCondition) -> Self {
        self.query = self.query.filter(condition);
        self
    }

    /// Locks what is read, until the transaction ends. Rows that refer to it may still be inserted.
    pub(super) fn locked(mut self) -> Self {
        self.query = self.query.lock(LockType::NoKeyUpdate);
        self
    }

    /// Only rows that also match, if there is something to match.
    pub fn filter_if<T>(
        self,
        value: Option<T>,
        matching: impl FnOnce(T) -> sea_orm::Condition,
    ) -> Self {
        match value {
            Some(value) => self.filter(matching(value)),
            None => self,
        }
    }

    /// In this order; may be said several times.
    pub fn order_by(mut self, by: impl IntoSimpleExpr, order: Order) -> Self {
        self.query = self.query.order_by(by, order);
        self
    }

    /// At most so many.
    pub fn limit(mut self, rows: u64) -> Self {
        self.query = self.query.limit(rows);
        self
    }

    /// All rows.
    pub async fn all(self) -> Result<Vec<E::Model>, StoreError> {
        let reader = self.reader;
        let rows = self.rows().await?;
        reader.shows_all(rows.iter().filter_map(E::about));
        Ok(rows)
    }

    /// The first row, if there is one.
    pub async fn one(self) -> Result<Option<E::Model>, StoreError> {
        let row = self
            .query
            .one(&self.reader.conn.executor())
            .await
            .map_err(classify)?;
        self.reader.shows_all(row.iter().filter_map(E::about));
        Ok(row)
    }

    /// One page: the rows in the order that was said, each with its place.
    pub async fn page(
        self,
        request: &PageRequest,
        cursor: impl Fn(&E::Model) -> Cursor,
    ) -> Result<Page<E::Model>, StoreError> {
        let reader = self.reader;
        let rows = self.limit(request.limit()).rows().await?;
        let page = Page::trim(request, rows, cursor);
        reader.shows_all(page.items.iter().filter_map(|(_, row)| E::about(row)));
        Ok(page)
    }

    /// All rows, each with whether it matches a condition as well.
    pub async fn all_marked(
        self,
        condition: impl IntoCondition,
    ) -> Result<Vec<(E::Model, bool)>, StoreError> {
        let mark: Expr = CaseStatement::new()
            .case(condition.into_condition(), 1)
            .finally(0)
            .into();
        let rows: Vec<Marked<E::Model>> = self
            .query
            .expr_as(mark, MARK)
            .into_model()
            .all(&self.reader.conn.executor())
            .await
            .map_err(classify)?;
        let about = rows.iter().filter_map(|marked| E::about(&marked.row));
        self.reader.shows_all(about);
        Ok(rows
            .into_iter()
            .map(|marked| (marked.row, marked.is_marked))
            .collect())
    }

    async fn rows(self) -> Result<Vec<E::Model>, StoreError> {
        self.query
            .all(&self.reader.conn.executor())
            .await
            .map_err(classify)
    }

    /// How many rows.
    pub async fn count(self) -> Result<u64, StoreError>
    where
        E::Model: FromQueryResult + Send + Sync,
    {
        self.query
            .count(&self.reader.conn.executor())
            .await
            .map_err(classify)
    }

    /// The values of one column.
    pub async fn column<C, T>(self, column: C) -> Result<Vec<T>, StoreError>
    where
        C: ColumnTrait,
        T: sea_orm::TryGetable + Send + Sync,
    {
        let values: Vec<(T,)> = self
            .query
            .select_only()
            .column(column)
            .into_tuple()
            .all(&self.reader.conn.executor())
            .await
            .map_err(classify)?;
        Ok(values.into_iter().map(|(value,)| value).collect())
    }
}
