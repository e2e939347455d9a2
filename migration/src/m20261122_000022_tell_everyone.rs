//! Who is told, and as what: notices to whoever leads a member's care, what providers declined as the
//! plan's network team reads it, and what the plan has to tell members by hand.

use sea_orm_migration::prelude::*;

use crate::support::{drop_tables, run};

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

const UP: &[&str] = &[
    // Told because the organization leads the member's care, and for no other reason.
    "ALTER TABLE notice ADD COLUMN is_for_lead boolean NOT NULL DEFAULT FALSE",
    "CREATE TABLE decline (
        assignment_id uuid PRIMARY KEY REFERENCES assignment (id),
        referral_id uuid NOT NULL REFERENCES referral (id),
        plan_id uuid NOT NULL REFERENCES organization (id),
        provider_id uuid NOT NULL REFERENCES provider (id),
        service text NOT NULL,
        declined_at timestamptz NOT NULL,
        reason text NOT NULL,
        note text,
        source text NOT NULL CHECK (source IN ('LIVE', 'FILE', 'ON_BEHALF')),
        is_disputed boolean NOT NULL,
        room integer CHECK (room >= 0)
    )",
    // Older ones: the room of that moment was not written down.
    "INSERT INTO decline (assignment_id, referral_id, plan_id, provider_id, service, declined_at,
        reason, note, source, is_disputed, room)
     SELECT a.id, a.referral_id, a.plan_id, a.provider_id, r.service, a.ended_at,
        a.decline_reason, e.note, COALESCE(e.source, 'LIVE'), a.is_disputed, NULL
     FROM assignment a JOIN referral r ON r.id = a.referral_id
     LEFT JOIN referral_event e ON e.referral_id = a.referral_id AND e.assignment_id = a.id
        AND e.kind = 'DECLINED'
     WHERE a.decline_reason IS NOT NULL AND a.ended_at IS NOT NULL",
    "CREATE INDEX decline_by_plan ON decline (plan_id, declined_at, assignment_id)",
    "CREATE INDEX decline_by_provider ON decline (provider_id, declined_at, assignment_id)",
    "ALTER TABLE loop_policy ADD COLUMN notify_member_days integer NOT NULL DEFAULT 3
        CHECK (notify_member_days BETWEEN 0 AND 365)",
    "CREATE TABLE task (
        id uuid PRIMARY KEY,
        plan_id uuid NOT NULL REFERENCES organization (id),
        kind text NOT NULL CHECK (kind IN ('MEMBER_NOTICE')),
        about text NOT NULL CHECK (about IN ('ASSIGNED', 'PROVIDER_CHANGED', 'CLOSED')),
        referral_id uuid NOT NULL REFERENCES referral (id),
        event_seq integer NOT NULL,
        assignment_id uuid REFERENCES assignment (id),
        provider_id uuid REFERENCES provider (id),
        member_id uuid NOT NULL REFERENCES member (id),
        state text NOT NULL CHECK (state IN ('OPEN', 'DONE', 'CANCELLED')),
        due_on date NOT NULL,
        made_at timestamptz NOT NULL,
        ended_at timestamptz,
        ended_by uuid REFERENCES account (id),
        done_at timestamptz,
        done_way text CHECK (done_way IN ('TELEPHONE', 'TEXT', 'EMAIL', 'MAIL', 'IN_PERSON')),
        reason text,
        sent_subject text,
        sent_body text,
        CONSTRAINT task_once UNIQUE (referral_id, kind, event_seq),
        CONSTRAINT task_ended_at CHECK ((state = 'OPEN') = (ended_at IS NULL)),
        CONSTRAINT task_done CHECK ((state = 'DONE') = (done_at IS NOT NULL)
            AND (done_at IS NULL) = (done_way IS NULL))
    )",
    // The work list: its cost follows what is open.
    "CREATE INDEX task_open ON task (plan_id, due_on, id) WHERE state = 'OPEN'",
];

const DOWN: &[&str] = &[
    "ALTER TABLE loop_policy DROP COLUMN notify_member_days",
    "ALTER TABLE notice DROP COLUMN is_for_lead",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["task", "decline"]).await?;
        run(manager, DOWN).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
