//! A place is held for somebody until an instant, a bed until a discharge, and is free again if the
//! service has not started by then. A plan reads the ledger of its share, and hears where nothing is
//! left to wait for.

use sea_orm_migration::prelude::*;

use crate::support::{Words, run};

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

const WORDS: &[Words] = &[
    Words {
        table: "referral_event",
        column: "kind",
        joining: &["HOLD_SET", "HOLD_LAPSED"],
    },
    Words {
        table: "notice",
        column: "kind",
        joining: &["HOLD_CHANGED", "HOLD_LAPSED", "WAIT_ENDED"],
    },
    Words {
        table: "assignment",
        column: "end_reason",
        joining: &["HOLD_LAPSED"],
    },
];

const UP: &[&str] = &[
    "ALTER TABLE assignment ADD COLUMN held_until timestamptz",
    // What is due is found without looking at what is not.
    "CREATE INDEX assignment_held_until ON assignment (held_until, referral_id)
        WHERE held_until IS NOT NULL",
    // A plan reads what changed in its share.
    "CREATE INDEX ledger_entry_by_plan ON ledger_entry (pool_id, plan_id, seq)",
];

const DOWN: &[&str] = &[
    "DROP INDEX ledger_entry_by_plan",
    "DROP INDEX assignment_held_until",
    "ALTER TABLE assignment DROP COLUMN held_until",
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
