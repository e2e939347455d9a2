//! An appeal against what a plan decided, or a grievance.

use crate::types::{
    AccountId, AppealBy, AppealChannel, AppealKind, AppealOutcome, AuthorizationId, MemberId,
    OrganizationId,
};
use sea_orm::entity::prelude::*;

/// An appeal against what a plan decided, or a grievance.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "appeal")]
pub struct Model {
    /// About which authorization.
    #[sea_orm(primary_key, auto_increment = false)]
    pub authorization_id: AuthorizationId,
    /// 1, 2, 3 … of that authorization.
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i32,
    /// Against which of its notices; null for a grievance.
    pub notice_number: Option<i32>,
    /// The plan, repeated.
    pub plan_id: OrganizationId,
    /// The member, repeated.
    pub member_id: Option<MemberId>,
    /// What it is.
    pub kind: AppealKind,
    /// Who files it.
    pub filed_by: AppealBy,
    /// The organization that entered it.
    pub organization_id: OrganizationId,
    /// Who entered it.
    pub account_id: AccountId,
    /// Name of whoever speaks for the member.
    pub representative: Option<String>,
    /// Day of the member's written consent, where a provider files it.
    pub consented_on: Option<Date>,
    /// How it came.
    pub channel: AppealChannel,
    /// What it says.
    pub words: String,
    /// It cannot wait.
    pub is_expedited: bool,
    /// When it came.
    pub filed_at: DateTimeUtc,
    /// When it was entered.
    pub entered_at: DateTimeUtc,
    /// When the plan confirmed that it has it.
    pub acknowledged_at: Option<DateTimeUtc>,
    /// Who confirmed it.
    pub acknowledged_by: Option<AccountId>,
    /// By when it is decided.
    pub due_at: DateTimeUtc,
    /// Days for the state hearing, as the policy has them.
    pub hearing_days: i32,
    /// The service goes on as it was until it is decided.
    pub continues: bool,
    /// Units to which it falls back where the plan's action stands.
    pub less_units: Option<i32>,
    /// Amount to which it falls back, in cents.
    pub less_cents: Option<i64>,
    /// Last day to which it falls back.
    pub less_until_on: Option<Date>,
    /// When it ended.
    pub ended_at: Option<DateTimeUtc>,
    /// Who ended it.
    pub ended_by: Option<AccountId>,
    /// How it ended.
    pub outcome: Option<AppealOutcome>,
    /// Why.
    pub answer: Option<String>,
    /// Last day on which a state hearing can be asked for.
    pub hearing_by: Option<Date>,
}

impl ActiveModelBehavior for ActiveModel {}
