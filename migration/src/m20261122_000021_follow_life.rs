//! What follows for loops from what happens to a member: which ends of enrolment were followed, and
//! which loops a fact has closed. Records that look like one person and are two.

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
];

const DOWN: &[&str] = &[
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
        drop_tables(manager, &["member_apart", "life_closure"]).await?;
        run(manager, DOWN).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
