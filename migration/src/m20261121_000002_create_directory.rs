//! The directory: providers, plans by county, contracts, capacity pools and offerings.

use sea_orm_migration::prelude::*;

use crate::support::sql_migration;

sql_migration!(
    Migration,
    up: &[
        "CREATE TABLE provider (
            id uuid PRIMARY KEY REFERENCES organization (id),
            name text NOT NULL,
            name_key text {bytewise} NOT NULL,
            npi text,
            phone text NOT NULL,
            phone_line text NOT NULL
                CHECK (phone_line IN ('STAFFED', 'VOICEMAIL', 'OFFICE_HOURS')),
            street text NOT NULL,
            city text NOT NULL,
            zip text NOT NULL,
            county_fips text NOT NULL
        )",
        "CREATE INDEX provider_by_name ON provider (name_key, id)",
        "CREATE TABLE provider_language (
            provider_id uuid NOT NULL REFERENCES provider (id),
            language text NOT NULL,
            PRIMARY KEY (provider_id, language)
        )",
        "CREATE TABLE provider_population (
            provider_id uuid NOT NULL REFERENCES provider (id),
            population text NOT NULL,
            PRIMARY KEY (provider_id, population)
        )",
        "CREATE TABLE plan_county (
            plan_id uuid NOT NULL REFERENCES organization (id),
            county_fips text NOT NULL,
            from_on date NOT NULL,
            until_on date,
            PRIMARY KEY (plan_id, county_fips, from_on)
        )",
        "CREATE INDEX plan_county_by_county ON plan_county (county_fips)",
        "CREATE TABLE plan_service (
            plan_id uuid NOT NULL REFERENCES organization (id),
            service text NOT NULL,
            county_fips text NOT NULL,
            from_on date NOT NULL,
            until_on date,
            approved_on date,
            PRIMARY KEY (plan_id, service, county_fips, from_on)
        )",
        "CREATE TABLE contract (
            id uuid PRIMARY KEY,
            plan_id uuid NOT NULL REFERENCES organization (id),
            provider_id uuid NOT NULL REFERENCES provider (id),
            service text NOT NULL,
            from_on date NOT NULL,
            until_on date,
            CONSTRAINT contract_unique UNIQUE (plan_id, provider_id, service, from_on)
        )",
        "CREATE INDEX contract_by_provider ON contract (provider_id, service)",
        "CREATE TABLE pool (
            id uuid PRIMARY KEY,
            provider_id uuid NOT NULL REFERENCES provider (id),
            name text NOT NULL,
            capacity integer NOT NULL CHECK (capacity >= 0),
            held integer NOT NULL CHECK (held >= 0),
            active integer NOT NULL CHECK (active >= 0),
            is_paused boolean NOT NULL,
            updated_at timestamptz NOT NULL
        )",
        "CREATE INDEX pool_by_provider ON pool (provider_id)",
        "CREATE TABLE pool_share (
            pool_id uuid NOT NULL REFERENCES pool (id),
            plan_id uuid NOT NULL REFERENCES organization (id),
            cap integer CHECK (cap >= 0),
            held integer NOT NULL CHECK (held >= 0),
            active integer NOT NULL CHECK (active >= 0),
            PRIMARY KEY (pool_id, plan_id)
        )",
        "CREATE TABLE offering (
            id uuid PRIMARY KEY,
            provider_id uuid NOT NULL REFERENCES provider (id),
            service text NOT NULL,
            pool_id uuid NOT NULL REFERENCES pool (id),
            area_kind text NOT NULL CHECK (area_kind IN ('COUNTY', 'ZIPS')),
            from_on date NOT NULL,
            until_on date
        )",
        "CREATE INDEX offering_by_provider ON offering (provider_id, service)",
        "CREATE TABLE offering_area (
            offering_id uuid NOT NULL REFERENCES offering (id),
            county_fips text NOT NULL,
            zip text NOT NULL,
            provider_id uuid NOT NULL REFERENCES provider (id),
            service text NOT NULL,
            PRIMARY KEY (offering_id, county_fips, zip)
        )",
        "CREATE INDEX offering_area_by_place ON offering_area (county_fips, service, zip)",
        "CREATE INDEX offering_area_by_zip ON offering_area (zip, service) WHERE zip <> ''",
    ],
    drops: &[
        "offering_area", "offering", "pool_share", "pool", "contract", "plan_service",
        "plan_county", "provider_population", "provider_language", "provider",
    ]
);
