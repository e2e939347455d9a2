//! Two partial indexes that no statement could use: what they were made for comes as a parameter, and
//! a planner takes a partial index only where the statement itself says what the index says. SQLite
//! read the whole of `referral` for every page of a provider.

use sea_orm_migration::prelude::*;

use crate::support::run;

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

const UP: &[&str] = &[
    "DROP INDEX referral_named",
    // Equality with a provider implies that it is not null: the filter of a provider's rows uses it.
    "CREATE INDEX referral_named ON referral (named_provider_id, received_at, id)
        WHERE named_provider_id IS NOT NULL",
    "DROP INDEX task_open",
    // The work list: its cost follows what is open.
    "CREATE INDEX task_by_due ON task (plan_id, state, due_on, id)",
];

const DOWN: &[&str] = &[
    "DROP INDEX task_by_due",
    "CREATE INDEX task_open ON task (plan_id, due_on, id) WHERE state = 'OPEN'",
    "DROP INDEX referral_named",
    "CREATE INDEX referral_named ON referral (named_provider_id, received_at, id)
        WHERE naming IN ('NAMED', 'ASKED') AND assigned_to IS NULL",
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
