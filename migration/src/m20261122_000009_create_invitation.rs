//! How people come to their password, and what else they sign in with.

use sea_orm_migration::prelude::*;

use crate::support::{drop_tables, run};

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

const UP: &[&str] = &[
    "CREATE INDEX account_by_organization ON account (organization_id, id)",
    "CREATE TABLE account_ticket (
        id uuid PRIMARY KEY,
        purpose text NOT NULL CHECK (purpose IN ('INVITATION', 'RESET')),
        organization_id uuid NOT NULL REFERENCES organization (id),
        account_id uuid NOT NULL REFERENCES account (id),
        token_hash bytea NOT NULL CONSTRAINT account_ticket_token_unique UNIQUE,
        made_by uuid REFERENCES account (id),
        made_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        used_at timestamptz,
        voided_at timestamptz,
        CONSTRAINT account_ticket_one_end CHECK (used_at IS NULL OR voided_at IS NULL)
    )",
    "CREATE UNIQUE INDEX account_ticket_one_open ON account_ticket (account_id, purpose)
        WHERE used_at IS NULL AND voided_at IS NULL",
    "CREATE INDEX account_ticket_by_account ON account_ticket (account_id, purpose)",
    "CREATE TABLE second_factor (
        account_id uuid PRIMARY KEY REFERENCES account (id),
        organization_id uuid NOT NULL REFERENCES organization (id),
        secret bytea NOT NULL,
        created_at timestamptz NOT NULL,
        confirmed_at timestamptz,
        last_step bigint NOT NULL
    )",
    "CREATE TABLE sign_in_policy (
        organization_id uuid PRIMARY KEY REFERENCES organization (id),
        requires_second_factor boolean NOT NULL,
        changed_by uuid NOT NULL REFERENCES account (id),
        changed_at timestamptz NOT NULL
    )",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(
            manager,
            &["sign_in_policy", "second_factor", "account_ticket"],
        )
        .await?;
        run(manager, &["DROP INDEX account_by_organization"]).await
    }

    // SQLite would otherwise keep the first half of a migration whose second half failed.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
