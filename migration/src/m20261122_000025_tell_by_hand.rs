//! Whoever referred without an account and is not reached by e-mail is told by the plan, by fax where
//! that was agreed and else by a call; the answer of a named provider, or of the plan, is due some
//! day; and whoever leads somebody's care sees their loops.

use sea_orm_migration::prelude::*;

use crate::support::{Nullable, Words, run, set_nullable};

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

const WORDS: &[Words] = &[
    Words {
        table: "task",
        column: "kind",
        joining: &["REFERRER_NOTICE"],
    },
    Words {
        table: "task",
        column: "about",
        joining: &["DECLINED"],
    },
    Words {
        table: "task",
        column: "done_way",
        joining: &["FAX"],
    },
];

/// A referral may end before the plan knows whom it is about.
const ABOUT_SOMEBODY: Nullable = Nullable {
    table: "task",
    column: "member_id",
    definition: "uuid NOT NULL REFERENCES member (id)",
};

const UP: &[&str] = &[
    "ALTER TABLE intake ADD COLUMN fax_number text",
    "ALTER TABLE intake ADD COLUMN fax_agreed_on date",
    "ALTER TABLE intake ADD COLUMN fax_recorded_by uuid REFERENCES account (id)",
    "ALTER TABLE loop_policy ADD COLUMN notify_referrer_days integer NOT NULL DEFAULT 3
        CHECK (notify_referrer_days BETWEEN 0 AND 365)",
    "ALTER TABLE loop_policy ADD COLUMN naming_hours integer NOT NULL DEFAULT 72
        CHECK (naming_hours BETWEEN 1 AND 8760)",
    // Calling off what somebody was to be told costs what is open, not what was.
    "CREATE INDEX task_open_by_member ON task (member_id) WHERE state = 'OPEN'",
    // Whom somebody leads today.
    "CREATE INDEX lead_care_manager_by_provider ON lead_care_manager (provider_id, until_on)",
    "ALTER TABLE referral ADD COLUMN answer_due_at timestamptz",
    // Holds what waits for an answer, and no history: once there is one, it is null.
    "CREATE INDEX referral_answer_due ON referral (plan_id, answer_due_at, id)
        WHERE answer_due_at IS NOT NULL",
    // What waits already is due: nobody said until when.
    "UPDATE referral SET answer_due_at = received_at
     WHERE naming IN ('NAMED', 'ASKED') AND assigned_to IS NULL AND status <> 'CLOSED'
        AND restriction IS NULL",
];

const DOWN: &[&str] = &[
    "DELETE FROM task WHERE kind = 'REFERRER_NOTICE'",
    "DROP INDEX referral_answer_due",
    "ALTER TABLE referral DROP COLUMN answer_due_at",
    "DROP INDEX lead_care_manager_by_provider",
    "DROP INDEX task_open_by_member",
    "ALTER TABLE loop_policy DROP COLUMN naming_hours",
    "ALTER TABLE loop_policy DROP COLUMN notify_referrer_days",
    "ALTER TABLE intake DROP COLUMN fax_recorded_by",
    "ALTER TABLE intake DROP COLUMN fax_agreed_on",
    "ALTER TABLE intake DROP COLUMN fax_number",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for words in WORDS {
            words.join(manager).await?;
        }
        set_nullable(manager, ABOUT_SOMEBODY, true).await?;
        run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, DOWN).await?;
        set_nullable(manager, ABOUT_SOMEBODY, false).await?;
        for words in WORDS {
            words.leave(manager).await?;
        }
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
