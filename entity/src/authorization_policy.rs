//! How a plan authorizes a service from a day on, in a county or in all.

#![expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of the plan's own; none follows from another"
)]

use crate::types::{AccountId, OrganizationId};
use sea_orm::entity::prelude::*;

/// How a plan authorizes a service from a day on, in a county or in all.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "authorization_policy")]
pub struct Model {
    /// Whose.
    #[sea_orm(primary_key, auto_increment = false)]
    pub plan_id: OrganizationId,
    /// Service code, or empty for all without a row of their own.
    #[sea_orm(primary_key, auto_increment = false)]
    pub service: String,
    /// County, or empty for all without a row of their own.
    #[sea_orm(primary_key, auto_increment = false)]
    pub county_fips: String,
    /// First day.
    #[sea_orm(primary_key, auto_increment = false)]
    pub from_on: Date,
    /// Nothing is assigned before the plan has authorized it.
    pub is_required: bool,
    /// Business days from the needed information, where that counts.
    pub standard_business_days: Option<i32>,
    /// Calendar days from the request, where that counts.
    pub standard_calendar_days: Option<i32>,
    /// Hours from the receipt of an expedited request.
    pub expedited_hours: i32,
    /// Hours for an expedited request of a service that cannot wait, where the plan has a shorter limit.
    pub urgent_hours: Option<i32>,
    /// Hours from the receipt of a request while the service runs.
    pub concurrent_hours: i32,
    /// Calendar days that an extension gives.
    pub extension_days: i32,
    /// They count from the receipt; else they follow on what was due.
    pub extension_from_receipt: bool,
    /// Asking for more information stops the clock.
    pub pauses_for_information: bool,
    /// Days after the start within which it may be authorized afterwards; none: never.
    pub retrospective_days: Option<i32>,
    /// Days for which a named provider may presume it; none: nobody may.
    pub presumptive_days: Option<i32>,
    /// Units that are usually granted, where units are counted.
    pub usual_units: Option<i32>,
    /// Days for which it is usually granted.
    pub usual_days: i32,
    /// Whatever is not granted as asked takes a second reviewer.
    pub needs_second_reviewer: bool,
    /// A denial closes the loop; else the plan looks on.
    pub denial_closes: bool,
    /// Minutes before a decision is due at which the plan is reminded.
    pub remind_minutes: i32,
    /// Days before the end at which the provider is told.
    pub expiring_days: i32,
    /// Days before which a reduction or an end is announced.
    pub notice_ahead_days: i32,
    /// Days from the notice within which an appeal is in time.
    pub appeal_days: i32,
    /// Calendar days within which an appeal or a grievance is decided.
    pub appeal_decision_days: i32,
    /// Hours within which an expedited one is decided.
    pub appeal_expedited_hours: i32,
    /// Days after the answer within which a state hearing can be asked for.
    pub hearing_days: i32,
    /// Part of the units, in percent, at whose use the provider is told.
    pub nearly_used_percent: i32,
    /// The plan authorizes by itself what starts and nothing covers.
    pub is_granted_at_start: bool,
    /// Months from the start, and then from each reassessment, to the next; null: none is asked for.
    pub reassess_months: Option<i32>,
    /// Months from the start to the first of a member who came from a programme that ended.
    pub transitioned_reassess_months: Option<i32>,
    /// When it was set.
    pub set_at: DateTimeUtc,
    /// Who set it.
    pub set_by: AccountId,
}

impl ActiveModelBehavior for ActiveModel {}
