//! A provider may prefer people whom it referred itself, such as its own clinic's patients; and what
//! was thought of when an assignment was made says so.

use sea_orm_migration::prelude::*;

use crate::support::run;

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

const UP: &[&str] = &[
    "ALTER TABLE pool ADD COLUMN prefers_own boolean NOT NULL DEFAULT FALSE",
    "ALTER TABLE assignment_candidate ADD COLUMN is_preferred boolean NOT NULL DEFAULT FALSE",
];

const DOWN: &[&str] = &[
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
