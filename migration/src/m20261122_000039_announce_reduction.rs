//! A reduction of units or money holds from the day on that the member was told.

use sea_orm_migration::prelude::*;

use crate::support::{Words, run};

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

const WORDS: &[Words] = &[
    Words {
        table: "authorization_event",
        column: "kind",
        joining: &["TOOK_EFFECT"],
    },
    Words {
        table: "authorization_step",
        column: "tells",
        joining: &["AUTHORIZATION_CHANGED"],
    },
];

const UP: &[&str] = &[
    "ALTER TABLE service_authorization ADD COLUMN announced_units integer
        CHECK (announced_units > 0)",
    "ALTER TABLE service_authorization ADD COLUMN announced_cents bigint
        CHECK (announced_cents > 0)",
    "ALTER TABLE service_authorization ADD COLUMN announced_from_on date",
];

const DOWN: &[&str] = &[
    "ALTER TABLE service_authorization DROP COLUMN announced_from_on",
    "ALTER TABLE service_authorization DROP COLUMN announced_cents",
    "ALTER TABLE service_authorization DROP COLUMN announced_units",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for words in WORDS {
            words.join(manager).await?;
        }
        run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, DOWN).await?;
        for words in WORDS {
            words.leave(manager).await?;
        }
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
