//! Who waits for a place, and in which order.

use sea_orm_migration::prelude::*;

use crate::support::sql_migration;

sql_migration!(
    Migration,
    up: &[
        // One row for each pool that could serve the referral. The rank is the plan's order:
        // urgent before routine; within it who came in first.
        "CREATE TABLE waitlist_entry (
            pool_id uuid NOT NULL REFERENCES pool (id),
            referral_id uuid NOT NULL REFERENCES referral (id),
            plan_id uuid NOT NULL REFERENCES organization (id),
            provider_id uuid NOT NULL REFERENCES provider (id),
            rank integer NOT NULL,
            received_at timestamptz NOT NULL,
            joined_at timestamptz NOT NULL,
            offered_at timestamptz,
            passed_entry integer,
            PRIMARY KEY (pool_id, referral_id)
        )",
        "CREATE INDEX waitlist_entry_in_order
            ON waitlist_entry (pool_id, rank, received_at, referral_id)",
        "CREATE INDEX waitlist_entry_by_referral ON waitlist_entry (referral_id)",
    ],
    drops: &["waitlist_entry"]
);
