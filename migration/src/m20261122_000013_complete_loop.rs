//! Every way a loop can go: where an act came from, corrections, what follows from what, and the
//! plan's own dated policy for it.

use sea_orm_migration::prelude::*;

use crate::support::{ClosedSet, Nullable, drop_tables, run, set_nullable};

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

const STATUSES: ClosedSet = ClosedSet {
    table: "referral",
    column: "status",
    before: &[
        "RECEIVED",
        "READY",
        "ASSIGNED",
        "ACCEPTED",
        "IN_OUTREACH",
        "CLOSED",
    ],
    joining: &["WAITLISTED"],
};

const EVENTS: ClosedSet = ClosedSet {
    table: "referral_event",
    column: "kind",
    before: &[
        "RECEIVED",
        "MEMBER_CONFIRMED",
        "ASSIGNED",
        "ACCEPTED",
        "DECLINED",
        "UNASSIGNED",
        "OUTREACH_RECORDED",
        "SERVICE_STARTED",
        "CLOSED",
        "SERVICE_ENDED",
    ],
    joining: &[
        "WITHDRAWN",
        "REOPENED",
        "WAITLISTED",
        "LEFT_WAITLIST",
        "PLACE_OFFERED",
        "OFFER_PASSED",
        "CONTACT_RECORDED",
        "OUTREACH_CORRECTED",
        "START_CORRECTED",
        "HANDED_OFF",
        "DUTY_EXCUSED",
        "ESCALATED",
    ],
};

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
        "GLASS_BROKEN",
        "DELEGATION_OFFERED",
        "DELEGATION_ACCEPTED",
        "DELEGATION_ENDED",
        "PRIVACY_OFFICER_CHANGED",
    ],
    joining: &[
        "SERVICE_STARTED",
        "REFERRAL_REOPENED",
        "REFERRAL_WAITLISTED",
        "PLACE_OFFERED",
        "DECLINE_REPORTED",
        "CAPACITY_DISPUTED",
        "CAPACITY_PROPOSED",
        "CAPACITY_DECIDED",
        "CAPACITY_STALE",
        "OUTREACH_REMINDER",
        "OUTREACH_OVERDUE",
        "REASSIGNMENT_PROPOSED",
        "NOT_TOLD",
    ],
};

/// The server assigns by itself what waited for a place.
const ASSIGNED_BY: Nullable = Nullable {
    table: "assignment",
    column: "assigned_by",
    definition: "uuid NOT NULL REFERENCES account (id)",
};

