//! Notices of action, whose text never changes, the tasks to send them, and what is filed against
//! them: appeals and grievances.

use sea_orm_migration::prelude::*;

use crate::support::{Nullable, Words, drop_tables, run, set_nullable};

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

const WORDS: &[Words] = &[
    Words {
        table: "authorization_event",
        column: "kind",
        joining: &[
            "NOTICE_PREPARED",
            "APPEALED",
            "APPEAL_ACKNOWLEDGED",
            "APPEAL_ENDED",
        ],
    },
    Words {
        table: "authorization_entry",
        column: "kind",
        joining: &["RESTORED"],
    },
    Words {
        table: "authorization_step",
        column: "tells",
        joining: &["AUTHORIZATION_LAPSING"],
    },
    Words {
        table: "notice",
        column: "kind",
        joining: &["AUTHORIZATION_LAPSING"],
    },
    Words {
        table: "task",
        column: "kind",
        joining: &["ACTION_NOTICE"],
    },
    Words {
        table: "task",
        column: "about",
        joining: &["ACTION"],
    },
];

/// A notice of action is about an authorization, which may have no referral.
const OF_REFERRALS: &[Nullable] = &[
    Nullable {
        table: "task",
        column: "referral_id",
        definition: "uuid NOT NULL REFERENCES referral (id)",
    },
    Nullable {
        table: "task",
        column: "event_seq",
        definition: "integer NOT NULL",
    },
];

const UP: &[&str] = &[
    "ALTER TABLE authorization_policy ADD COLUMN appeal_days integer NOT NULL DEFAULT 60
        CHECK (appeal_days BETWEEN 60 AND 365)",
    "ALTER TABLE authorization_policy ADD COLUMN appeal_decision_days integer NOT NULL DEFAULT 30
        CHECK (appeal_decision_days BETWEEN 1 AND 30)",
    "ALTER TABLE authorization_policy ADD COLUMN appeal_expedited_hours integer NOT NULL DEFAULT 72
        CHECK (appeal_expedited_hours BETWEEN 1 AND 72)",
    "ALTER TABLE authorization_policy ADD COLUMN hearing_days integer NOT NULL DEFAULT 120
        CHECK (hearing_days BETWEEN 120 AND 365)",
    "CREATE TABLE notice_of_action (
        authorization_id uuid NOT NULL REFERENCES service_authorization (id),
        number integer NOT NULL CHECK (number > 0),
        plan_id uuid NOT NULL REFERENCES organization (id),
        member_id uuid NOT NULL REFERENCES member (id),
        kind text NOT NULL CHECK (kind IN
            ('DENIAL', 'MODIFICATION', 'DELAY', 'REDUCTION', 'TERMINATION')),
        prepared_at timestamptz NOT NULL,
        effective_on date NOT NULL,
        appeal_by date NOT NULL,
        language text NOT NULL,
        subject text NOT NULL,
        body text NOT NULL,
        needs_translation boolean NOT NULL,
        recalled_at timestamptz,
        had_status text CHECK (had_status IN ('APPROVED', 'MODIFIED', 'REDUCED')),
        had_units integer,
        had_cents bigint,
        had_from_on date,
        had_until_on date,
        PRIMARY KEY (authorization_id, number),
        CHECK (recalled_at IS NULL OR kind = 'DELAY'),
        CHECK ((had_status IS NOT NULL) = (kind IN ('REDUCTION', 'TERMINATION'))),
        CHECK ((had_status IS NULL) = (had_from_on IS NULL)),
        CHECK ((had_from_on IS NULL) = (had_until_on IS NULL))
    )",
    "CREATE TABLE appeal (
        authorization_id uuid NOT NULL REFERENCES service_authorization (id),
        number integer NOT NULL CHECK (number > 0),
        notice_number integer,
        plan_id uuid NOT NULL REFERENCES organization (id),
        member_id uuid REFERENCES member (id),
        kind text NOT NULL CHECK (kind IN ('APPEAL', 'GRIEVANCE')),
        filed_by text NOT NULL CHECK (filed_by IN ('MEMBER', 'REPRESENTATIVE', 'PROVIDER')),
        organization_id uuid NOT NULL REFERENCES organization (id),
        account_id uuid NOT NULL REFERENCES account (id),
        representative text,
        consented_on date,
        channel text NOT NULL CHECK (channel IN
            ('TELEPHONE', 'MAIL', 'EMAIL', 'FAX', 'IN_PERSON', 'ONLINE')),
        words text NOT NULL,
        is_expedited boolean NOT NULL,
        filed_at timestamptz NOT NULL,
        entered_at timestamptz NOT NULL,
        acknowledged_at timestamptz,
        acknowledged_by uuid REFERENCES account (id),
        due_at timestamptz NOT NULL,
        hearing_days integer NOT NULL,
        continues boolean NOT NULL,
        less_units integer,
        less_cents bigint,
        less_until_on date,
        ended_at timestamptz,
        ended_by uuid REFERENCES account (id),
        outcome text CHECK (outcome IN ('UPHELD', 'OVERTURNED', 'WITHDRAWN', 'DISMISSED')),
        answer text,
        hearing_by date,
        PRIMARY KEY (authorization_id, number),
        FOREIGN KEY (authorization_id, notice_number)
            REFERENCES notice_of_action (authorization_id, number),
        CHECK ((kind = 'APPEAL') = (notice_number IS NOT NULL)),
        CHECK ((filed_by = 'PROVIDER') = (consented_on IS NOT NULL)),
        CHECK ((filed_by = 'REPRESENTATIVE') = (representative IS NOT NULL)),
        CHECK ((ended_at IS NULL) = (outcome IS NULL)),
        CHECK (continues = (less_until_on IS NOT NULL))
    )",
    // At most one appeal is open about an authorization; grievances change nothing, and wait beside.
    "CREATE UNIQUE INDEX appeal_one_open ON appeal (authorization_id)
        WHERE ended_at IS NULL AND kind = 'APPEAL'",
    "ALTER TABLE task ADD COLUMN authorization_id uuid REFERENCES service_authorization (id)",
    "ALTER TABLE task ADD COLUMN action_number integer",
    "CREATE UNIQUE INDEX task_one_an_action ON task (authorization_id, action_number)
        WHERE authorization_id IS NOT NULL",
];

const DOWN: &[&str] = &[
    "DELETE FROM task WHERE authorization_id IS NOT NULL",
    "DROP INDEX task_one_an_action",
    "ALTER TABLE task DROP COLUMN action_number",
    "ALTER TABLE task DROP COLUMN authorization_id",
    "ALTER TABLE authorization_policy DROP COLUMN hearing_days",
    "ALTER TABLE authorization_policy DROP COLUMN appeal_expedited_hours",
    "ALTER TABLE authorization_policy DROP COLUMN appeal_decision_days",
    "ALTER TABLE authorization_policy DROP COLUMN appeal_days",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for words in WORDS {
            words.join(manager).await?;
        }
        for column in OF_REFERRALS {
            set_nullable(manager, *column, true).await?;
        }
        run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["appeal", "notice_of_action"]).await?;
        run(manager, DOWN).await?;
        for column in OF_REFERRALS {
            set_nullable(manager, *column, false).await?;
        }
        for words in WORDS {
            words.leave(manager).await?;
        }
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
