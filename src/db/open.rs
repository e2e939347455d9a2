//! Opening the database, and its two ways in.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use migration::{Migrator, MigratorTrait};
use sea_orm::sqlx::Connection as _;
use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, DbErr};
use sea_orm::{Statement, TransactionTrait};

use super::error::classify;
use super::scoped::{Conn, Reader};
use super::wake::Wake;
use crate::error::StoreError;
use crate::op::OpCtx;

/// Why the database could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The address is neither SQLite's nor PostgreSQL's.
    #[error("the database URL must begin with sqlite:// or postgres://")]
    UnknownKind,
    /// PostgreSQL would acknowledge what a power cut can lose.
    #[error(
        "PostgreSQL runs with synchronous_commit = {0}: an acknowledged change could be lost; \
         set it to on for this database or role"
    )]
    NotDurable(String),
    /// The schema lacks migrations of this program.
    #[error("{0} migrations are not applied: run `handoff migrate`, or start with --migrate")]
    Behind(usize),
    /// The database itself.
    #[error("cannot open the database")]
    Database(#[from] DbErr),
}

/// The database. Cheap to clone.
#[derive(Clone)]
pub struct Db {
    pub(super) inner: Arc<Inner>,
}

pub(super) struct Inner {
    pub(super) read: DatabaseConnection,
    /// SQLite: the one writer. PostgreSQL: the same pool.
    pub(super) write: DatabaseConnection,
    pub(super) wake: Wake,
    statements: Arc<AtomicU64>,
}

impl Db {
    /// Opens `sqlite://path` or `postgres://…`. `connections` bounds the pool of readers.
    pub async fn open(url: &str, connections: u32) -> Result<Self, OpenError> {
        let statements = Arc::default();
        let (read, write) = if url.starts_with("sqlite:") {
            let (read, write) = open_sqlite(url, connections).await?;
            (counted(read, &statements), counted(write, &statements))
        } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            let pool = counted(open_postgres(url, connections).await?, &statements);
            (pool.clone(), pool)
        } else {
            return Err(OpenError::UnknownKind);
        };
        Ok(Self {
            inner: Arc::new(Inner {
                read,
                write,
                wake: Wake::default(),
                statements,
            }),
        })
    }

    /// How many statements were sent since it was opened, those in transactions included, BEGIN
    /// and COMMIT not. The budget of the lists is held against it (`tests/it/budget.rs`).
    #[must_use]
    pub fn statements(&self) -> u64 {
        self.inner.statements.load(Ordering::Relaxed)
    }

    /// Reads as the operation's actor.
    #[must_use]
    pub fn read(&self, op: &OpCtx) -> Reader {
        Reader::new(Conn::Pool(self.inner.read.clone()), op.clone())
    }

    /// Reads as the server itself, for sign-in and sweeps. `reason` is for the reader of the code.
    #[must_use]
    pub fn read_as_system(&self, op: &OpCtx, reason: &'static str) -> Reader {
        self.read(&op.as_system(reason))
    }

    /// Applies missing migrations, alone: on PostgreSQL under an advisory lock.
    pub async fn migrate(&self) -> Result<(), OpenError> {
        let write = &self.inner.write;
        if write.get_database_backend() != DbBackend::Postgres {
            return Ok(Migrator::up(write, None).await?);
        }
        // The lock lives in a transaction of its own connection and goes with it, whatever happens.
        let lock = write.begin().await?;
        lock.execute_unprepared("SELECT pg_advisory_xact_lock(7305805551)")
            .await?;
        let applied = Migrator::up(write, None).await;
        lock.commit().await?;
        Ok(applied?)
    }

    /// Undoes all migrations.
    pub async fn unmigrate(&self) -> Result<(), OpenError> {
        Ok(Migrator::down(&self.inner.write, None).await?)
    }

    /// Refuses a schema that lacks this program's migrations. Newer ones are welcome: an older
    /// program still runs on an expanded schema.
    pub async fn require_migrated(&self) -> Result<(), OpenError> {
        let write = &self.inner.write;
        Migrator::install(write).await?;
        let known: Vec<String> = write
            .query_all_raw(Statement::from_string(
                write.get_database_backend(),
                "SELECT version FROM seaql_migrations",
            ))
            .await?
            .iter()
            .map(|row| row.try_get("", "version"))
            .collect::<Result<_, _>>()?;
        let missing = Migrator::migrations()
            .iter()
            .filter(|migration| !known.iter().any(|name| name == migration.name()))
            .count();
        if missing == 0 {
            Ok(())
        } else {
            Err(OpenError::Behind(missing))
        }
    }

    /// Does the database answer?
    pub async fn ping(&self) -> Result<(), StoreError> {
        self.inner.read.ping().await.map_err(classify)
    }

    /// Wakes whoever waits for committed changes, in this process and in others.
    #[must_use]
    pub fn wake(&self) -> &Wake {
        &self.inner.wake
    }

    /// Closes all connections, after the last statement.
    pub async fn close(self) -> Result<(), StoreError> {
        let Ok(inner) = Arc::try_unwrap(self.inner) else {
            return Ok(());
        };
        // The writer last: only it can fold SQLite's log back into the file.
        inner.read.close().await.map_err(classify)?;
        inner.write.close().await.map_err(classify)
    }

    pub(super) fn pool(&self) -> &DatabaseConnection {
        &self.inner.read
    }
}

