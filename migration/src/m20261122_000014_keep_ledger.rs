//! The ledger of capacity: every change of a pool is an entry, figures are agreed on by plan and
//! day, and a provider may propose more.

use sea_orm_migration::prelude::*;

use crate::support::{drop_tables, run};

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

const UP: &[&str] = &[
    "ALTER TABLE pool ADD COLUMN last_entry integer NOT NULL DEFAULT 0",
    "ALTER TABLE pool ADD COLUMN paused_until timestamptz",
    "ALTER TABLE pool ADD COLUMN pause_reason text",
    "ALTER TABLE pool ADD COLUMN ask_at timestamptz",
    "CREATE INDEX pool_by_ask ON pool (ask_at)",
    "CREATE INDEX pool_by_pause_end ON pool (paused_until) WHERE paused_until IS NOT NULL",
    "CREATE TABLE ledger_entry (
        pool_id uuid NOT NULL REFERENCES pool (id),
        seq integer NOT NULL CHECK (seq >= 1),
        kind text NOT NULL CHECK (kind IN ('OPENED', 'HELD', 'ACTIVATED', 'DEACTIVATED', 'FREED',
            'LIMIT_SET', 'PAUSED', 'RESUMED', 'CONFIRMED', 'CAP_SET', 'AGREED')),
        plan_id uuid,
        assignment_id uuid REFERENCES assignment (id) DEFERRABLE INITIALLY DEFERRED,
        held_change integer NOT NULL,
        active_change integer NOT NULL,
        capacity integer NOT NULL,
        held integer NOT NULL,
        active integer NOT NULL,
        places integer,
        reason text,
        made_at timestamptz NOT NULL,
        made_by uuid REFERENCES account (id),
        PRIMARY KEY (pool_id, seq),
        FOREIGN KEY (pool_id, plan_id) REFERENCES pool_share (pool_id, plan_id)
    )",
    // What stood before the ledger was kept: one entry for each share.
    "INSERT INTO ledger_entry (pool_id, seq, kind, plan_id, held_change, active_change, capacity,
            held, active, made_at)
        SELECT s.pool_id, ROW_NUMBER() OVER w, 'OPENED', s.plan_id, s.held, s.active, p.capacity,
            SUM(s.held) OVER w, SUM(s.active) OVER w, p.updated_at
        FROM pool_share s JOIN pool p ON p.id = s.pool_id
        WINDOW w AS (PARTITION BY s.pool_id ORDER BY s.plan_id)",
    "UPDATE pool SET last_entry =
        (SELECT COUNT(*) FROM ledger_entry e WHERE e.pool_id = pool.id)",
    "CREATE TABLE agreed_capacity (
        pool_id uuid NOT NULL,
        plan_id uuid NOT NULL,
        from_on date NOT NULL,
        places integer NOT NULL CHECK (places >= 0),
        agreed_at timestamptz NOT NULL,
        agreed_by uuid REFERENCES account (id),
        PRIMARY KEY (pool_id, plan_id, from_on),
        FOREIGN KEY (pool_id, plan_id) REFERENCES pool_share (pool_id, plan_id)
    )",
    // What a pool had was agreed from the first day of the first contract on.
    "INSERT INTO agreed_capacity (pool_id, plan_id, from_on, places, agreed_at)
        SELECT s.pool_id, s.plan_id, MIN(c.from_on), p.capacity, p.updated_at
        FROM pool_share s JOIN pool p ON p.id = s.pool_id
        JOIN contract c ON c.plan_id = s.plan_id AND c.provider_id = p.provider_id
        GROUP BY s.pool_id, s.plan_id, p.capacity, p.updated_at",
    "CREATE TABLE capacity_proposal (
        id uuid PRIMARY KEY,
        pool_id uuid NOT NULL,
        plan_id uuid NOT NULL,
        provider_id uuid NOT NULL REFERENCES provider (id),
        places integer NOT NULL CHECK (places >= 0),
        status text NOT NULL CHECK (status IN ('OPEN', 'ACCEPTED', 'DECLINED', 'WITHDRAWN')),
        proposed_at timestamptz NOT NULL,
        proposed_by uuid NOT NULL REFERENCES account (id),
        decided_at timestamptz,
        decided_by uuid REFERENCES account (id),
        reason text,
        FOREIGN KEY (pool_id, plan_id) REFERENCES pool_share (pool_id, plan_id)
    )",
    "CREATE UNIQUE INDEX capacity_proposal_one_open ON capacity_proposal (pool_id, plan_id)
        WHERE status = 'OPEN'",
    "CREATE INDEX capacity_proposal_by_plan ON capacity_proposal (plan_id, status)",
    "CREATE INDEX capacity_proposal_by_provider ON capacity_proposal (provider_id, status)",
];

const DOWN: &[&str] = &[
    "DROP INDEX pool_by_pause_end",
    "DROP INDEX pool_by_ask",
    "ALTER TABLE pool DROP COLUMN ask_at",
    "ALTER TABLE pool DROP COLUMN pause_reason",
    "ALTER TABLE pool DROP COLUMN paused_until",
    "ALTER TABLE pool DROP COLUMN last_entry",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let tables = ["capacity_proposal", "agreed_capacity", "ledger_entry"];
        drop_tables(manager, &tables).await?;
        run(manager, DOWN).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
