//! What is looked at before a referral is assigned: the programmes a member is in already, the
//! provider that whoever referred named, and contacts from before the assignment. The state's view
//! of the loop gets the date of its last change.

use sea_orm_migration::prelude::*;

use crate::support::{Words, drop_tables, run};

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

const UP: &[&str] = &[
    "CREATE TABLE member_program (
        id uuid PRIMARY KEY,
        plan_id uuid NOT NULL REFERENCES organization (id),
        member_id uuid NOT NULL REFERENCES member (id),
        program text NOT NULL,
        from_on date NOT NULL,
        until_on date,
        recorded_at timestamptz NOT NULL,
        recorded_by uuid NOT NULL REFERENCES account (id)
    )",
    "CREATE INDEX member_program_by_member ON member_program (member_id, from_on, id)",
    "CREATE UNIQUE INDEX member_program_once ON member_program (member_id, program)
        WHERE until_on IS NULL",
    "ALTER TABLE referral ADD COLUMN named_provider_id uuid REFERENCES provider (id)",
    "ALTER TABLE referral ADD COLUMN naming text
        CHECK (naming IN ('NAMED', 'ASKED', 'PASSED', 'ENDED'))",
    // The hot list of a provider that referrers name: what waits for its answer or the plan's.
    "CREATE INDEX referral_named ON referral (named_provider_id, received_at, id)
        WHERE naming IN ('NAMED', 'ASKED') AND assigned_to IS NULL",
    // Whether the last provider asked declined.
    "ALTER TABLE referral ADD COLUMN is_declined boolean NOT NULL DEFAULT FALSE",
    "UPDATE referral SET is_declined = TRUE WHERE assigned_to IS NULL AND 'DECLINED' =
        (SELECT a.end_reason FROM assignment a WHERE a.referral_id = referral.id
          ORDER BY a.assigned_at DESC, a.id DESC LIMIT 1)",
    // Null: since it came in.
    "ALTER TABLE referral ADD COLUMN closed_loop_at timestamptz",
    "UPDATE referral SET closed_loop_at = status_changed_at
        WHERE is_declined OR status NOT IN ('RECEIVED', 'READY', 'WAITLISTED', 'ASSIGNED')",
    "CREATE TABLE early_contact (
        id uuid PRIMARY KEY,
        referral_id uuid NOT NULL REFERENCES referral (id),
        plan_id uuid NOT NULL REFERENCES organization (id),
        provider_id uuid NOT NULL REFERENCES provider (id),
        made_at timestamptz NOT NULL,
        recorded_at timestamptz NOT NULL,
        recorded_by uuid NOT NULL REFERENCES account (id),
        method text NOT NULL CHECK (method IN
            ('IN_PERSON', 'TELEPHONE', 'VIDEO', 'TEXT', 'EMAIL', 'MAIL')),
        outcome text NOT NULL CHECK (outcome IN
            ('REACHED', 'REACHED_THROUGH_OTHER', 'MESSAGE_LEFT', 'NO_ANSWER', 'WRONG_CONTACT',
             'NO_SHOW', 'REFUSED')),
        minutes integer NOT NULL CHECK (minutes >= 0),
        note text
    )",
    "CREATE INDEX early_contact_by_referral ON early_contact (referral_id, made_at, id)",
];

const DOWN: &[&str] = &[
    "ALTER TABLE referral DROP COLUMN closed_loop_at",
    "ALTER TABLE referral DROP COLUMN is_declined",
    "DROP INDEX referral_named",
    "ALTER TABLE referral DROP COLUMN naming",
    "ALTER TABLE referral DROP COLUMN named_provider_id",
];

const EVENTS: Words = Words {
    table: "referral_event",
    column: "kind",
    joining: &[
        "ASSIGNMENT_REQUESTED",
        "NAMING_PASSED",
        "EARLY_CONTACT_RECORDED",
    ],
};

const NOTICES: Words = Words {
    table: "notice",
    column: "kind",
    joining: &[
        "PROVIDER_NAMED",
        "ASSIGNMENT_REQUESTED",
        "NAMING_PASSED",
        "NAMING_ENDED",
    ],
};

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        EVENTS.join(manager).await?;
        NOTICES.join(manager).await?;
        run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, DOWN).await?;
        drop_tables(manager, &["early_contact", "member_program"]).await?;
        NOTICES.leave(manager).await?;
        EVENTS.leave(manager).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
