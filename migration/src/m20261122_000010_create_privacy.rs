//! What is restricted, who opened it, and how a member may be contacted without harm.

use sea_orm_migration::prelude::*;

use crate::support::{ClosedSet, Nullable, drop_tables, run, set_nullable};

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

const NOTICES: ClosedSet = ClosedSet {
    table: "notice",
    column: "kind",
    before: &[
        "REFERRAL_RECEIVED",
        "REFERRAL_ASSIGNED",
        "REFERRAL_ACCEPTED",
        "REFERRAL_DECLINED",
        "OUTREACH_STARTED",
        "LOOP_CLOSED",
        "ASSIGNMENT_ENDED",
    ],
    joining: &["GLASS_BROKEN"],
};

const UP: &[&str] = &[
    "ALTER TABLE referral ADD COLUMN assigned_to uuid REFERENCES provider (id)",
    "UPDATE referral SET assigned_to =
        (SELECT a.provider_id FROM assignment a
         WHERE a.referral_id = referral.id AND a.ended_at IS NULL)",
    "ALTER TABLE referral ADD COLUMN restriction text
        CHECK (restriction IN ('PART_2', 'DOMESTIC_VIOLENCE', 'MEMBER'))",
    "ALTER TABLE referral ADD COLUMN is_hidden boolean NOT NULL DEFAULT FALSE",
    "ALTER TABLE referral ADD COLUMN consent_revoked_at timestamptz",
    "CREATE INDEX referral_by_provider ON referral (assigned_to, received_at, id)
        WHERE assigned_to IS NOT NULL",
    "CREATE INDEX referral_restricted ON referral (plan_id) WHERE restriction IS NOT NULL",
    "ALTER TABLE assignment ADD COLUMN is_restricted boolean NOT NULL DEFAULT FALSE",
    "ALTER TABLE member ADD COLUMN restricted_at timestamptz",
    "ALTER TABLE member ADD COLUMN no_contact_since timestamptz",
    "ALTER TABLE member ADD COLUMN contact_channel text
        CHECK (contact_channel IN ('TELEPHONE', 'TEXT', 'EMAIL', 'MAIL', 'IN_PERSON'))",
    "ALTER TABLE member ADD COLUMN contact_from integer
        CHECK (contact_from BETWEEN 0 AND 1439)",
    "ALTER TABLE member ADD COLUMN contact_until integer
        CHECK (contact_until BETWEEN 0 AND 1440)",
    "ALTER TABLE member ADD COLUMN contact_no_voicemail boolean NOT NULL DEFAULT FALSE",
    "ALTER TABLE member ADD COLUMN go_between_name text",
    "ALTER TABLE member ADD COLUMN go_between_phone text",
    "ALTER TABLE member ADD COLUMN contact_note text",
    "ALTER TABLE member ADD COLUMN contact_set_at timestamptz",
    "CREATE TABLE consent (
        id uuid PRIMARY KEY,
        referral_id uuid NOT NULL REFERENCES referral (id),
        scope text NOT NULL,
        given_on date NOT NULL,
        recorded_at timestamptz NOT NULL,
        recorded_by uuid NOT NULL REFERENCES account (id),
        revoked_on date,
        revoked_at timestamptz,
        revoked_by uuid REFERENCES account (id),
        CONSTRAINT consent_revoked_by_somebody CHECK
            ((revoked_on IS NULL) = (revoked_at IS NULL)
             AND (revoked_at IS NULL) = (revoked_by IS NULL))
    )",
    // One consent is in force at a time.
    "CREATE UNIQUE INDEX consent_in_force ON consent (referral_id) WHERE revoked_at IS NULL",
    "CREATE INDEX consent_by_referral ON consent (referral_id, recorded_at, id)",
    "CREATE TABLE broken_glass (
        id uuid PRIMARY KEY,
        plan_id uuid NOT NULL REFERENCES organization (id),
        member_id uuid NOT NULL REFERENCES member (id),
        account_id uuid NOT NULL REFERENCES account (id),
        reason text NOT NULL,
        broken_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL
    )",
    "CREATE INDEX broken_glass_by_plan ON broken_glass (plan_id, broken_at, id)",
    "CREATE INDEX broken_glass_by_expiry ON broken_glass (expires_at)",
    "CREATE TABLE privacy_policy (
        plan_id uuid PRIMARY KEY REFERENCES organization (id),
        others_see text NOT NULL CHECK (others_see IN ('EXISTENCE', 'NOTHING')),
        names_coordinators boolean NOT NULL,
        names_reviewers boolean NOT NULL,
        set_at timestamptz NOT NULL,
        set_by uuid NOT NULL REFERENCES account (id)
    )",
    "ALTER TABLE notice ADD COLUMN member_id uuid REFERENCES member (id)",
];

const DOWN: &[&str] = &[
    "DELETE FROM notice WHERE referral_id IS NULL",
    "ALTER TABLE notice DROP COLUMN member_id",
    "ALTER TABLE member DROP COLUMN contact_set_at",
    "ALTER TABLE member DROP COLUMN contact_note",
    "ALTER TABLE member DROP COLUMN go_between_phone",
    "ALTER TABLE member DROP COLUMN go_between_name",
    "ALTER TABLE member DROP COLUMN contact_no_voicemail",
    "ALTER TABLE member DROP COLUMN contact_until",
    "ALTER TABLE member DROP COLUMN contact_from",
    "ALTER TABLE member DROP COLUMN contact_channel",
    "ALTER TABLE member DROP COLUMN no_contact_since",
    "ALTER TABLE member DROP COLUMN restricted_at",
    "ALTER TABLE assignment DROP COLUMN is_restricted",
    "DROP INDEX referral_restricted",
    "DROP INDEX referral_by_provider",
    "ALTER TABLE referral DROP COLUMN consent_revoked_at",
    "ALTER TABLE referral DROP COLUMN is_hidden",
    "ALTER TABLE referral DROP COLUMN restriction",
    "ALTER TABLE referral DROP COLUMN assigned_to",
];

/// A notice may be about a member and no referral.
const REFERRAL: Nullable = Nullable {
    table: "notice",
    column: "referral_id",
    definition: "uuid NOT NULL REFERENCES referral (id)",
};

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, UP).await?;
        NOTICES.widen(manager).await?;
        set_nullable(manager, REFERRAL, true).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, DOWN).await?;
        set_nullable(manager, REFERRAL, false).await?;
        NOTICES.narrow(manager).await?;
        drop_tables(manager, &["privacy_policy", "broken_glass", "consent"]).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
