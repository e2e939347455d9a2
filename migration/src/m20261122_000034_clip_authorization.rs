//! The end of an enrolment clips what was granted; what it was before is kept for a reinstatement.

use sea_orm_migration::prelude::*;

use crate::support::{Words, run};

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

const WORDS: &[Words] = &[Words {
    table: "authorization_event",
    column: "kind",
    joining: &["UNCLIPPED"],
}];

const UP: &[&str] = &["ALTER TABLE service_authorization ADD COLUMN unclipped_until_on date"];
const DOWN: &[&str] = &["ALTER TABLE service_authorization DROP COLUMN unclipped_until_on"];

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
