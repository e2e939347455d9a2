//! A provider may prefer people whom it referred itself, such as its own clinic's patients; and what
//! was thought of when an assignment was made says so. What a provider said first it may say again.

use sea_orm_migration::prelude::*;

use crate::support::run;

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

const UP: &[&str] = &[
    "ALTER TABLE pool ADD COLUMN prefers_own boolean NOT NULL DEFAULT FALSE",
    "ALTER TABLE assignment_candidate ADD COLUMN is_preferred boolean NOT NULL DEFAULT FALSE",
    // What a provider may raise its limit to again, where nothing is agreed.
    "ALTER TABLE pool ADD COLUMN first_limit integer NOT NULL DEFAULT 0",
    "UPDATE pool SET first_limit = COALESCE(
        (SELECT MAX(l.capacity) FROM ledger_entry l WHERE l.pool_id = pool.id), capacity)",
];

const DOWN: &[&str] = &[
    "ALTER TABLE pool DROP COLUMN first_limit",
    "ALTER TABLE assignment_candidate DROP COLUMN is_preferred",
    "ALTER TABLE pool DROP COLUMN prefers_own",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, DOWN).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
