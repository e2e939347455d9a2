//! Presumptive authorizations: providers that a plan has named start urgent services at once, and the
//! reviewer's decision follows (S1 Q24).

use sea_orm_migration::prelude::*;

use crate::support::{drop_tables, run};

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

const UP: &[&str] = &[
    "ALTER TABLE authorization_policy ADD COLUMN presumptive_days integer
        CHECK (presumptive_days BETWEEN 1 AND 90)",
    "CREATE TABLE presumptive_provider (
        plan_id uuid NOT NULL REFERENCES organization (id),
        provider_id uuid NOT NULL REFERENCES organization (id),
        service text NOT NULL,
        from_on date NOT NULL,
        until_on date,
        set_at timestamptz NOT NULL,
        set_by uuid NOT NULL REFERENCES account (id),
        PRIMARY KEY (plan_id, provider_id, service, from_on),
        CHECK (until_on IS NULL OR from_on <= until_on)
    )",
    // The report of how it is used reads these alone.
    "CREATE INDEX service_authorization_presumed
        ON service_authorization (plan_id, requested_at) WHERE kind = 'PRESUMPTIVE'",
];

const DOWN: &[&str] = &[
    "DROP INDEX service_authorization_presumed",
    "ALTER TABLE authorization_policy DROP COLUMN presumptive_days",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, DOWN).await?;
        drop_tables(manager, &["presumptive_provider"]).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
