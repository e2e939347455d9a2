//! Which providers were thought of when an assignment was made, and why it was this one.

use sea_orm_migration::prelude::*;

use crate::support::sql_migration;

sql_migration!(
    Migration,
    up: &[
        "CREATE TABLE assignment_candidate (
            assignment_id uuid NOT NULL REFERENCES assignment (id),
            rank integer NOT NULL CHECK (rank >= 1),
            provider_id uuid NOT NULL REFERENCES provider (id),
            exclusions text NOT NULL,
            is_chosen boolean NOT NULL,
            speaks_language boolean NOT NULL,
            free_places integer NOT NULL CHECK (free_places >= 0),
            last_assigned_at timestamptz,
            distance_km integer CHECK (distance_km >= 0),
            PRIMARY KEY (assignment_id, rank)
        )",
    ],
    drops: &["assignment_candidate"]
);
