//! The loop: referrals, assignments, outreach and the timeline.

use sea_orm_migration::prelude::*;

use crate::support::sql_migration;

sql_migration!(
    Migration,
    up: &[
        "CREATE TABLE referral (
            id uuid PRIMARY KEY,
            number text NOT NULL CONSTRAINT referral_number_unique UNIQUE,
            plan_id uuid NOT NULL REFERENCES organization (id),
            referrer_id uuid NOT NULL REFERENCES organization (id),
            referred_by uuid NOT NULL REFERENCES account (id),
            contact_name text NOT NULL,
            contact_reach text NOT NULL,
            service text NOT NULL,
            urgency text NOT NULL CHECK (urgency IN ('ROUTINE', 'URGENT')),
            county_fips text,
            zip text,
            person_first_name text NOT NULL,
            person_last_name text NOT NULL,
            person_birth_on date,
            person_cin text,
            person_phone text,
            needs text,
            member_id uuid REFERENCES member (id),
            status text NOT NULL CHECK (status IN
                ('RECEIVED', 'READY', 'ASSIGNED', 'ACCEPTED', 'IN_OUTREACH', 'CLOSED')),
            version integer NOT NULL,
            last_event_seq integer NOT NULL,
            received_at timestamptz NOT NULL,
            status_changed_at timestamptz NOT NULL,
            closure_reason text,
            closure_note text,
            closed_at timestamptz,
            CONSTRAINT referral_closed_with_reason CHECK
                ((status = 'CLOSED') = (closed_at IS NOT NULL)
                 AND (closed_at IS NULL) = (closure_reason IS NULL)),
            CONSTRAINT referral_needs_member CHECK
                (member_id IS NOT NULL OR status IN ('RECEIVED', 'CLOSED'))
        )",
        "CREATE INDEX referral_by_plan ON referral (plan_id, received_at, id)",
        "CREATE INDEX referral_by_plan_status ON referral (plan_id, status, received_at, id)",
        "CREATE INDEX referral_by_referrer ON referral (referrer_id, received_at, id)",
        "CREATE INDEX referral_by_member ON referral (member_id)",
        "CREATE TABLE assignment (
            id uuid PRIMARY KEY,
            referral_id uuid NOT NULL REFERENCES referral (id),
            plan_id uuid NOT NULL REFERENCES organization (id),
            provider_id uuid NOT NULL REFERENCES provider (id),
            member_id uuid NOT NULL REFERENCES member (id),
            pool_id uuid NOT NULL REFERENCES pool (id),
            status text NOT NULL CHECK (status IN ('ASSIGNED', 'ACCEPTED', 'IN_SERVICE', 'ENDED')),
            slot text NOT NULL CHECK (slot IN ('HELD', 'ACTIVE', 'FREED')),
            assigned_at timestamptz NOT NULL,
            assigned_by uuid NOT NULL REFERENCES account (id),
            accepted_at timestamptz,
            outreach_due_at timestamptz,
            first_attempt_at timestamptz,
            next_due_at timestamptz NOT NULL,
            service_started_at timestamptz,
            ended_at timestamptz,
            end_reason text CHECK (end_reason IN
                ('SERVICE_ENDED', 'LOOP_CLOSED', 'DECLINED', 'REASSIGNED')),
            CONSTRAINT assignment_ended_with_reason CHECK
                ((status = 'ENDED') = (ended_at IS NOT NULL)
                 AND (ended_at IS NULL) = (end_reason IS NULL)
                 AND (ended_at IS NULL) = (slot <> 'FREED'))
        )",
        "CREATE UNIQUE INDEX assignment_one_live ON assignment (referral_id)
            WHERE ended_at IS NULL",
        "CREATE INDEX assignment_by_referral ON assignment (referral_id, assigned_at)",
        "CREATE INDEX assignment_open_by_provider ON assignment (provider_id, next_due_at, id)
            WHERE ended_at IS NULL",
        "CREATE INDEX assignment_open_by_plan ON assignment (plan_id, next_due_at, id)
            WHERE ended_at IS NULL",
        "CREATE INDEX assignment_open_by_member ON assignment (member_id, provider_id)
            WHERE ended_at IS NULL",
        "CREATE INDEX assignment_by_provider ON assignment (provider_id, assigned_at, id)",
        "CREATE TABLE outreach_attempt (
            id uuid PRIMARY KEY,
            assignment_id uuid NOT NULL REFERENCES assignment (id),
            plan_id uuid NOT NULL REFERENCES organization (id),
            provider_id uuid NOT NULL REFERENCES provider (id),
            made_at timestamptz NOT NULL,
            recorded_at timestamptz NOT NULL,
            recorded_by uuid NOT NULL REFERENCES account (id),
            method text NOT NULL CHECK (method IN
                ('IN_PERSON', 'TELEPHONE', 'VIDEO', 'TEXT', 'EMAIL', 'MAIL')),
            outcome text NOT NULL CHECK (outcome IN
                ('REACHED', 'REACHED_THROUGH_OTHER', 'MESSAGE_LEFT', 'NO_ANSWER',
                 'WRONG_CONTACT', 'NO_SHOW', 'REFUSED')),
            minutes integer NOT NULL CHECK (minutes >= 1),
            note text
        )",
        "CREATE INDEX outreach_attempt_by_assignment
            ON outreach_attempt (assignment_id, made_at, id)",
        "CREATE TABLE referral_event (
            referral_id uuid NOT NULL REFERENCES referral (id),
            seq integer NOT NULL,
            kind text NOT NULL CHECK (kind IN
                ('RECEIVED', 'MEMBER_CONFIRMED', 'ASSIGNED', 'ACCEPTED', 'DECLINED', 'UNASSIGNED',
                 'OUTREACH_RECORDED', 'SERVICE_STARTED', 'CLOSED', 'SERVICE_ENDED')),
            occurred_at timestamptz NOT NULL,
            recorded_at timestamptz NOT NULL,
            account_id uuid REFERENCES account (id),
            organization_id uuid NOT NULL REFERENCES organization (id),
            assignment_id uuid REFERENCES assignment (id),
            reason text,
            note text,
            PRIMARY KEY (referral_id, seq)
        )",
    ],
    drops: &["referral_event", "outreach_attempt", "assignment", "referral"]
);
