//! Letters with the answer to an appeal or a grievance, whose text never changes, and the tasks to send
//! them. What ended before has none.
//!
//! A table of its own: what was filed is shown to the provider that filed it, and the letter is between
//! plan and member; and the last notice of action is what an appeal is against, which no answer is.

use sea_orm_migration::prelude::*;

use crate::support::{Words, drop_tables, run};

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

const WORDS: &[Words] = &[
    Words {
        table: "task",
        column: "kind",
        joining: &["APPEAL_ANSWER"],
    },
    Words {
        table: "task",
        column: "about",
        joining: &["APPEAL"],
    },
];

const UP: &[&str] = &[
    "CREATE TABLE appeal_letter (
        authorization_id uuid NOT NULL,
        number integer NOT NULL,
        plan_id uuid NOT NULL REFERENCES organization (id),
        member_id uuid NOT NULL REFERENCES member (id),
        prepared_at timestamptz NOT NULL,
        language text NOT NULL,
        subject text NOT NULL,
        body text NOT NULL,
        needs_translation boolean NOT NULL,
        PRIMARY KEY (authorization_id, number),
        FOREIGN KEY (authorization_id, number) REFERENCES appeal (authorization_id, number)
    )",
    "ALTER TABLE task ADD COLUMN appeal_number integer",
    "CREATE UNIQUE INDEX task_one_an_answer ON task (authorization_id, appeal_number)
        WHERE appeal_number IS NOT NULL",
];

const DOWN: &[&str] = &[
    "DELETE FROM task WHERE appeal_number IS NOT NULL",
    "DROP INDEX task_one_an_answer",
    "ALTER TABLE task DROP COLUMN appeal_number",
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
        drop_tables(manager, &["appeal_letter"]).await?;
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
