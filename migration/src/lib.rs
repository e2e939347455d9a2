//! The schema of the database, step by step, alike on SQLite and PostgreSQL.
//!
//! A migration is never edited after release; `down` undoes it. Closed sets have a `CHECK`, every
//! "at most one" a unique index: the database refuses what a race would allow.

pub use sea_orm_migration::prelude::*;

mod m20261121_000001_create_organization;
mod m20261121_000002_create_directory;
mod m20261121_000003_create_member;
mod m20261121_000004_create_referral;
mod m20261121_000005_create_mailbox;
mod m20261122_000006_widen_roles;
mod m20261122_000007_create_session;
mod m20261122_000008_create_audit;
mod m20261122_000009_create_invitation;
mod m20261122_000010_create_privacy;
mod m20261122_000011_offer_delegation;
mod m20261122_000013_complete_loop;
mod m20261122_000014_keep_ledger;
mod m20261122_000015_escalate_duty;
mod m20261122_000016_complete_member;
mod m20261122_000017_create_intake;
mod m20261122_000018_create_candidate;
mod m20261122_000019_create_waitlist;
mod m20261122_000020_sort_intake;
mod m20261122_000021_follow_life;
mod m20261122_000022_tell_everyone;
mod m20261122_000023_fit_indexes;
mod m20261122_000024_know_sizes;
mod m20261122_000025_tell_by_hand;
mod m20261122_000026_hold_until;
mod m20261122_000027_rank_by_panel;
mod m20261122_000028_authorize_service;
mod m20261122_000029_notify_of_action;
mod m20261122_000030_create_visit;
mod m20261122_000031_presume_service;
mod m20261122_000032_reassess_service;
mod m20261122_000033_limit_service;
mod m20261122_000034_clip_authorization;
mod m20261122_000035_compare_decisions;
mod m20261122_000036_remind_of_appeals;
mod m20261122_000037_find_pending;
mod m20261122_000038_answer_appeals;
mod m20261122_000039_announce_reduction;
mod support;

/// The ordered list of migrations.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261121_000001_create_organization::Migration),
            Box::new(m20261121_000002_create_directory::Migration),
            Box::new(m20261121_000003_create_member::Migration),
            Box::new(m20261121_000004_create_referral::Migration),
            Box::new(m20261121_000005_create_mailbox::Migration),
            Box::new(m20261122_000006_widen_roles::Migration),
            Box::new(m20261122_000007_create_session::Migration),
            Box::new(m20261122_000008_create_audit::Migration),
            Box::new(m20261122_000009_create_invitation::Migration),
            Box::new(m20261122_000010_create_privacy::Migration),
            Box::new(m20261122_000011_offer_delegation::Migration),
            Box::new(m20261122_000013_complete_loop::Migration),
            Box::new(m20261122_000014_keep_ledger::Migration),
            Box::new(m20261122_000015_escalate_duty::Migration),
            Box::new(m20261122_000016_complete_member::Migration),
            Box::new(m20261122_000017_create_intake::Migration),
            Box::new(m20261122_000018_create_candidate::Migration),
            Box::new(m20261122_000019_create_waitlist::Migration),
            Box::new(m20261122_000020_sort_intake::Migration),
            Box::new(m20261122_000021_follow_life::Migration),
            Box::new(m20261122_000022_tell_everyone::Migration),
            Box::new(m20261122_000023_fit_indexes::Migration),
            Box::new(m20261122_000024_know_sizes::Migration),
            Box::new(m20261122_000025_tell_by_hand::Migration),
            Box::new(m20261122_000026_hold_until::Migration),
            Box::new(m20261122_000027_rank_by_panel::Migration),
            Box::new(m20261122_000028_authorize_service::Migration),
            Box::new(m20261122_000029_notify_of_action::Migration),
            Box::new(m20261122_000030_create_visit::Migration),
            Box::new(m20261122_000031_presume_service::Migration),
            Box::new(m20261122_000032_reassess_service::Migration),
            Box::new(m20261122_000033_limit_service::Migration),
            Box::new(m20261122_000034_clip_authorization::Migration),
            Box::new(m20261122_000035_compare_decisions::Migration),
            Box::new(m20261122_000036_remind_of_appeals::Migration),
            Box::new(m20261122_000037_find_pending::Migration),
            Box::new(m20261122_000038_answer_appeals::Migration),
            Box::new(m20261122_000039_announce_reduction::Migration),
        ]
    }
}