const UP: &[&str] = &[
    "ALTER TABLE referral ADD COLUMN follows_id uuid REFERENCES referral (id)",
    "CREATE INDEX referral_by_followed ON referral (follows_id) WHERE follows_id IS NOT NULL",
    "ALTER TABLE referral_event ADD COLUMN source text NOT NULL DEFAULT 'LIVE'
        CHECK (source IN ('LIVE', 'FILE', 'ON_BEHALF'))",
    "ALTER TABLE assignment ADD COLUMN discontinuation_reason text",
    "ALTER TABLE assignment ADD COLUMN moved_to text",
    "ALTER TABLE assignment ADD COLUMN decline_reason text",
    "ALTER TABLE assignment ADD COLUMN is_disputed boolean NOT NULL DEFAULT FALSE",
    "CREATE INDEX assignment_declined ON assignment (plan_id, ended_at, id)
        WHERE decline_reason IS NOT NULL",
    "ALTER TABLE outreach_attempt ADD COLUMN kind text NOT NULL DEFAULT 'OUTREACH'
        CHECK (kind IN ('OUTREACH', 'FROM_MEMBER', 'BETWEEN_PROFESSIONALS'))",
    "ALTER TABLE outreach_attempt ADD COLUMN is_in_facility boolean NOT NULL DEFAULT FALSE",
    "ALTER TABLE outreach_attempt ADD COLUMN corrects_id uuid
        REFERENCES outreach_attempt (id)",
    "ALTER TABLE outreach_attempt ADD COLUMN correction_reason text",
    "ALTER TABLE outreach_attempt ADD COLUMN is_void boolean NOT NULL DEFAULT FALSE",
    // What was corrected once is corrected again by correcting the correction.
    "CREATE UNIQUE INDEX outreach_attempt_one_correction ON outreach_attempt (corrects_id)
        WHERE corrects_id IS NOT NULL",
    "CREATE TABLE hand_off (
        id uuid PRIMARY KEY,
        referral_id uuid NOT NULL REFERENCES referral (id),
        assignment_id uuid NOT NULL REFERENCES assignment (id),
        plan_id uuid NOT NULL REFERENCES organization (id),
        provider_id uuid NOT NULL REFERENCES provider (id),
        made_at timestamptz NOT NULL,
        recorded_at timestamptz NOT NULL,
        recorded_by uuid NOT NULL REFERENCES account (id),
        from_name text NOT NULL,
        to_name text NOT NULL,
        note text
    )",
    "CREATE INDEX hand_off_by_assignment ON hand_off (assignment_id, made_at, id)",
    "CREATE TABLE loop_policy (
        plan_id uuid NOT NULL REFERENCES organization (id),
        service text NOT NULL,
        from_on date NOT NULL,
        route text NOT NULL CHECK (route IN ('PLAN_ROUTED', 'PROVIDER_DIRECT')),
        closes_at_start boolean NOT NULL,
        reopen_days integer NOT NULL CHECK (reopen_days BETWEEN 0 AND 3650),
        outreach_within_minutes integer CHECK (outreach_within_minutes BETWEEN 1 AND 525600),
        follow_up_attempts integer NOT NULL CHECK (follow_up_attempts BETWEEN 1 AND 100),
        follow_up_days integer NOT NULL CHECK (follow_up_days BETWEEN 1 AND 365),
        undelivered_after_minutes integer NOT NULL
            CHECK (undelivered_after_minutes BETWEEN 1 AND 10080),
        waitlist_mode text NOT NULL CHECK (waitlist_mode IN ('ASSIGN', 'PROPOSE')),
        confirm_capacity_days integer NOT NULL CHECK (confirm_capacity_days BETWEEN 1 AND 365),
        set_at timestamptz NOT NULL,
        set_by uuid NOT NULL REFERENCES account (id),
        PRIMARY KEY (plan_id, service, from_on)
    )",
    "CREATE TABLE escalation_step (
        plan_id uuid NOT NULL,
        service text NOT NULL,
        from_on date NOT NULL,
        position integer NOT NULL CHECK (position >= 1),
        offset_minutes integer NOT NULL CHECK (offset_minutes BETWEEN -525600 AND 525600),
        audience text NOT NULL CHECK (audience IN ('PROVIDER', 'PLAN', 'LEAD_CARE_MANAGER')),
        action text NOT NULL CHECK (action IN ('NOTICE', 'PROPOSE_REASSIGNMENT')),
        PRIMARY KEY (plan_id, service, from_on, position),
        FOREIGN KEY (plan_id, service, from_on)
            REFERENCES loop_policy (plan_id, service, from_on)
    )",
];

const DOWN: &[&str] = &[
    "DELETE FROM outreach_attempt WHERE corrects_id IS NOT NULL OR kind <> 'OUTREACH'",
    "DROP INDEX outreach_attempt_one_correction",
    "ALTER TABLE outreach_attempt DROP COLUMN is_void",
    "ALTER TABLE outreach_attempt DROP COLUMN correction_reason",
    "ALTER TABLE outreach_attempt DROP COLUMN corrects_id",
    "ALTER TABLE outreach_attempt DROP COLUMN is_in_facility",
    "ALTER TABLE outreach_attempt DROP COLUMN kind",
    "DROP INDEX assignment_declined",
    "ALTER TABLE assignment DROP COLUMN is_disputed",
    "ALTER TABLE assignment DROP COLUMN decline_reason",
    "ALTER TABLE assignment DROP COLUMN moved_to",
    "ALTER TABLE assignment DROP COLUMN discontinuation_reason",
    "ALTER TABLE referral_event DROP COLUMN source",
    "DROP INDEX referral_by_followed",
    "ALTER TABLE referral DROP COLUMN follows_id",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, UP).await?;
        STATUSES.widen(manager).await?;
        EVENTS.widen(manager).await?;
        NOTICES.widen(manager).await?;
        set_nullable(manager, ASSIGNED_BY, true).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["escalation_step", "loop_policy", "hand_off"]).await?;
        set_nullable(manager, ASSIGNED_BY, false).await?;
        NOTICES.narrow(manager).await?;
        EVENTS.narrow(manager).await?;
        STATUSES.narrow(manager).await?;
        run(manager, DOWN).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
