//! Sessions, what ends access before its tokens do, and the counters that slow guessing down.

use sea_orm_migration::prelude::*;

use crate::support;

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

const UP: &[&str] = &[
    "ALTER TABLE account ADD COLUMN access_version integer NOT NULL DEFAULT 1",
    "ALTER TABLE account ADD COLUMN access_changed_at timestamptz",
    // Instances read what changed in the last minute, however many accounts there are.
    "CREATE INDEX account_by_access_change ON account (access_changed_at)
        WHERE access_changed_at IS NOT NULL",
    "CREATE TABLE session (
        id uuid PRIMARY KEY,
        account_id uuid NOT NULL REFERENCES account (id),
        created_at timestamptz NOT NULL,
        last_used_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        ended_at timestamptz,
        end_reason text CHECK (end_reason IN
            ('SIGNED_OUT', 'SIGNED_OUT_EVERYWHERE', 'ENDED_ELSEWHERE', 'REUSED',
             'ACCESS_ENDED', 'PASSWORD_CHANGED')),
        generation integer NOT NULL CHECK (generation >= 1),
        refresh_hash bytea NOT NULL,
        address text,
        user_agent text,
        CONSTRAINT session_ended_with_reason CHECK ((ended_at IS NULL) = (end_reason IS NULL))
    )",
    "CREATE INDEX session_live_by_account ON session (account_id) WHERE ended_at IS NULL",
    "CREATE INDEX session_by_end ON session (ended_at) WHERE ended_at IS NOT NULL",
    "CREATE INDEX session_by_expiry ON session (expires_at)",
    // Instants in milliseconds since 1970: one statement compares, adds and answers on both
    // engines.
    "CREATE TABLE sign_in_throttle (
        key bytea PRIMARY KEY,
        failures integer NOT NULL CHECK (failures >= 0),
        last_at bigint NOT NULL,
        blocked_until bigint NOT NULL
    )",
    "CREATE INDEX sign_in_throttle_by_age ON sign_in_throttle (last_at)",
    "CREATE TABLE known_address (
        key bytea PRIMARY KEY,
        last_at bigint NOT NULL
    )",
    "CREATE INDEX known_address_by_age ON known_address (last_at)",
];

const DOWN: &[&str] = &[
    "DROP TABLE known_address",
    "DROP TABLE sign_in_throttle",
    "DROP TABLE session",
    "DROP INDEX account_by_access_change",
    "ALTER TABLE account DROP COLUMN access_changed_at",
    "ALTER TABLE account DROP COLUMN access_version",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        support::run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        support::run(manager, DOWN).await
    }

    // SQLite would otherwise keep the first half of a migration whose second half failed.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
