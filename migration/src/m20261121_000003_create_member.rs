//! Members of a plan.

use sea_orm_migration::prelude::*;

use crate::support::sql_migration;

sql_migration!(
    Migration,
    up: &[
        "CREATE TABLE member (
            id uuid PRIMARY KEY,
            plan_id uuid NOT NULL REFERENCES organization (id),
            cin text NOT NULL,
            first_name text NOT NULL,
            last_name text NOT NULL,
            name_key text {bytewise} NOT NULL,
            birth_on date NOT NULL,
            phone text,
            language text NOT NULL,
            street text,
            city text,
            zip text,
            county_fips text NOT NULL,
            whereabouts text,
            version integer NOT NULL,
            created_at timestamptz NOT NULL,
            CONSTRAINT member_cin_unique UNIQUE (plan_id, cin)
        )",
        "CREATE INDEX member_by_name ON member (plan_id, name_key, id)",
    ],
    drops: &["member"]
);
