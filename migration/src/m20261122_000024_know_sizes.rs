//! SQLite is told how large the tables about people grow, and how many rows share a key.
//!
//! Without that it takes an index on a plan to find ten rows, and for fifty members of a plan by
//! their ids it read all members of the plan. The figures are those of a large plan and stay as
//! they are, so that statements are planned alike at every size and on every day. PostgreSQL counts
//! by itself.
//! Source: "Manual Control Of Query Plans Using `SQLITE_STAT` Tables", <https://sqlite.org/optoverview.html>.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

use crate::support::run;

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// Table, index, and the rows of the index, then those that agree in its first column, in its first
/// two, and so on.
const FIGURES: &[(&str, &str, &str)] = &[
    ("member", "sqlite_autoindex_member_1", "500000 1"),
    ("member", "sqlite_autoindex_member_2", "500000 125000 1"),
    ("member", "member_by_name", "500000 125000 2 1"),
    ("member", "member_by_birth", "500000 125000 5 1"),
    ("member", "member_by_cin", "500000 1"),
    ("member", "member_by_kept", "5000 1"),
    ("member", "member_unkeyed", "100 1"),
    (
        "member_key",
        "sqlite_autoindex_member_key_1",
        "10000000 2500000 100 1",
    ),
    ("member_key", "member_key_by_member", "10000000 20"),
    ("referral", "sqlite_autoindex_referral_1", "1000000 1"),
    ("referral", "sqlite_autoindex_referral_2", "1000000 1"),
    ("referral", "referral_by_plan", "1000000 250000 1 1"),
    (
        "referral",
        "referral_by_plan_status",
        "1000000 250000 40000 1 1",
    ),
    ("referral", "referral_by_referrer", "1000000 20000 1 1"),
    ("referral", "referral_by_member", "1000000 2"),
    ("referral", "referral_by_provider", "100000 50 1 1"),
    ("referral", "referral_restricted", "20000 5000"),
    ("referral", "referral_by_followed", "50000 1"),
    ("referral", "referral_by_intake", "1000000 1"),
    ("referral", "referral_named", "100000 50 1 1"),
    ("assignment", "sqlite_autoindex_assignment_1", "1000000 1"),
    ("assignment", "assignment_by_referral", "1000000 1 1"),
    ("assignment", "assignment_one_live", "100000 1"),
    ("assignment", "assignment_open_by_provider", "100000 50 1 1"),
    ("assignment", "assignment_open_by_plan", "100000 25000 1 1"),
    ("assignment", "assignment_open_by_member", "100000 1 1"),
    ("assignment", "assignment_by_provider", "1000000 500 1 1"),
    ("assignment", "assignment_declined", "50000 12500 1 1"),
    ("assignment", "assignment_held_until", "1000 1 1"),
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        if manager.get_database_backend() != DbBackend::Sqlite {
            return Ok(());
        }
        // Makes the tables of figures where there are none. SQLite has a second one, of samples.
        let make = ["ANALYZE member", SAMPLES, "DELETE FROM sqlite_stat1"];
        run(manager, &make).await?;
        for (table, index, figures) in FIGURES {
            let row =
                format!("INSERT INTO sqlite_stat1 VALUES ('{table}', '{index}', '{figures}')");
            run(manager, &[&row]).await?;
        }
        // Reads them anew.
        run(manager, &["ANALYZE sqlite_schema"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        if manager.get_database_backend() != DbBackend::Sqlite {
            return Ok(());
        }
        run(manager, &[SAMPLES, "DROP TABLE IF EXISTS sqlite_stat1"]).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

const SAMPLES: &str = "DROP TABLE IF EXISTS sqlite_stat4";
