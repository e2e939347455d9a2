//! What the program relies on in its two databases. The pragmas of SQLite belong to connections,
//! which do not leave `db`: they are tested there.

use handoff::db::{Db, OpenError};
use sea_orm::{ConnectionTrait as _, Database, Statement};

use crate::support::engine::{Engine, TestDatabase};
use crate::support::postgres;

/// Names of all tables, but for the migrations' own.
async fn tables(database: &TestDatabase) -> Vec<String> {
    let connection = Database::connect(&database.url).await.unwrap();
    let sql = match database.engine {
        Engine::Sqlite => {
            "SELECT name FROM sqlite_schema WHERE type = 'table' \
             AND name <> 'seaql_migrations' AND name NOT LIKE 'sqlite^_%' ESCAPE '^' ORDER BY name"
        }
        Engine::Postgres => {
            "SELECT tablename::text AS name FROM pg_tables WHERE schemaname = 'public' \
             AND tablename <> 'seaql_migrations' ORDER BY 1"
        }
    };
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    let rows = connection.query_all_raw(statement).await.unwrap();
    connection.close().await.unwrap();
    rows.iter()
        .map(|row| row.try_get_by_index(0).unwrap())
        .collect()
}

async fn migrations_run_up_and_down_and_up_again(engine: Engine) {
    let Some(database) = TestDatabase::create(engine).await else {
        return;
    };
    let db = database.open().await;
    let made = tables(&database).await;
    assert!(made.contains(&"notice".to_owned()), "{made:?}");
    db.require_migrated().await.unwrap();

    db.unmigrate().await.unwrap();
    assert_eq!(tables(&database).await, Vec::<String>::new());
    let behind = db.require_migrated().await;
    assert!(matches!(behind, Err(OpenError::Behind(_))), "{behind:?}");

    db.migrate().await.unwrap();
    assert_eq!(tables(&database).await, made);
    db.require_migrated().await.unwrap();
    // Nothing to do, and no complaint.
    db.migrate().await.unwrap();
    db.close().await.unwrap();
    database.remove().await;
}

#[tokio::test]
async fn migrations_run_up_and_down_and_up_again_on_sqlite() {
    migrations_run_up_and_down_and_up_again(Engine::Sqlite).await;
}

#[tokio::test]
async fn migrations_run_up_and_down_and_up_again_on_postgres() {
    migrations_run_up_and_down_and_up_again(Engine::Postgres).await;
}

#[tokio::test]
async fn servers_that_migrate_together_do_not_collide() {
    let Some(server) = postgres::server().await else {
        return;
    };
    let name = server.create_database().await;
    let url = server.url(&name);
    let first = Db::open(&url, 2).await.unwrap();
    first.unmigrate().await.unwrap();
    let second = Db::open(&url, 2).await.unwrap();
    let (one, other) = tokio::join!(first.migrate(), second.migrate());
    one.unwrap();
    other.unwrap();
    first.require_migrated().await.unwrap();
    server.drop_database(&name).await;
}

#[tokio::test]
async fn a_newer_schema_does_not_stop_an_older_server() {
    let database = TestDatabase::create(Engine::Sqlite).await.unwrap();
    let connection = Database::connect(&database.url).await.unwrap();
    connection
        .execute_unprepared(
            "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m99999999_from_later', 0)",
        )
        .await
        .unwrap();
    connection.close().await.unwrap();
    let db = database.open().await;
    db.require_migrated().await.unwrap();
    db.close().await.unwrap();
    database.remove().await;
}

#[tokio::test]
async fn postgres_that_may_lose_what_it_acknowledged_is_refused() {
    let Some(server) = postgres::server().await else {
        return;
    };
    let name = server.create_database().await;
    for (setting, is_taken) in [
        ("off", false),
        ("local", true),
        ("remote_write", true),
        ("on", true),
    ] {
        server
            .administer(&format!(
                "ALTER DATABASE {name} SET synchronous_commit TO {setting}"
            ))
            .await;
        match Db::open(&server.url(&name), 2).await {
            Ok(db) => {
                assert!(is_taken, "{setting}");
                db.close().await.unwrap();
            }
            Err(OpenError::NotDurable(level)) => {
                assert!(!is_taken, "{setting}");
                assert_eq!(level, setting);
            }
            Err(error) => panic!("{setting}: {error}"),
        }
    }
    server.drop_database(&name).await;
}

#[tokio::test]
async fn an_address_of_neither_engine_is_refused() {
    for url in ["mysql://localhost/handoff", "handoff.sqlite", ""] {
        let refused = Db::open(url, 2).await;
        assert!(matches!(refused, Err(OpenError::UnknownKind)), "{url}");
    }
}
