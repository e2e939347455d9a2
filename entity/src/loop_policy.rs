//! How a plan runs its loops from a day on, for one service or for all.

use crate::types::{AccountId, OrganizationId, Route, WaitlistMode};
use sea_orm::entity::prelude::*;

/// How a plan runs its loops from a day on, for one service or for all.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "loop_policy")]
pub struct Model {
    /// Whose.
    #[sea_orm(primary_key, auto_increment = false)]
    pub plan_id: OrganizationId,
    /// Service code, or empty for all without a row of their own.
    #[sea_orm(primary_key, auto_increment = false)]
    pub service: String,
    /// First day.
    #[sea_orm(primary_key, auto_increment = false)]
    pub from_on: Date,
    /// How a referral reaches a provider.
    pub route: Route,
    /// The start of the service closes the loop.
    pub closes_at_start: bool,
    /// Days after closure within which a loop may be opened again.
    pub reopen_days: i32,
    /// Time for the first outreach, where it is not what the terms of the service say.
    pub outreach_within_minutes: Option<i32>,
    /// Attempts that are expected when none is successful …
    pub follow_up_attempts: i32,
    /// … within so many days of assignment.
    pub follow_up_days: i32,
    /// Time after which a notice that was not fetched is reported to the plan.
    pub undelivered_after_minutes: i32,
    /// What happens when a place comes free for whoever waits.
    pub waitlist_mode: WaitlistMode,
    /// The order of who waits: criteria, the first first, with commas.
    pub waitlist_order: String,
    /// Hours after which an offered place lapses.
    pub offer_hours: i32,
    /// Days after which a provider is asked to confirm its figures.
    pub confirm_capacity_days: i32,
    /// Days within which a member is to be told.
    pub notify_member_days: i32,
    /// Days within which whoever referred is to be told, where somebody has to do it by hand.
    pub notify_referrer_days: i32,
    /// Hours within which a named provider answers, and then the plan.
    pub naming_hours: i32,
    /// When it was set.
    pub set_at: DateTimeUtc,
    /// Who set it.
    pub set_by: AccountId,
}

impl ActiveModelBehavior for ActiveModel {}
