//! Stays at sobering centers: recorded as they happen, without a referral, perhaps of somebody
//! whose name nobody knows yet.

use sea_orm_migration::prelude::*;

use crate::support::{drop_tables, run};

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

const UP: &[&str] = &[
    "CREATE TABLE visit (
        id uuid NOT NULL PRIMARY KEY,
        number text NOT NULL CONSTRAINT visit_number_unique UNIQUE,
        provider_id uuid NOT NULL REFERENCES organization (id),
        plan_id uuid REFERENCES organization (id),
        member_id uuid REFERENCES member (id),
        county_fips text NOT NULL,
        brought_by text NOT NULL CHECK (brought_by IN ('POLICE', 'AMBULANCE', 'ONESELF', 'OTHER')),
        status text NOT NULL CHECK (status IN ('PRESENT', 'LEFT', 'VOID')),
        payment text NOT NULL CHECK (payment IN ('PLAN_UNKNOWN', 'NOT_REQUIRED',
            'BY_AUTHORIZATION', 'PRESUMED', 'NOT_AUTHORIZED', 'TOO_LATE', 'OVER_LIMIT')),
        version integer NOT NULL,
        arrived_at timestamptz NOT NULL,
        left_at timestamptz,
        first_name text,
        last_name text,
        birth_on date,
        cin text,
        comment text,
        sent_at timestamptz,
        authorization_id uuid REFERENCES service_authorization (id),
        is_restricted boolean NOT NULL,
        recorded_at timestamptz NOT NULL,
        recorded_by uuid NOT NULL REFERENCES account (id),
        voided_at timestamptz,
        voided_by uuid REFERENCES account (id),
        void_reason text,
        CHECK (member_id IS NULL OR plan_id IS NOT NULL),
        CHECK (authorization_id IS NULL OR member_id IS NOT NULL),
        CHECK ((plan_id IS NULL) = (sent_at IS NULL)),
        CHECK (status <> 'PRESENT' OR left_at IS NULL),
        CHECK ((status = 'VOID') = (voided_at IS NOT NULL)),
        CHECK ((voided_at IS NULL) = (void_reason IS NULL))
    )",
    // One authorization pays for one visit; and what a provider may see of an authorization asks
    // whether it is one of a visit.
    "CREATE UNIQUE INDEX visit_by_authorization ON visit (authorization_id)
        WHERE authorization_id IS NOT NULL",
    "CREATE INDEX visit_by_provider ON visit (provider_id, arrived_at, id)",
    "CREATE INDEX visit_by_plan ON visit (plan_id, arrived_at, id)",
    "CREATE INDEX visit_by_member ON visit (member_id)",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["visit"]).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