/// The same connections; each statement adds one.
fn counted(mut pool: DatabaseConnection, statements: &Arc<AtomicU64>) -> DatabaseConnection {
    let statements = Arc::clone(statements);
    pool.set_metric_callback(move |_| {
        statements.fetch_add(1, Ordering::Relaxed);
    });
    pool
}

async fn open_postgres(url: &str, connections: u32) -> Result<DatabaseConnection, OpenError> {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections.max(2))
        .min_connections(1)
        .acquire_timeout(Duration::from_secs(10))
        // A ping before each use is a round trip of its own; idle ones are checked instead.
        .test_before_acquire_if_idle_for(Duration::from_secs(30))
        .sqlx_logging(false)
        // Statements here take microseconds. Where the planner expects more rows than there are, it
        // compiled a plan for 25 ms that then ran for one, every second.
        .map_sqlx_postgres_pool_opts(|pool| {
            pool.after_connect(|connection, _| {
                Box::pin(async move {
                    let off = "SET jit = off";
                    sea_orm::sqlx::Executor::execute(connection, off).await?;
                    Ok(())
                })
            })
        });
    let pool = Database::connect(options).await?;
    let row = pool
        .query_one_raw(Statement::from_string(
            DbBackend::Postgres,
            "SHOW synchronous_commit",
        ))
        .await?;
    let level: String = row.map_or(Ok(String::new()), |row| row.try_get_by_index(0))?;
    // "local" is durable on this server; the stronger levels wait for standbys as well.
    match level.as_str() {
        "on" | "local" | "remote_write" | "remote_apply" => Ok(pool),
        _ => Err(OpenError::NotDurable(level)),
    }
}

