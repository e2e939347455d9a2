//! The floor: the same statements and the same answers without GraphQL, access rules, domain types
//! or request checks. A bare axum handler sends the SQL through sqlx, with the pools set as the
//! product sets its own, and writes the JSON with serde.
//!
//! The static SQL is the product's own. The statements of the write that the product builds at run
//! time are made in `write.rs` from the same entities, as a log of PostgreSQL showed them.

mod json;
mod text;

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::Result;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use handoff::clock::{Clock, SystemClock};
use sea_orm::sqlx::postgres::PgPoolOptions;
use sea_orm::sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous,
};
use tokio::net::TcpListener;

use crate::data::Granted;
use crate::engine::Engine;

/// The product's pool of readers, and all of its pool on PostgreSQL.
pub const CONNECTIONS: u32 = 8;

#[path = "."]
mod postgres {
    use sea_orm::sqlx::{PgConnection as Connection, PgPool as Pool, postgres::PgRow as Row};
    const BACKEND: sea_orm::DbBackend = sea_orm::DbBackend::Postgres;
    const BEGIN: &str = "BEGIN";
    const LOCKS: bool = true;

    #[path = "handlers.rs"]
    pub(super) mod handlers;
    #[path = "reads.rs"]
    mod reads;
    #[path = "reviews.rs"]
    mod reviews;
    #[path = "units.rs"]
    pub(super) mod units;
    #[path = "write.rs"]
    mod write;
}

#[expect(
    clippy::duplicate_mod,
    reason = "sqlx is typed by engine: the same text is compiled for each"
)]
#[path = "."]
mod sqlite {
    use sea_orm::sqlx::{
        SqliteConnection as Connection, SqlitePool as Pool, sqlite::SqliteRow as Row,
    };
    const BACKEND: sea_orm::DbBackend = sea_orm::DbBackend::Sqlite;
    const BEGIN: &str = "BEGIN IMMEDIATE";
    const LOCKS: bool = false;

    #[path = "handlers.rs"]
    pub(super) mod handlers;
    #[path = "reads.rs"]
    mod reads;
    #[path = "reviews.rs"]
    mod reviews;
    #[path = "units.rs"]
    pub(super) mod units;
    #[path = "write.rs"]
    mod write;
}

/// The floor for the engine of a database.
pub struct Floor(Pools);

/// Set as the product sets its own.
enum Pools {
    Postgres(postgres::handlers::Pools),
    Sqlite(sqlite::handlers::Pools),
}

impl Floor {
    /// Connects. `is_relaxed` lets SQLite lose the last commits when the power fails.
    pub async fn open(url: &str, is_relaxed: bool) -> Result<Self> {
        Ok(Self(match Engine::of(url) {
            Engine::Postgres => {
                let read = PgPoolOptions::new()
                    .max_connections(CONNECTIONS)
                    .test_before_acquire(false)
                    .connect(url)
                    .await?;
                let write = read.clone();
                Pools::Postgres(postgres::handlers::Pools { read, write })
            }
            Engine::Sqlite => {
                let options = url
                    .parse::<SqliteConnectOptions>()?
                    .busy_timeout(Duration::from_secs(5))
                    .foreign_keys(true)
                    .pragma("temp_store", "memory");
                let synchronous = if is_relaxed {
                    SqliteSynchronous::Normal
                } else {
                    SqliteSynchronous::Full
                };
                let writer = options
                    .clone()
                    .journal_mode(SqliteJournalMode::Wal)
                    .synchronous(synchronous)
                    .pragma("cache_size", "-16384");
                let reader = options.read_only(true).pragma("cache_size", "-8192");
                let pool = |connections| {
                    SqlitePoolOptions::new()
                        .max_connections(connections)
                        .max_lifetime(None)
                        .idle_timeout(None)
                        .test_before_acquire(false)
                };
                let write = pool(1).connect_with(writer).await?;
                let read = pool(CONNECTIONS).connect_with(reader).await?;
                Pools::Sqlite(sqlite::handlers::Pools { read, write })
            }
        }))
    }

    /// Units that are left for a service of that day.
    pub async fn units_left(&self, of: &Granted, day: NaiveDate) -> Result<i32> {
        match &self.0 {
            Pools::Postgres(pools) => postgres::units::left(pools, of, day).await,
            Pools::Sqlite(pools) => sqlite::units::left(pools, of, day).await,
        }
    }

    /// Uses one of them and gives it back.
    pub async fn use_one(&self, of: &Granted, day: NaiveDate) -> Result<()> {
        match &self.0 {
            Pools::Postgres(pools) => postgres::units::use_one(pools, of, day).await,
            Pools::Sqlite(pools) => sqlite::units::use_one(pools, of, day).await,
        }
    }
}

/// Serves until killed.
pub async fn serve(url: &str, listen: SocketAddr, is_relaxed: bool) -> Result<()> {
    let router = match Floor::open(url, is_relaxed).await?.0 {
        Pools::Postgres(pools) => postgres::handlers::router(pools),
        Pools::Sqlite(pools) => sqlite::handlers::router(pools),
    };
    axum::serve(TcpListener::bind(listen).await?, router).await?;
    Ok(())
}

/// The answer to a request, or why there is none.
fn answer(outcome: Result<Vec<u8>>) -> Response {
    match outcome {
        Ok(body) => ([(header::CONTENT_TYPE, "application/json")], body).into_response(),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, format!("{error:#}")).into_response(),
    }
}

fn now() -> chrono::DateTime<chrono::Utc> {
    SystemClock.now()
}
