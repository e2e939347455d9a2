//! The audit trail: append-only by trigger, sealed into one keyed chain per organization.
//!
//! Nothing in it refers to other tables: a trail outlives what it tells of, and its rows must go
//! in whatever else fails.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

use crate::support::{drop_tables, run};

const TABLES: &[&str] = &[
    "CREATE TABLE audit_event (
        id uuid PRIMARY KEY,
        organization_id uuid NOT NULL,
        account_id uuid,
        occurred_at timestamptz NOT NULL,
        operation text NOT NULL,
        object_kind text,
        object_id uuid,
        plan_id uuid,
        subjects bytea NOT NULL,
        outcome text NOT NULL CHECK (outcome IN
            ('DONE', 'READ', 'DENIED', 'NOT_FOUND', 'REFUSED', 'FAILED')),
        detail text,
        request_id text NOT NULL,
        address text,
        seal_seq bigint CHECK (seal_seq >= 1),
        seal_mac bytea,
        CONSTRAINT audit_event_sealed_whole CHECK ((seal_seq IS NULL) = (seal_mac IS NULL)),
        CONSTRAINT audit_event_subjects_whole CHECK (length(subjects) % 16 = 0),
        CONSTRAINT audit_event_subjects_have_plan CHECK
            (length(subjects) = 0 OR plan_id IS NOT NULL)
    )",
    "CREATE UNIQUE INDEX audit_event_chain ON audit_event (organization_id, seal_seq)
        WHERE seal_seq IS NOT NULL",
    "CREATE INDEX audit_event_unsealed ON audit_event (organization_id, id)
        WHERE seal_seq IS NULL",
    "CREATE INDEX audit_event_by_organization
        ON audit_event (organization_id, occurred_at, id)",
    "CREATE TABLE audit_head (
        organization_id uuid PRIMARY KEY,
        seq bigint NOT NULL CHECK (seq >= 0),
        mac bytea NOT NULL,
        sealed_at timestamptz NOT NULL
    )",
    "CREATE TABLE disclosure (
        member_id uuid NOT NULL,
        occurred_at timestamptz NOT NULL,
        event_id uuid NOT NULL,
        plan_id uuid NOT NULL,
        PRIMARY KEY (member_id, occurred_at, event_id)
    )",
];

const SQLITE_TRIGGERS: &[&str] = &[
    "CREATE TRIGGER audit_event_stays BEFORE DELETE ON audit_event
     BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END",
    "CREATE TRIGGER audit_event_keeps BEFORE UPDATE ON audit_event
     WHEN OLD.seal_seq IS NOT NULL OR NEW.seal_seq IS NULL
        OR (NEW.id, NEW.organization_id, NEW.account_id, NEW.occurred_at, NEW.operation,
            NEW.object_kind, NEW.object_id, NEW.plan_id, NEW.subjects, NEW.outcome, NEW.detail,
            NEW.request_id, NEW.address)
        IS NOT
           (OLD.id, OLD.organization_id, OLD.account_id, OLD.occurred_at, OLD.operation,
            OLD.object_kind, OLD.object_id, OLD.plan_id, OLD.subjects, OLD.outcome, OLD.detail,
            OLD.request_id, OLD.address)
     BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END",
    "CREATE TRIGGER audit_head_stays BEFORE DELETE ON audit_head
     BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END",
    "CREATE TRIGGER audit_head_grows BEFORE UPDATE ON audit_head
     WHEN NEW.organization_id <> OLD.organization_id OR NEW.seq <= OLD.seq
     BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END",
    "CREATE TRIGGER disclosure_stays BEFORE DELETE ON disclosure
     BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END",
    "CREATE TRIGGER disclosure_keeps BEFORE UPDATE ON disclosure
     BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END",
];

const POSTGRES_TRIGGERS: &[&str] = &[
    "CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN RAISE EXCEPTION 'the audit trail is append-only'; END $$",
    "CREATE TRIGGER audit_event_stays BEFORE DELETE ON audit_event
     FOR EACH ROW EXECUTE FUNCTION audit_refuse()",
    "CREATE TRIGGER audit_event_lasts BEFORE TRUNCATE ON audit_event
     FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()",
    "CREATE TRIGGER audit_event_keeps BEFORE UPDATE ON audit_event FOR EACH ROW
     WHEN (OLD.seal_seq IS NOT NULL OR NEW.seal_seq IS NULL
        OR (NEW.id, NEW.organization_id, NEW.account_id, NEW.occurred_at, NEW.operation,
            NEW.object_kind, NEW.object_id, NEW.plan_id, NEW.subjects, NEW.outcome, NEW.detail,
            NEW.request_id, NEW.address)
        IS DISTINCT FROM
           (OLD.id, OLD.organization_id, OLD.account_id, OLD.occurred_at, OLD.operation,
            OLD.object_kind, OLD.object_id, OLD.plan_id, OLD.subjects, OLD.outcome, OLD.detail,
            OLD.request_id, OLD.address))
     EXECUTE FUNCTION audit_refuse()",
    "CREATE TRIGGER audit_head_stays BEFORE DELETE ON audit_head
     FOR EACH ROW EXECUTE FUNCTION audit_refuse()",
    "CREATE TRIGGER audit_head_lasts BEFORE TRUNCATE ON audit_head
     FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()",
    "CREATE TRIGGER audit_head_grows BEFORE UPDATE ON audit_head FOR EACH ROW
     WHEN (NEW.organization_id <> OLD.organization_id OR NEW.seq <= OLD.seq)
     EXECUTE FUNCTION audit_refuse()",
    "CREATE TRIGGER disclosure_stays BEFORE DELETE ON disclosure
     FOR EACH ROW EXECUTE FUNCTION audit_refuse()",
    "CREATE TRIGGER disclosure_lasts BEFORE TRUNCATE ON disclosure
     FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()",
    "CREATE TRIGGER disclosure_keeps BEFORE UPDATE ON disclosure
     FOR EACH ROW EXECUTE FUNCTION audit_refuse()",
];

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, TABLES).await?;
        let triggers = match manager.get_database_backend() {
            DbBackend::Postgres => POSTGRES_TRIGGERS,
            DbBackend::Sqlite | DbBackend::MySql | _ => SQLITE_TRIGGERS,
        };
        run(manager, triggers).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["disclosure", "audit_head", "audit_event"]).await?;
        match manager.get_database_backend() {
            DbBackend::Postgres => run(manager, &["DROP FUNCTION audit_refuse()"]).await,
            DbBackend::Sqlite | DbBackend::MySql | _ => Ok(()),
        }
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
