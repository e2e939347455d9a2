//! Decisions of a service beside each other, the latest first.

use sea_orm_migration::prelude::*;

use crate::support::run;

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

const UP: &[&str] = &["CREATE INDEX service_authorization_decided
        ON service_authorization (plan_id, service, decided_at, id)
        WHERE decided_at IS NOT NULL"];
const DOWN: &[&str] = &["DROP INDEX service_authorization_decided"];

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
