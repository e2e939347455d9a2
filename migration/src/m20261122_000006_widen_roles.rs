//! All kinds of organization and all roles; a plan that works for another.

use sea_orm_migration::prelude::*;

use crate::support::{ClosedSet, run};

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

const KINDS: ClosedSet = ClosedSet {
    table: "organization",
    column: "kind",
    before: &["PLAN", "PROVIDER", "REFERRER"],
    joining: &["STATE", "OPERATOR"],
};

const ROLES: ClosedSet = ClosedSet {
    table: "account_role",
    column: "role",
    before: &["REFERRER", "PROVIDER_STAFF", "PLAN_COORDINATOR"],
    joining: &[
        "LEAD_CARE_MANAGER",
        "PLAN_REVIEWER",
        "PLAN_NETWORK",
        "PLAN_PRIVACY",
        "PLAN_ANALYST",
        "ORGANIZATION_ADMIN",
        "STATE_AUDITOR",
        "SYSTEM_ADMIN",
    ],
};

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        KINDS.widen(manager).await?;
        ROLES.widen(manager).await?;
        // A subcontracted plan points to the prime plan that answers for it.
        run(
            manager,
            &[
                "ALTER TABLE organization ADD COLUMN prime_id uuid REFERENCES organization (id)",
                "CREATE INDEX organization_by_prime ON organization (prime_id)
                    WHERE prime_id IS NOT NULL",
            ],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(
            manager,
            &[
                "DROP INDEX organization_by_prime",
                "ALTER TABLE organization DROP COLUMN prime_id",
            ],
        )
        .await?;
        ROLES.narrow(manager).await?;
        KINDS.narrow(manager).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
