//! What comes in with a referral beyond the least: who referred and how they stand to the person,
//! where a person without phone or address is found, whether they agree, what else they need.

use sea_orm_migration::prelude::*;

use crate::support::{drop_tables, run};

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

const UP: &[&str] = &[
    "CREATE TABLE intake (
        id uuid PRIMARY KEY,
        plan_id uuid NOT NULL REFERENCES organization (id),
        source text NOT NULL CHECK (source IN
            ('PLAN', 'ECM_PROVIDER', 'ILOS_PROVIDER', 'CLINIC', 'HOSPITAL', 'COUNTY',
             'COMMUNITY_ORGANIZATION', 'MEMBER', 'OUTREACH_LIST', 'OTHER')),
        relationship text CHECK (relationship IN
            ('MEDICAL_PROVIDER', 'SOCIAL_SERVICES', 'MEMBER_OR_FAMILY', 'OTHER')),
        source_npi text,
        source_address text,
        agrees text NOT NULL CHECK (agrees IN ('YES', 'NO', 'UNKNOWN')),
        is_attested boolean NOT NULL,
        has_no_phone boolean NOT NULL,
        has_no_address boolean NOT NULL,
        street text,
        city text,
        whereabouts text,
        go_between_name text,
        go_between_phone text,
        language text,
        current_services text
    )",
    "ALTER TABLE referral ADD COLUMN intake_id uuid REFERENCES intake (id)",
    "ALTER TABLE referral ADD COLUMN needed_by date",
    "ALTER TABLE referral ADD COLUMN chosen_provider_id uuid REFERENCES provider (id)",
    "CREATE INDEX referral_by_intake ON referral (intake_id) WHERE intake_id IS NOT NULL",
    "CREATE TABLE referral_need (
        referral_id uuid NOT NULL REFERENCES referral (id),
        code text NOT NULL,
        PRIMARY KEY (referral_id, code)
    )",
];

const DOWN: &[&str] = &[
    "DROP INDEX referral_by_intake",
    "ALTER TABLE referral DROP COLUMN chosen_provider_id",
    "ALTER TABLE referral DROP COLUMN needed_by",
    "ALTER TABLE referral DROP COLUMN intake_id",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["referral_need"]).await?;
        run(manager, DOWN).await?;
        drop_tables(manager, &["intake"]).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
