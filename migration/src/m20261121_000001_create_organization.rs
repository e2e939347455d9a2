//! Organizations, their people, and the installation itself.

use sea_orm_migration::prelude::*;

use crate::support::sql_migration;

sql_migration!(
    Migration,
    up: &[
        "CREATE TABLE installation (
            id integer PRIMARY KEY CHECK (id = 1),
            epoch bigint NOT NULL,
            epoch_started_at timestamptz NOT NULL
        )",
        "CREATE TABLE organization (
            id uuid PRIMARY KEY,
            kind text NOT NULL CHECK (kind IN ('PLAN', 'PROVIDER', 'REFERRER')),
            name text NOT NULL,
            phone text,
            created_at timestamptz NOT NULL
        )",
        "CREATE INDEX organization_by_name ON organization (kind, name)",
        "CREATE TABLE account (
            id uuid PRIMARY KEY,
            organization_id uuid NOT NULL REFERENCES organization (id),
            email text NOT NULL CONSTRAINT account_email_unique UNIQUE,
            name text NOT NULL,
            password_hash text NOT NULL,
            is_active boolean NOT NULL,
            created_at timestamptz NOT NULL
        )",
        "CREATE TABLE account_role (
            account_id uuid NOT NULL REFERENCES account (id),
            role text NOT NULL CHECK (role IN ('REFERRER', 'PROVIDER_STAFF', 'PLAN_COORDINATOR')),
            PRIMARY KEY (account_id, role)
        )",
        "CREATE TABLE idempotency_key (
            account_id uuid NOT NULL REFERENCES account (id),
            mutation text NOT NULL,
            key text NOT NULL,
            fingerprint bytea NOT NULL,
            record_id uuid NOT NULL,
            created_at timestamptz NOT NULL,
            PRIMARY KEY (account_id, mutation, key)
        )",
        "CREATE INDEX idempotency_key_by_age ON idempotency_key (created_at)",
    ],
    drops: &["idempotency_key", "account_role", "account", "organization", "installation"]
);
