//! Services that the plan authorizes as they start, and the reassessments of services that run: when
//! each is due, when it was done, and what came of it.

use sea_orm_migration::prelude::*;

use crate::support::{Words, drop_tables, run};

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

const WORDS: &[Words] = &[
    Words {
        table: "referral_event",
        column: "kind",
        joining: &["REASSESSED"],
    },
    Words {
        table: "notice",
        column: "kind",
        joining: &["REASSESSMENT_DUE", "REASSESSMENT_OVERDUE"],
    },
];

const UP: &[&str] = &[
    "ALTER TABLE authorization_policy ADD COLUMN is_granted_at_start boolean NOT NULL DEFAULT FALSE
        CHECK (NOT (is_granted_at_start AND is_required))",
    "ALTER TABLE authorization_policy ADD COLUMN reassess_months integer
        CHECK (reassess_months BETWEEN 1 AND 60)",
    "ALTER TABLE authorization_policy ADD COLUMN transitioned_reassess_months integer
        CHECK (transitioned_reassess_months BETWEEN 1 AND 60)",
    "ALTER TABLE intake ADD COLUMN transitioned_from text
        CHECK (transitioned_from IN ('WPC', 'HHP'))",
    "CREATE TABLE reassessment (
        assignment_id uuid NOT NULL REFERENCES assignment (id),
        number integer NOT NULL CHECK (number > 0),
        referral_id uuid NOT NULL REFERENCES referral (id),
        plan_id uuid NOT NULL REFERENCES organization (id),
        provider_id uuid NOT NULL REFERENCES organization (id),
        member_id uuid NOT NULL REFERENCES member (id),
        state text NOT NULL CHECK (state IN ('OPEN', 'DONE', 'CANCELLED', 'VOID')),
        due_on date NOT NULL,
        next_months integer CHECK (next_months BETWEEN 1 AND 60),
        ahead_days integer NOT NULL,
        tells text CHECK (tells IN ('REASSESSMENT_DUE', 'REASSESSMENT_OVERDUE')),
        tells_at timestamptz,
        done_on date,
        outcome text CHECK (outcome IN
            ('CONTINUES', 'GOALS_MET', 'LOWER_LEVEL', 'UNRESPONSIVE', 'COULD_NOT_CONNECT')),
        note text,
        source text CHECK (source IN ('LIVE', 'FILE', 'ON_BEHALF')),
        recorded_at timestamptz,
        recorded_by uuid REFERENCES account (id),
        corrects integer,
        correction_reason text,
        PRIMARY KEY (assignment_id, number),
        FOREIGN KEY (assignment_id, corrects) REFERENCES reassessment (assignment_id, number),
        CHECK ((state IN ('DONE', 'VOID')) = (done_on IS NOT NULL)),
        CHECK ((done_on IS NULL) = (outcome IS NULL)),
        CHECK ((done_on IS NULL) = (source IS NULL)),
        CHECK ((done_on IS NULL) = (recorded_at IS NULL)),
        CHECK ((corrects IS NULL) = (correction_reason IS NULL)),
        CHECK ((tells IS NULL) = (tells_at IS NULL)),
        CHECK (tells IS NULL OR state = 'OPEN')
    )",
    "CREATE UNIQUE INDEX reassessment_one_open ON reassessment (assignment_id)
        WHERE state = 'OPEN'",
    // The worklists: what is open, and what was done, each due soonest first.
    "CREATE INDEX reassessment_by_plan
        ON reassessment (plan_id, state, due_on, assignment_id, number)",
    "CREATE INDEX reassessment_by_provider
        ON reassessment (provider_id, state, due_on, assignment_id, number)",
    // What is to be told; it holds no history.
    "CREATE INDEX reassessment_tells ON reassessment (tells_at, assignment_id)
        WHERE tells IS NOT NULL",
];

const DOWN: &[&str] = &[
    "ALTER TABLE intake DROP COLUMN transitioned_from",
    "ALTER TABLE authorization_policy DROP COLUMN transitioned_reassess_months",
    "ALTER TABLE authorization_policy DROP COLUMN reassess_months",
    "ALTER TABLE authorization_policy DROP COLUMN is_granted_at_start",
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
        drop_tables(manager, &["reassessment"]).await?;
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
