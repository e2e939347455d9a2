//! The outreach duty as an object: what its plan's policy was when it began, who excused it, what
//! is done as it comes due; and nudges to those who do not look into their mailbox.

use sea_orm_migration::prelude::*;

use crate::support::{drop_tables, run};

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

const UP: &[&str] = &[
    "ALTER TABLE assignment ADD COLUMN follow_up_attempts integer",
    "ALTER TABLE assignment ADD COLUMN follow_up_until timestamptz",
    "ALTER TABLE assignment ADD COLUMN excused_at timestamptz",
    "ALTER TABLE assignment ADD COLUMN excused_by uuid REFERENCES account (id)",
    "ALTER TABLE assignment ADD COLUMN excuse text",
    "CREATE TABLE escalation (
        assignment_id uuid NOT NULL REFERENCES assignment (id),
        position integer NOT NULL CHECK (position >= 0),
        referral_id uuid NOT NULL REFERENCES referral (id),
        plan_id uuid NOT NULL REFERENCES organization (id),
        fires_at timestamptz NOT NULL,
        audience text NOT NULL CHECK (audience IN ('PROVIDER', 'PLAN', 'LEAD_CARE_MANAGER')),
        action text NOT NULL CHECK (action IN ('NOTICE', 'PROPOSE_REASSIGNMENT')),
        tells text NOT NULL CHECK (tells IN
            ('OUTREACH_REMINDER', 'OUTREACH_OVERDUE', 'REASSIGNMENT_PROPOSED', 'NOT_TOLD')),
        state text NOT NULL CHECK (state IN ('PENDING', 'FIRED', 'CANCELLED')),
        fired_at timestamptz,
        was_late boolean NOT NULL DEFAULT FALSE,
        PRIMARY KEY (assignment_id, position),
        CONSTRAINT escalation_fired_at CHECK ((state = 'FIRED') = (fired_at IS NOT NULL))
    )",
    // The cost of a sweep follows what is due, not what was ever planned.
    "CREATE INDEX escalation_pending ON escalation (fires_at, assignment_id, position)
        WHERE state = 'PENDING'",
    "CREATE INDEX escalation_pending_by_referral ON escalation (referral_id, fires_at)
        WHERE state = 'PENDING'",
    "CREATE TABLE nudge_setting (
        organization_id uuid PRIMARY KEY REFERENCES organization (id),
        email text,
        webhook_url text,
        webhook_nonce bytea,
        set_at timestamptz NOT NULL,
        set_by uuid NOT NULL REFERENCES account (id),
        CONSTRAINT nudge_setting_webhook CHECK ((webhook_url IS NULL) = (webhook_nonce IS NULL))
    )",
    "CREATE TABLE nudge (
        id uuid PRIMARY KEY,
        assignment_id uuid NOT NULL REFERENCES assignment (id),
        organization_id uuid NOT NULL REFERENCES organization (id),
        channel text NOT NULL CHECK (channel IN ('EMAIL', 'WEBHOOK')),
        state text NOT NULL CHECK (state IN ('PENDING', 'SENT', 'FAILED', 'CANCELLED')),
        tries integer NOT NULL CHECK (tries >= 0),
        queued_at timestamptz NOT NULL,
        next_try_at timestamptz NOT NULL,
        ended_at timestamptz,
        fault text,
        CONSTRAINT nudge_ended_at CHECK ((state = 'PENDING') = (ended_at IS NULL))
    )",
    "CREATE UNIQUE INDEX nudge_one_each ON nudge (assignment_id, channel)",
    "CREATE INDEX nudge_pending ON nudge (next_try_at, id) WHERE state = 'PENDING'",
    "CREATE INDEX nudge_by_organization ON nudge (organization_id, queued_at, id)",
];

const DOWN: &[&str] = &[
    "ALTER TABLE assignment DROP COLUMN excuse",
    "ALTER TABLE assignment DROP COLUMN excused_by",
    "ALTER TABLE assignment DROP COLUMN excused_at",
    "ALTER TABLE assignment DROP COLUMN follow_up_until",
    "ALTER TABLE assignment DROP COLUMN follow_up_attempts",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["nudge", "nudge_setting", "escalation"]).await?;
        run(manager, DOWN).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
