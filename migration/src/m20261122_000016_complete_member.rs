//! What is known of a member over time: addresses, phones, enrolment, contacts, populations of
//! focus, lead care managers, households, life events; the keys by which members are searched;
//! and records that turned out to be one person.

use sea_orm_migration::prelude::*;

use crate::support::{drop_tables, run};

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

const UP: &[&str] = &[
    "ALTER TABLE member ADD COLUMN is_interpreter_needed boolean NOT NULL DEFAULT FALSE",
    "ALTER TABLE member ADD COLUMN alternative_format text
        CHECK (alternative_format IN ('LARGE_PRINT', 'BRAILLE', 'AUDIO', 'DATA'))",
    // Null: since before it was recorded.
    "ALTER TABLE member ADD COLUMN address_from_on date",
    "ALTER TABLE member ADD COLUMN merged_into uuid REFERENCES member (id)",
    // Whether `member_key` has the member's keys. Rows made by older programs wait for the server.
    "ALTER TABLE member ADD COLUMN is_keyed boolean NOT NULL DEFAULT FALSE",
    "CREATE INDEX member_unkeyed ON member (id) WHERE NOT is_keyed",
    "CREATE INDEX member_by_birth ON member (plan_id, birth_on, id)",
    "CREATE INDEX member_by_kept ON member (merged_into) WHERE merged_into IS NOT NULL",
    "CREATE TABLE member_key (
        plan_id uuid NOT NULL REFERENCES organization (id),
        key text {bytewise} NOT NULL,
        member_id uuid NOT NULL REFERENCES member (id),
        PRIMARY KEY (plan_id, key, member_id)
    )",
    "CREATE INDEX member_key_by_member ON member_key (member_id)",
    "CREATE TABLE former_address (
        id uuid PRIMARY KEY,
        plan_id uuid NOT NULL REFERENCES organization (id),
        member_id uuid NOT NULL REFERENCES member (id),
        from_on date,
        until_on date NOT NULL,
        street text,
        city text,
        zip text,
        county_fips text NOT NULL,
        whereabouts text,
        replaced_at timestamptz NOT NULL,
        replaced_by uuid NOT NULL REFERENCES account (id),
        CHECK (from_on IS NULL OR from_on <= until_on)
    )",
    "CREATE INDEX former_address_by_member ON former_address (member_id, until_on, id)",
    "CREATE TABLE member_phone (
        id uuid PRIMARY KEY,
        plan_id uuid NOT NULL REFERENCES organization (id),
        member_id uuid NOT NULL REFERENCES member (id),
        position integer NOT NULL CHECK (position >= 1),
        number text NOT NULL,
        kind text NOT NULL CHECK (kind IN ('MOBILE', 'HOME', 'WORK', 'MESSAGE')),
        set_at timestamptz NOT NULL,
        set_by uuid NOT NULL REFERENCES account (id),
        ended_at timestamptz
    )",
    // The first is the best.
    "CREATE UNIQUE INDEX member_phone_in_use ON member_phone (member_id, position)
        WHERE ended_at IS NULL",
    "CREATE TABLE enrolment (
        id uuid PRIMARY KEY,
        plan_id uuid NOT NULL REFERENCES organization (id),
        member_id uuid NOT NULL REFERENCES member (id),
        kind text NOT NULL CHECK (kind IN ('ENROLLED', 'REINSTATED')),
        from_on date NOT NULL,
        until_on date,
        end_reason text CHECK (end_reason IN
            ('LOST_ELIGIBILITY', 'CHANGED_PLAN', 'MOVED_AWAY', 'DIED', 'INCARCERATED', 'OTHER')),
        recorded_at timestamptz NOT NULL,
        recorded_by uuid NOT NULL REFERENCES account (id),
        ended_at timestamptz,
        ended_by uuid REFERENCES account (id),
        CHECK (until_on IS NULL OR from_on <= until_on),
        CHECK ((until_on IS NULL) = (ended_at IS NULL)
           AND (ended_at IS NULL) = (ended_by IS NULL)
           AND (ended_at IS NULL) = (end_reason IS NULL))
    )",
    "CREATE UNIQUE INDEX enrolment_one_begins ON enrolment (member_id, from_on)",
    "CREATE UNIQUE INDEX enrolment_one_open ON enrolment (member_id) WHERE until_on IS NULL",
    "CREATE TABLE member_contact (
        id uuid PRIMARY KEY,
        plan_id uuid NOT NULL REFERENCES organization (id),
        member_id uuid NOT NULL REFERENCES member (id),
        role text NOT NULL CHECK (role IN
            ('GUARDIAN', 'AUTHORIZED_REPRESENTATIVE', 'CAREGIVER')),
        name text NOT NULL,
        phone text,
        relationship text,
        may_be_told boolean NOT NULL,
        may_decide boolean NOT NULL,
        from_on date NOT NULL,
        until_on date,
        replaces_id uuid REFERENCES member_contact (id),
        recorded_at timestamptz NOT NULL,
        recorded_by uuid NOT NULL REFERENCES account (id)
    )",
    "CREATE INDEX member_contact_by_member ON member_contact (member_id, from_on, id)",
    "CREATE TABLE member_population (
        id uuid PRIMARY KEY,
        plan_id uuid NOT NULL REFERENCES organization (id),
        member_id uuid NOT NULL REFERENCES member (id),
        population text NOT NULL,
        from_on date NOT NULL,
        until_on date,
        recorded_at timestamptz NOT NULL,
        recorded_by uuid NOT NULL REFERENCES account (id)
    )",
    "CREATE INDEX member_population_by_member ON member_population (member_id, from_on, id)",
    "CREATE UNIQUE INDEX member_population_once ON member_population (member_id, population)
        WHERE until_on IS NULL",
    "CREATE TABLE lead_care_manager (
        id uuid PRIMARY KEY,
        plan_id uuid NOT NULL REFERENCES organization (id),
        member_id uuid NOT NULL REFERENCES member (id),
        provider_id uuid NOT NULL REFERENCES provider (id),
        name text NOT NULL,
        phone text,
        from_on date NOT NULL,
        until_on date,
        recorded_at timestamptz NOT NULL,
        recorded_by uuid NOT NULL REFERENCES account (id)
    )",
    "CREATE INDEX lead_care_manager_by_member ON lead_care_manager (member_id, from_on, id)",
    "CREATE UNIQUE INDEX lead_care_manager_one ON lead_care_manager (member_id)
        WHERE until_on IS NULL",
    "CREATE TABLE household_member (
        id uuid PRIMARY KEY,
        plan_id uuid NOT NULL REFERENCES organization (id),
        household_id uuid NOT NULL,
        member_id uuid NOT NULL REFERENCES member (id),
        role text NOT NULL CHECK (role IN
            ('HEAD', 'PARTNER', 'CHILD', 'PARENT', 'OTHER_RELATIVE', 'NOT_RELATED')),
        from_on date NOT NULL,
        until_on date,
        recorded_at timestamptz NOT NULL,
        recorded_by uuid NOT NULL REFERENCES account (id)
    )",
    "CREATE INDEX household_member_by_household ON household_member (household_id, id)
        WHERE until_on IS NULL",
    "CREATE UNIQUE INDEX household_member_one ON household_member (member_id)
        WHERE until_on IS NULL",
    "CREATE TABLE life_event (
        id uuid PRIMARY KEY,
        plan_id uuid NOT NULL REFERENCES organization (id),
        member_id uuid NOT NULL REFERENCES member (id),
        kind text NOT NULL CHECK (kind IN
            ('DEATH', 'INCARCERATION', 'RELEASE', 'LOST_ELIGIBILITY', 'CHANGED_PLAN')),
        happened_on date NOT NULL,
        note text,
        corrects_id uuid REFERENCES life_event (id),
        is_void boolean NOT NULL,
        recorded_at timestamptz NOT NULL,
        recorded_by uuid NOT NULL REFERENCES account (id)
    )",
    "CREATE INDEX life_event_by_member ON life_event (member_id, happened_on, id)",
    // What was corrected once is corrected again by correcting the correction.
    "CREATE UNIQUE INDEX life_event_one_correction ON life_event (corrects_id)
        WHERE corrects_id IS NOT NULL",
    "CREATE TABLE member_merge (
        id uuid PRIMARY KEY,
        plan_id uuid NOT NULL REFERENCES organization (id),
        kept_id uuid NOT NULL REFERENCES member (id),
        merged_id uuid NOT NULL REFERENCES member (id),
        reason text NOT NULL,
        merged_at timestamptz NOT NULL,
        merged_by uuid NOT NULL REFERENCES account (id),
        undone_at timestamptz,
        undone_by uuid REFERENCES account (id),
        CHECK (kept_id <> merged_id)
    )",
    "CREATE INDEX member_merge_by_kept ON member_merge (kept_id, id)",
    "CREATE UNIQUE INDEX member_merge_in_force ON member_merge (merged_id)
        WHERE undone_at IS NULL",
];

const DOWN: &[&str] = &[
    "DROP INDEX member_by_kept",
    "DROP INDEX member_by_birth",
    "DROP INDEX member_unkeyed",
    "ALTER TABLE member DROP COLUMN is_keyed",
    "ALTER TABLE member DROP COLUMN merged_into",
    "ALTER TABLE member DROP COLUMN address_from_on",
    "ALTER TABLE member DROP COLUMN alternative_format",
    "ALTER TABLE member DROP COLUMN is_interpreter_needed",
];

const TABLES: &[&str] = &[
    "member_merge",
    "life_event",
    "household_member",
    "lead_care_manager",
    "member_population",
    "member_contact",
    "enrolment",
    "member_phone",
    "former_address",
    "member_key",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, TABLES).await?;
        run(manager, DOWN).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
