//! One way to write a migration: plain SQL statements that both engines read alike.
//!
//! `uuid`, `timestamptz` and `bytea` are PostgreSQL's names; SQLite takes any type name and keeps
//! what it is given: 16 bytes for a uuid, RFC 3339 text for an instant.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend, Statement};

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

/// A column that holds one of a closed set of words, and how the set grows.
pub struct ClosedSet {
    /// The table.
    pub table: &'static str,
    /// The column.
    pub column: &'static str,
    /// The words before.
    pub before: &'static [&'static str],
    /// The words that join them.
    pub joining: &'static [&'static str],
}

impl ClosedSet {
    /// More words are allowed from now on.
    pub async fn widen(&self, manager: &SchemaManager<'_>) -> Result<(), DbErr> {
        let words = [self.before, self.joining].concat();
        self.allow(manager, &words).await
    }

    /// The new words are no longer allowed. PostgreSQL refuses while a row has one.
    pub async fn narrow(&self, manager: &SchemaManager<'_>) -> Result<(), DbErr> {
        self.allow(manager, self.before).await
    }

    async fn allow(&self, manager: &SchemaManager<'_>, words: &[&str]) -> Result<(), DbErr> {
        let (table, column) = (self.table, self.column);
        let words = words.join("', '");
        let check = format!("CHECK ({column} IN ('{words}'))");
        if manager.get_database_backend() == DbBackend::Postgres {
            let name = format!("{table}_{column}_check");
            let statement = format!(
                "ALTER TABLE {table} DROP CONSTRAINT {name}, ADD CONSTRAINT {name} {check}"
            );
            return run(manager, &[&statement]).await;
        }
        let begin = format!("CHECK ({column} IN");
        rewrite_table(manager, table, |sql| {
            let (head, rest) = sql.split_once(&begin)?;
            let (_, tail) = rest.split_once("))")?;
            Some(format!("{head}{check}{tail}"))
        })
        .await
    }
}

/// Words that join those which a column may hold, whichever these are by then.
pub struct MoreWords {
    /// The table.
    pub table: &'static str,
    /// The column.
    pub column: &'static str,
    /// The words that join.
    pub words: &'static [&'static str],
}

impl MoreWords {
    /// They are allowed from now on.
    pub async fn allow(&self, manager: &SchemaManager<'_>) -> Result<(), DbErr> {
        let mut words = self.present(manager).await?;
        words.extend(self.words.iter().map(|word| (*word).to_owned()));
        self.set(manager, &words).await
    }

    /// They are no longer allowed. PostgreSQL refuses while a row has one.
    pub async fn forbid(&self, manager: &SchemaManager<'_>) -> Result<(), DbErr> {
        let mut words = self.present(manager).await?;
        words.retain(|word| !self.words.contains(&word.as_str()));
        self.set(manager, &words).await
    }

    async fn set(&self, manager: &SchemaManager<'_>, words: &[String]) -> Result<(), DbErr> {
        let set = ClosedSet {
            table: self.table,
            column: self.column,
            before: &[],
            joining: &[],
        };
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        set.allow(manager, &words).await
    }

    /// The words as the constraint has them: in quotes, and nothing else is.
    async fn present(&self, manager: &SchemaManager<'_>) -> Result<Vec<String>, DbErr> {
        let (table, column) = (self.table, self.column);
        let backend = manager.get_database_backend();
        let ask = if backend == DbBackend::Postgres {
            format!(
                "SELECT pg_get_constraintdef(oid) FROM pg_constraint \
                 WHERE conname = '{table}_{column}_check' AND conrelid = '{table}'::regclass"
            )
        } else {
            format!("SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = '{table}'")
        };
        let row = manager
            .get_connection()
            .query_one_raw(Statement::from_string(backend, ask))
            .await?;
        let text = match row {
            Some(row) => row.try_get_by_index::<String>(0)?,
            None => String::new(),
        };
        let begin = format!("CHECK ({column} IN");
        let check = if backend == DbBackend::Postgres {
            Some(text.as_str())
        } else {
            let rest = text.split_once(&begin).map(|(_, rest)| rest);
            rest.and_then(|rest| rest.split_once("))").map(|(check, _)| check))
        };
        let words = check.into_iter().flat_map(|check| check.split('\''));
        let words: Vec<String> = words.skip(1).step_by(2).map(str::to_owned).collect();
        if words.is_empty() {
            let message = format!("{table}.{column} was not made as expected");
            return Err(DbErr::Custom(message));
        }
        Ok(words)
    }
}

/// A column that may become null, or must no longer be.
#[derive(Clone, Copy)]
pub struct Nullable {
    /// The table.
    pub table: &'static str,
    /// The column.
    pub column: &'static str,
    /// What stands behind the column's name in the statement that made the table.
    pub definition: &'static str,
}

/// Says whether a column may be null.
pub async fn set_nullable(
    manager: &SchemaManager<'_>,
    column: Nullable,
    is_nullable: bool,
) -> Result<(), DbErr> {
    let Nullable {
        table,
        column,
        definition,
    } = column;
    if manager.get_database_backend() == DbBackend::Postgres {
        let verb = if is_nullable { "DROP" } else { "SET" };
        let statement = format!("ALTER TABLE {table} ALTER COLUMN {column} {verb} NOT NULL");
        return run(manager, &[&statement]).await;
    }
    let strict = format!("{column} {definition}");
    let loose = strict.replacen(" NOT NULL", "", 1);
    let (from, to) = if is_nullable {
        (strict, loose)
    } else {
        (loose, strict)
    };
    rewrite_table(manager, table, |sql| {
        let (head, tail) = sql.split_once(&from)?;
        Some(format!("{head}{to}{tail}"))
    })
    .await
}

/// Changes a constraint of a SQLite table. SQLite cannot alter one, and to copy a table to which
/// others point is riskier than what its manual gives for constraints ("Making Other Kinds Of
/// Table Schema Changes"): to rewrite the statement that it keeps of the table.
pub async fn rewrite_table(
    manager: &SchemaManager<'_>,
    table: &str,
    rewrite: impl FnOnce(&str) -> Option<String>,
) -> Result<(), DbErr> {
    let connection = manager.get_connection();
    let ask = async |sql: String| {
        let statement = Statement::from_string(DbBackend::Sqlite, sql);
        connection
            .query_one_raw(statement)
            .await?
            .ok_or_else(|| DbErr::Custom(format!("there is no table {table}")))
    };
    let made = ask(format!(
        "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = '{table}'"
    ))
    .await?
    .try_get_by_index::<String>(0)?;
    let version: i32 = ask("PRAGMA schema_version".to_owned())
        .await?
        .try_get_by_index(0)?;
    let made = rewrite(&made)
        .ok_or_else(|| DbErr::Custom(format!("the table {table} was not made as expected")))?
        .replace('\'', "''");
    let keep = format!(
        "UPDATE sqlite_schema SET sql = '{made}' WHERE type = 'table' AND name = '{table}'"
    );
    // Other connections read the schema anew when its version changes; this one when it is reset.
    let renew = format!("PRAGMA schema_version = {}", version + 1);
    run(
        manager,
        &[
            "PRAGMA writable_schema = ON",
            &keep,
            &renew,
            "PRAGMA writable_schema = RESET",
        ],
    )
    .await
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
