//! Who is told, and as what: notices to whoever leads a member's care, what providers declined as the
//! plan's network team reads it, what the plan has to tell members by hand, and links for those who
//! referred and have no account.

use sea_orm_migration::prelude::*;

use crate::support::{Nullable, drop_tables, run, set_nullable};

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
    // A message to whoever referred without an account is about an event of the referral.
    "ALTER TABLE nudge ADD COLUMN referral_id uuid REFERENCES referral (id)",
    "ALTER TABLE nudge ADD COLUMN event_seq integer",
    "CREATE UNIQUE INDEX nudge_one_an_event ON nudge (referral_id, event_seq)
        WHERE referral_id IS NOT NULL",
    "CREATE TABLE referral_link (
        id uuid PRIMARY KEY,
        referral_id uuid NOT NULL REFERENCES referral (id),
        token_hash bytea NOT NULL,
        made_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        revoked_at timestamptz,
        revoked_by uuid REFERENCES account (id)
    )",
    "CREATE UNIQUE INDEX referral_link_token ON referral_link (token_hash)",
    "CREATE INDEX referral_link_by_referral ON referral_link (referral_id)",
];

/// A nudge is about an assignment that was not fetched, or about a referral.
const NUDGED: Nullable = Nullable {
    table: "nudge",
    column: "assignment_id",
    definition: "uuid NOT NULL REFERENCES assignment (id)",
};

const DOWN: &[&str] = &[
    "DELETE FROM nudge WHERE assignment_id IS NULL",
    "DROP INDEX nudge_one_an_event",
    "ALTER TABLE nudge DROP COLUMN event_seq",
    "ALTER TABLE nudge DROP COLUMN referral_id",
    "ALTER TABLE loop_policy DROP COLUMN notify_member_days",
    "ALTER TABLE notice DROP COLUMN is_for_lead",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, UP).await?;
        set_nullable(manager, NUDGED, true).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["referral_link", "task", "decline"]).await?;
        run(manager, DOWN).await?;
        set_nullable(manager, NUDGED, false).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
