//! Words for the clock of an appeal or a grievance.

use sea_orm_migration::prelude::*;

use crate::support::Words;

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

const WORDS: &[Words] = &[
    Words {
        table: "authorization_step",
        column: "tells",
        joining: &["APPEAL_DUE_SOON", "APPEAL_OVERDUE"],
    },
    Words {
        table: "notice",
        column: "kind",
        joining: &["APPEAL_DUE_SOON", "APPEAL_OVERDUE"],
    },
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for words in WORDS {
            words.join(manager).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for words in WORDS {
            words.leave(manager).await?;
        }
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