/// One writer and several readers: SQLite takes one writer at a time, and a read transaction that
/// turns into a write fails at once when another has written in between.
async fn open_sqlite(
    url: &str,
    connections: u32,
) -> Result<(DatabaseConnection, DatabaseConnection), OpenError> {
    let url = if url.contains('?') {
        url.to_owned()
    } else {
        format!("{url}?mode=rwc")
    };
    let mut writer = ConnectOptions::new(url.clone());
    writer
        .max_connections(1)
        .max_lifetime(None::<Duration>)
        .idle_timeout(None::<Duration>)
        .acquire_timeout(Duration::from_secs(30))
        .test_before_acquire(false)
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(|options| {
            options
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Full)
                .busy_timeout(Duration::from_secs(5))
                .foreign_keys(true)
                .pragma("temp_store", "memory")
                .pragma("cache_size", "-16384")
        })
        // A storage error (a full disk) makes SQLite roll back by itself. The driver's own
        // ROLLBACK then fails, and it goes on counting a transaction that is gone: what follows
        // would be acknowledged inside savepoints and never committed. Such a connection is
        // closed, and another opened.
        .map_sqlx_sqlite_pool_opts(|pool| {
            pool.before_acquire(|connection, _| {
                let is_clean = !connection.is_in_transaction();
                Box::pin(async move { Ok(is_clean) })
            })
        });
    // First, because it makes the file and sets its journal mode.
    let write = Database::connect(writer).await?;
    let mut readers = ConnectOptions::new(url.replace("mode=rwc", "mode=ro"));
    readers
        .max_connections(connections.max(1))
        .max_lifetime(None::<Duration>)
        .idle_timeout(None::<Duration>)
        .acquire_timeout(Duration::from_secs(10))
        .test_before_acquire(false)
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(|options| {
            options
                .read_only(true)
                .busy_timeout(Duration::from_secs(5))
                .foreign_keys(true)
                .pragma("temp_store", "memory")
                .pragma("cache_size", "-8192")
        });
    let read = Database::connect(readers).await?;
    Ok((read, write))
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn pragma(connection: &DatabaseConnection, name: &str) -> String {
        let row = connection
            .query_one_raw(Statement::from_string(
                DbBackend::Sqlite,
                format!("SELECT CAST({name} AS TEXT) FROM pragma_{name}"),
            ))
            .await
            .unwrap();
        row.unwrap().try_get_by_index(0).unwrap()
    }

    #[tokio::test]
    async fn sqlite_is_durable_checks_keys_and_waits_for_its_turn() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("handoff.sqlite");
        let db = Db::open(&format!("sqlite://{}", file.display()), 2)
            .await
            .unwrap();
        // 2 is FULL: what is acknowledged survives a power cut.
        for (name, value) in [("journal_mode", "wal"), ("synchronous", "2")] {
            assert_eq!(pragma(&db.inner.write, name).await, value, "{name}");
        }
        for connection in [&db.inner.write, &db.inner.read] {
            assert_eq!(pragma(connection, "foreign_keys").await, "1");
            let waits = connection
                .query_one_raw(Statement::from_string(
                    DbBackend::Sqlite,
                    "SELECT timeout FROM pragma_busy_timeout",
                ))
                .await
                .unwrap();
            assert_eq!(waits.unwrap().try_get_by_index::<i64>(0).unwrap(), 5000);
        }
        let written = db.inner.read.execute_unprepared("CREATE TABLE t (x)").await;
        assert!(written.is_err(), "readers must not write");
    }

    #[tokio::test]
    async fn what_is_acknowledged_after_a_storage_error_is_there() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("handoff.sqlite");
        let db = Db::open(&format!("sqlite://{}", file.display()), 1)
            .await
            .unwrap();
        let write = &db.inner.write;
        write
            .execute_unprepared("CREATE TABLE t (x)")
            .await
            .unwrap();
        // SQLite rolls back by itself, behind the driver's back.
        let broken = write.begin().await.unwrap();
        broken.execute_unprepared("ROLLBACK").await.unwrap();
        drop(broken);
        // One use case is refused, the next is carried out.
        let refused = write.begin().await.unwrap();
        refused
            .execute_unprepared("INSERT INTO t VALUES (1)")
            .await
            .unwrap();
        drop(refused);
        let done = write.begin().await.unwrap();
        done.execute_unprepared("INSERT INTO t VALUES (2)")
            .await
            .unwrap();
        done.commit().await.unwrap();
        let rows = db
            .inner
            .read
            .query_all_raw(Statement::from_string(
                DbBackend::Sqlite,
                "SELECT CAST(x AS INTEGER) FROM t",
            ))
            .await
            .unwrap();
        let rows: Vec<i64> = rows
            .iter()
            .map(|row| row.try_get_by_index(0).unwrap())
            .collect();
        assert_eq!(rows, [2], "committed, and seen by another connection");
    }

    #[tokio::test]
    async fn a_closed_sqlite_database_is_one_file() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("handoff.sqlite");
        let db = Db::open(&format!("sqlite://{}", file.display()), 2)
            .await
            .unwrap();
        db.migrate().await.unwrap();
        db.close().await.unwrap();
        let left: Vec<_> = std::fs::read_dir(directory.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        assert_eq!(left, ["handoff.sqlite"]);
    }
}
