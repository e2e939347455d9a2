//! Delegation by consent: one plan offers, the other accepts. And what the mailboxes of plans say of
//! it, and of who guards their privacy.

use sea_orm_migration::prelude::*;

use crate::support::{ClosedSet, run};

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

const NOTICES: ClosedSet = ClosedSet {
    table: "notice",
    column: "kind",
    before: &[
        "REFERRAL_RECEIVED",
        "REFERRAL_ASSIGNED",
        "REFERRAL_ACCEPTED",
        "REFERRAL_DECLINED",
        "OUTREACH_STARTED",
        "LOOP_CLOSED",
        "ASSIGNMENT_ENDED",
        "GLASS_BROKEN",
    ],
    joining: &[
        "DELEGATION_OFFERED",
        "DELEGATION_ACCEPTED",
        "DELEGATION_ENDED",
        "PRIVACY_OFFICER_CHANGED",
    ],
};

const UP: &[&str] = &[
    "ALTER TABLE organization ADD COLUMN offered_prime_id uuid REFERENCES organization (id)",
    "CREATE INDEX organization_by_offered_prime ON organization (offered_prime_id)
        WHERE offered_prime_id IS NOT NULL",
];

const DOWN: &[&str] = &[
    "DELETE FROM notice WHERE kind IN
        ('DELEGATION_OFFERED', 'DELEGATION_ACCEPTED', 'DELEGATION_ENDED',
         'PRIVACY_OFFICER_CHANGED')",
    "DROP INDEX organization_by_offered_prime",
    "ALTER TABLE organization DROP COLUMN offered_prime_id",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, UP).await?;
        NOTICES.widen(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, DOWN).await?;
        NOTICES.narrow(manager).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
