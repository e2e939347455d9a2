//! Authorizations inside the loop: how a plan decides them, what was asked and answered, what was
//! granted, and a ledger of what is used of it.
//!
//! The table is called `service_authorization`: `authorization` is a reserved word of SQL.

use sea_orm_migration::prelude::*;

use crate::support::{Words, drop_tables, run};

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

const WORDS: &[Words] = &[
    Words {
        table: "referral",
        column: "status",
        joining: &["AWAITING_AUTHORIZATION"],
    },
    Words {
        table: "referral_event",
        column: "kind",
        joining: &[
            "AUTHORIZATION_REQUESTED",
            "AUTHORIZED",
            "NOT_AUTHORIZED",
            "AUTHORIZATION_CHANGED",
        ],
    },
    Words {
        table: "notice",
        column: "kind",
        joining: &[
            "AUTHORIZATION_REQUESTED",
            "AUTHORIZED",
            "NOT_AUTHORIZED",
            "AUTHORIZATION_CHANGED",
            "AUTHORIZATION_DUE_SOON",
            "AUTHORIZATION_OVERDUE",
            "AUTHORIZATION_EXPIRING",
            "AUTHORIZATION_NEARLY_USED",
            "INFORMATION_NEEDED",
        ],
    },
];

const UP: &[&str] = &[
    "CREATE TABLE authorization_policy (
        plan_id uuid NOT NULL REFERENCES organization (id),
        service text NOT NULL,
        county_fips text NOT NULL,
        from_on date NOT NULL,
        is_required boolean NOT NULL,
        standard_business_days integer CHECK (standard_business_days BETWEEN 1 AND 60),
        standard_calendar_days integer CHECK (standard_calendar_days BETWEEN 1 AND 60),
        expedited_hours integer NOT NULL CHECK (expedited_hours BETWEEN 1 AND 72),
        urgent_hours integer CHECK (urgent_hours BETWEEN 1 AND 72),
        concurrent_hours integer NOT NULL CHECK (concurrent_hours BETWEEN 1 AND 72),
        extension_days integer NOT NULL CHECK (extension_days BETWEEN 0 AND 14),
        extension_from_receipt boolean NOT NULL,
        pauses_for_information boolean NOT NULL,
        retrospective_days integer CHECK (retrospective_days BETWEEN 1 AND 365),
        usual_units integer CHECK (usual_units BETWEEN 1 AND 100000),
        usual_days integer NOT NULL CHECK (usual_days BETWEEN 1 AND 3650),
        needs_second_reviewer boolean NOT NULL,
        denial_closes boolean NOT NULL,
        remind_minutes integer NOT NULL CHECK (remind_minutes BETWEEN 0 AND 10080),
        expiring_days integer NOT NULL CHECK (expiring_days BETWEEN 0 AND 365),
        notice_ahead_days integer NOT NULL CHECK (notice_ahead_days BETWEEN 0 AND 90),
        nearly_used_percent integer NOT NULL CHECK (nearly_used_percent BETWEEN 1 AND 100),
        set_at timestamptz NOT NULL,
        set_by uuid NOT NULL REFERENCES account (id),
        PRIMARY KEY (plan_id, service, county_fips, from_on),
        CHECK (standard_business_days IS NOT NULL OR standard_calendar_days IS NOT NULL)
    )",
    "CREATE TABLE plan_holiday (
        plan_id uuid NOT NULL REFERENCES organization (id),
        day date NOT NULL,
        is_closed boolean NOT NULL,
        name text NOT NULL,
        set_at timestamptz NOT NULL,
        set_by uuid NOT NULL REFERENCES account (id),
        PRIMARY KEY (plan_id, day)
    )",
    "CREATE TABLE reviewer_competence (
        account_id uuid NOT NULL REFERENCES account (id),
        service text NOT NULL,
        plan_id uuid NOT NULL REFERENCES organization (id),
        marked_at timestamptz NOT NULL,
        marked_by uuid NOT NULL REFERENCES account (id),
        PRIMARY KEY (account_id, service)
    )",
    "CREATE TABLE service_authorization (
        id uuid NOT NULL PRIMARY KEY,
        number text NOT NULL CONSTRAINT service_authorization_number_unique UNIQUE,
        plan_id uuid NOT NULL REFERENCES organization (id),
        member_id uuid REFERENCES member (id),
        referral_id uuid REFERENCES referral (id),
        provider_id uuid REFERENCES organization (id),
        service text NOT NULL,
        procedure_code text,
        county_fips text,
        kind text NOT NULL CHECK (kind IN
            ('PRIOR', 'EXPEDITED', 'CONCURRENT', 'RETROSPECTIVE', 'PRESUMPTIVE')),
        status text NOT NULL CHECK (status IN ('PENDING', 'APPROVED', 'MODIFIED', 'DENIED',
            'REDUCED', 'TERMINATED', 'WITHDRAWN', 'VOID')),
        version integer NOT NULL,
        requested_by uuid NOT NULL REFERENCES organization (id),
        requested_account uuid REFERENCES account (id),
        requested_at timestamptz NOT NULL,
        asked_units integer CHECK (asked_units > 0),
        asked_cents bigint CHECK (asked_cents > 0),
        asked_from_on date NOT NULL,
        asked_until_on date NOT NULL,
        comment text,
        standard_business_days integer,
        standard_calendar_days integer,
        clock_hours integer,
        extension_days integer NOT NULL,
        extension_from_receipt boolean NOT NULL,
        pauses_for_information boolean NOT NULL,
        information_at timestamptz,
        due_by_information timestamptz,
        due_by_request timestamptz,
        due_at timestamptz,
        extended_at timestamptz,
        extension_reason text,
        units integer CHECK (units > 0),
        cents bigint CHECK (cents > 0),
        from_on date,
        until_on date,
        used_units integer NOT NULL CHECK (used_units >= 0),
        used_cents bigint NOT NULL CHECK (used_cents >= 0),
        last_entry integer NOT NULL,
        proposed_status text CHECK (proposed_status IN
            ('APPROVED', 'MODIFIED', 'DENIED', 'REDUCED', 'TERMINATED')),
        proposed_by uuid REFERENCES account (id),
        decided_at timestamptz,
        decided_by uuid REFERENCES account (id),
        decision_reason text,
        decision_note text,
        exception_ground text CHECK (exception_ground IN ('TERMS', 'OVERRIDE')),
        exception_reason text,
        exception_evidence text,
        renews_id uuid REFERENCES service_authorization (id),
        is_restricted boolean NOT NULL,
        last_event_seq integer NOT NULL,
        CHECK (asked_from_on <= asked_until_on),
        CHECK (member_id IS NOT NULL OR referral_id IS NOT NULL),
        CHECK ((from_on IS NULL) = (until_on IS NULL)),
        CHECK (used_units <= units OR units IS NULL OR used_units = 0),
        CHECK (used_cents <= cents OR cents IS NULL OR used_cents = 0),
        CHECK (due_at IS NULL OR status = 'PENDING'),
        CHECK (exception_ground IS NULL
            OR (exception_reason IS NOT NULL AND exception_evidence IS NOT NULL))
    )",
    // At most one request waits for a referral.
    "CREATE UNIQUE INDEX service_authorization_one_pending ON service_authorization (referral_id)
        WHERE status = 'PENDING'",
    "CREATE INDEX service_authorization_by_referral
        ON service_authorization (referral_id, requested_at, id)",
    // The reviewer's worklist: what is pending, due soonest first; it holds no history.
    "CREATE INDEX service_authorization_due ON service_authorization (plan_id, due_at, id)
        WHERE status = 'PENDING'",
    "CREATE INDEX service_authorization_by_plan
        ON service_authorization (plan_id, requested_at, id)",
    "CREATE INDEX service_authorization_by_member
        ON service_authorization (member_id, service, until_on)",
    "CREATE INDEX service_authorization_by_provider
        ON service_authorization (provider_id, requested_at, id)",
    "CREATE INDEX service_authorization_by_requester
        ON service_authorization (requested_by, requested_at, id)",
    "CREATE TABLE authorization_answer (
        authorization_id uuid NOT NULL REFERENCES service_authorization (id),
        criterion text NOT NULL,
        answer text NOT NULL CHECK (answer IN ('YES', 'NO', 'UNKNOWN')),
        note text,
        answered_at timestamptz NOT NULL,
        answered_by uuid REFERENCES account (id),
        PRIMARY KEY (authorization_id, criterion)
    )",
    "CREATE TABLE authorization_diagnosis (
        authorization_id uuid NOT NULL REFERENCES service_authorization (id),
        position integer NOT NULL CHECK (position BETWEEN 1 AND 5),
        code text NOT NULL,
        PRIMARY KEY (authorization_id, position)
    )",
    "CREATE TABLE authorization_attachment (
        authorization_id uuid NOT NULL REFERENCES service_authorization (id),
        position integer NOT NULL,
        title text NOT NULL,
        reference text NOT NULL,
        added_at timestamptz NOT NULL,
        added_by uuid REFERENCES account (id),
        PRIMARY KEY (authorization_id, position)
    )",
    "CREATE TABLE authorization_question (
        authorization_id uuid NOT NULL REFERENCES service_authorization (id),
        position integer NOT NULL,
        question text NOT NULL,
        asked_at timestamptz NOT NULL,
        asked_by uuid REFERENCES account (id),
        answer text,
        answered_at timestamptz,
        answered_by uuid REFERENCES account (id),
        PRIMARY KEY (authorization_id, position)
    )",
    "CREATE TABLE authorization_event (
        authorization_id uuid NOT NULL REFERENCES service_authorization (id),
        seq integer NOT NULL,
        kind text NOT NULL CHECK (kind IN ('REQUESTED', 'INFORMATION_ASKED',
            'INFORMATION_RECEIVED', 'EXTENDED', 'PROPOSED', 'RETURNED', 'APPROVED', 'MODIFIED',
            'DENIED', 'REDUCED', 'TERMINATED', 'WITHDRAWN', 'VOIDED', 'CLIPPED', 'ESCALATED')),
        occurred_at timestamptz NOT NULL,
        account_id uuid REFERENCES account (id),
        organization_id uuid NOT NULL REFERENCES organization (id),
        reason text,
        note text,
        PRIMARY KEY (authorization_id, seq)
    )",
    "CREATE TABLE authorization_entry (
        authorization_id uuid NOT NULL REFERENCES service_authorization (id),
        seq integer NOT NULL,
        kind text NOT NULL CHECK (kind IN
            ('GRANTED', 'DRAWN', 'RETURNED', 'REDUCED', 'TERMINATED', 'VOIDED', 'CLIPPED')),
        units integer NOT NULL,
        cents bigint NOT NULL,
        units_left integer,
        cents_left bigint,
        assignment_id uuid REFERENCES assignment (id),
        used_on date,
        reason text,
        made_at timestamptz NOT NULL,
        made_by uuid REFERENCES account (id),
        PRIMARY KEY (authorization_id, seq)
    )",
    "CREATE TABLE authorization_step (
        authorization_id uuid NOT NULL REFERENCES service_authorization (id),
        position integer NOT NULL,
        plan_id uuid NOT NULL REFERENCES organization (id),
        fires_at timestamptz NOT NULL,
        tells text NOT NULL CHECK (tells IN ('AUTHORIZATION_DUE_SOON', 'AUTHORIZATION_OVERDUE',
            'AUTHORIZATION_EXPIRING')),
        state text NOT NULL CHECK (state IN ('PENDING', 'FIRED', 'CANCELLED')),
        fired_at timestamptz,
        PRIMARY KEY (authorization_id, position)
    )",
    "CREATE INDEX authorization_step_due ON authorization_step (fires_at, authorization_id)
        WHERE state = 'PENDING'",
    "ALTER TABLE assignment ADD COLUMN authorization_id uuid REFERENCES service_authorization (id)",
    "ALTER TABLE assignment ADD COLUMN is_unpayable boolean NOT NULL DEFAULT FALSE",
];

const DOWN: &[&str] = &[
    "ALTER TABLE assignment DROP COLUMN is_unpayable",
    "ALTER TABLE assignment DROP COLUMN authorization_id",
];

const TABLES: &[&str] = &[
    "authorization_step",
    "authorization_entry",
    "authorization_event",
    "authorization_question",
    "authorization_attachment",
    "authorization_diagnosis",
    "authorization_answer",
    "service_authorization",
    "reviewer_competence",
    "plan_holiday",
    "authorization_policy",
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
        drop_tables(manager, TABLES).await?;
        for words in WORDS {
            words.leave(manager).await?;
        }
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
