//! Mailboxes and their numbered notices.

use sea_orm_migration::prelude::*;

use crate::support::sql_migration;

sql_migration!(
    Migration,
    up: &[
        "CREATE TABLE mailbox (
            organization_id uuid PRIMARY KEY REFERENCES organization (id),
            last_seq bigint NOT NULL CHECK (last_seq >= 0)
        )",
        "CREATE TABLE notice (
            organization_id uuid NOT NULL REFERENCES mailbox (organization_id),
            seq bigint NOT NULL CHECK (seq >= 1),
            kind text NOT NULL CHECK (kind IN
                ('REFERRAL_RECEIVED', 'REFERRAL_ASSIGNED', 'REFERRAL_ACCEPTED',
                 'REFERRAL_DECLINED', 'OUTREACH_STARTED', 'LOOP_CLOSED',
                 'ASSIGNMENT_ENDED')),
            referral_id uuid NOT NULL REFERENCES referral (id),
            assignment_id uuid REFERENCES assignment (id),
            occurred_at timestamptz NOT NULL,
            delivered_at timestamptz,
            acknowledged_at timestamptz,
            acknowledged_by uuid REFERENCES account (id),
            PRIMARY KEY (organization_id, seq)
        )",
        "CREATE INDEX notice_unacknowledged ON notice (organization_id, seq)
            WHERE acknowledged_at IS NULL",
        "CREATE INDEX notice_by_assignment ON notice (assignment_id, organization_id)",
    ],
    drops: &["notice", "mailbox"]
);
