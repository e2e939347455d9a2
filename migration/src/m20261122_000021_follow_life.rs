//! What follows for loops from what happens to a member: which ends of enrolment were followed, and
//! which loops a fact has closed. Records that look like one person and are two. The plan's order of
//! who waits, offers that lapse, and how long people waited.

use sea_orm_migration::prelude::*;

use crate::support::{Words, drop_tables, run};

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

const EVENTS: Words = Words {
    table: "referral_event",
    column: "kind",
    joining: &["PASSED_ON"],
};

const UP: &[&str] = &[
    "ALTER TABLE enrolment ADD COLUMN is_followed boolean NOT NULL DEFAULT FALSE",
    // Where the member goes, as the plan that ends the enrolment knows it.
    "ALTER TABLE enrolment ADD COLUMN next_plan_id uuid REFERENCES organization (id)",
    // What is due is found without looking at what is not.
    "CREATE INDEX enrolment_to_follow ON enrolment (until_on, member_id)
        WHERE until_on IS NOT NULL AND NOT is_followed",
    // One person has one CIN with all plans.
    "CREATE INDEX member_by_cin ON member (cin)",
    "CREATE TABLE life_closure (
        id uuid PRIMARY KEY,
        referral_id uuid NOT NULL REFERENCES referral (id),
        plan_id uuid NOT NULL REFERENCES organization (id),
        member_id uuid NOT NULL REFERENCES member (id),
        provider_id uuid REFERENCES provider (id),
        cause text NOT NULL CHECK (cause IN
            ('DIED', 'IN_CUSTODY', 'LOST_ELIGIBILITY', 'CHANGED_PLAN', 'MOVED_AWAY',
             'DISENROLLED')),
        last_on date NOT NULL,
        event_seq integer NOT NULL,
        followed_at timestamptz NOT NULL,
        next_id uuid REFERENCES referral (id),
        reopened_at timestamptz
    )",
    "CREATE INDEX life_closure_by_member ON life_closure (member_id, id)",
    "CREATE TABLE member_apart (
        id uuid PRIMARY KEY,
        plan_id uuid NOT NULL REFERENCES organization (id),
        one_id uuid NOT NULL REFERENCES member (id),
        other_id uuid NOT NULL REFERENCES member (id),
        reason text NOT NULL,
        decided_at timestamptz NOT NULL,
        decided_by uuid NOT NULL REFERENCES account (id),
        undone_at timestamptz,
        undone_by uuid REFERENCES account (id),
        CHECK (one_id < other_id)
    )",
    "CREATE UNIQUE INDEX member_apart_in_force ON member_apart (one_id, other_id)
        WHERE undone_at IS NULL",
    "CREATE INDEX member_apart_by_other ON member_apart (other_id, one_id)",
    "ALTER TABLE loop_policy ADD COLUMN waitlist_order text NOT NULL DEFAULT 'URGENCY,RECEIVED'",
    "ALTER TABLE loop_policy ADD COLUMN offer_hours integer NOT NULL DEFAULT 72
        CHECK (offer_hours BETWEEN 1 AND 8760)",
    // The place in the order, by the criteria of the plan's policy when it began to wait.
    "ALTER TABLE waitlist_entry ADD COLUMN place text {bytewise} NOT NULL DEFAULT ''",
    "UPDATE waitlist_entry SET place =
        CAST(rank AS text) || '|' || replace(CAST(received_at AS text), ' ', 'T')",
    "ALTER TABLE waitlist_entry ADD COLUMN offer_ends_at timestamptz",
    "DROP INDEX waitlist_entry_in_order",
    "ALTER TABLE waitlist_entry DROP COLUMN rank",
    "ALTER TABLE waitlist_entry DROP COLUMN received_at",
    "CREATE INDEX waitlist_entry_in_order ON waitlist_entry (pool_id, place, referral_id)",
    "CREATE INDEX waitlist_entry_offered ON waitlist_entry (offer_ends_at, referral_id)
        WHERE offer_ends_at IS NOT NULL",
    "CREATE TABLE waiting_spell (
        id uuid PRIMARY KEY,
        plan_id uuid NOT NULL REFERENCES organization (id),
        referral_id uuid NOT NULL REFERENCES referral (id),
        county_fips text NOT NULL,
        language text NOT NULL,
        joined_at timestamptz NOT NULL,
        ended_at timestamptz,
        is_served boolean NOT NULL
    )",
    "CREATE UNIQUE INDEX waiting_spell_open ON waiting_spell (referral_id)
        WHERE ended_at IS NULL",
    "CREATE INDEX waiting_spell_by_plan ON waiting_spell (plan_id, ended_at)",
];

const DOWN: &[&str] = &[
    "DROP INDEX waitlist_entry_offered",
    "DROP INDEX waitlist_entry_in_order",
    "ALTER TABLE waitlist_entry ADD COLUMN rank integer NOT NULL DEFAULT 1",
    "ALTER TABLE waitlist_entry ADD COLUMN received_at timestamptz",
    "UPDATE waitlist_entry SET
        rank = CASE WHEN place LIKE '0%' THEN 0 ELSE 1 END, received_at = joined_at",
    "ALTER TABLE waitlist_entry DROP COLUMN offer_ends_at",
    "ALTER TABLE waitlist_entry DROP COLUMN place",
    "CREATE INDEX waitlist_entry_in_order
        ON waitlist_entry (pool_id, rank, received_at, referral_id)",
    "ALTER TABLE loop_policy DROP COLUMN offer_hours",
    "ALTER TABLE loop_policy DROP COLUMN waitlist_order",
    "DROP INDEX member_by_cin",
    "DROP INDEX enrolment_to_follow",
    "ALTER TABLE enrolment DROP COLUMN next_plan_id",
    "ALTER TABLE enrolment DROP COLUMN is_followed",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, UP).await?;
        EVENTS.join(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        EVENTS.leave(manager).await?;
        drop_tables(manager, &["waiting_spell", "member_apart", "life_closure"]).await?;
        run(manager, DOWN).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
