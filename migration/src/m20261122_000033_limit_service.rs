//! Limits of services as a plan has set them, dated.

use sea_orm_migration::prelude::*;

use crate::support::{drop_tables, run};

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

const UP: &[&str] = &["CREATE TABLE plan_limit (
        plan_id uuid NOT NULL REFERENCES organization (id),
        service text NOT NULL,
        kind text NOT NULL CHECK (kind IN ('ONCE_IN_LIFETIME', 'LIFETIME_AMOUNT',
            'HOURS_PER_YEAR', 'DAYS_PER_AUTHORIZATION', 'ROLLING_DAYS', 'HOURS_PER_STAY')),
        from_on date NOT NULL,
        value bigint NOT NULL CHECK (value > 0),
        window_months integer CHECK (window_months BETWEEN 1 AND 120),
        second_grant text CHECK (second_grant IN ('REMAINDER', 'NEW_AMOUNT')),
        is_approved boolean NOT NULL,
        exception_when text,
        exception_evidence text,
        exception_times integer CHECK (exception_times > 0),
        set_at timestamptz NOT NULL,
        set_by uuid NOT NULL REFERENCES account (id),
        PRIMARY KEY (plan_id, service, kind, from_on),
        CHECK ((window_months IS NOT NULL) = (kind = 'ROLLING_DAYS')),
        CHECK ((second_grant IS NOT NULL) = (kind = 'LIFETIME_AMOUNT')),
        CHECK ((exception_when IS NULL) = (exception_evidence IS NULL)),
        CHECK (exception_times IS NULL OR exception_when IS NOT NULL)
    )"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["plan_limit"]).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
