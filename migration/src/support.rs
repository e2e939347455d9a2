//! One way to write a migration: plain SQL statements that both engines read alike.
//!
//! `uuid`, `timestamptz` and `bytea` are PostgreSQL's names; SQLite takes any type name and keeps
//! what it is given: 16 bytes for a uuid, RFC 3339 text for an instant.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

/// Runs the statements in order, inside the migration's transaction.
///
/// `{bytewise}` after a text column makes it compare by bytes on both engines: PostgreSQL would
/// otherwise sort by the language of the database, and a search by prefix is a range of bytes.
pub async fn run(manager: &SchemaManager<'_>, statements: &[&str]) -> Result<(), DbErr> {
    let bytewise = match manager.get_database_backend() {
        DbBackend::Postgres => "COLLATE \"C\"",
        DbBackend::Sqlite | DbBackend::MySql | _ => "COLLATE BINARY",
    };
    let connection = manager.get_connection();
    for statement in statements {
        let statement = statement.replace("{bytewise}", bytewise);
        connection.execute_unprepared(&statement).await?;
    }
    Ok(())
}

/// Drops tables, the last made first.
pub async fn drop_tables(manager: &SchemaManager<'_>, tables: &[&str]) -> Result<(), DbErr> {
    for table in tables {
        run(manager, &[&format!("DROP TABLE {table}")]).await?;
    }
    Ok(())
}

/// A migration made of SQL: name, statements, and the tables that undoing it drops.
macro_rules! sql_migration {
    ($name:ident, up: $up:expr, drops: $drops:expr) => {
        /// See the module.
        #[derive(DeriveMigrationName)]
        pub struct $name;

        #[async_trait::async_trait]
        impl MigrationTrait for $name {
            async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
                $crate::support::run(manager, $up).await
            }

            async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
                $crate::support::drop_tables(manager, $drops).await
            }

            // SQLite would otherwise keep the first half of a migration whose second half failed.
            fn use_transaction(&self) -> Option<bool> {
                Some(true)
            }
        }
    };
}
pub(crate) use sql_migration;
