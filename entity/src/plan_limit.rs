//! A limit of a service as a plan has set it, from a day on.

use crate::types::{AccountId, OrganizationId};
use sea_orm::entity::prelude::*;

/// A limit of a service as a plan has set it, from a day on.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "plan_limit")]
pub struct Model {
    /// Whose.
    #[sea_orm(primary_key, auto_increment = false)]
    pub plan_id: OrganizationId,
    /// For which service.
    #[sea_orm(primary_key, auto_increment = false)]
    pub service: String,
    /// What it counts.
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: String,
    /// First day.
    #[sea_orm(primary_key, auto_increment = false)]
    pub from_on: Date,
    /// The most: grants, cents, hours or days, as the kind says.
    pub value: i64,
    /// Months of the window, of a rolling limit.
    pub window_months: Option<i32>,
    /// What a grant by exception may spend, of a lifetime amount.
    pub second_grant: Option<String>,
    /// The state has approved it.
    pub is_approved: bool,
    /// When more may be granted.
    pub exception_when: Option<String>,
    /// What shows it.
    pub exception_evidence: Option<String>,
    /// How often; null: as often as it is so.
    pub exception_times: Option<i32>,
    /// When it was set.
    pub set_at: DateTimeUtc,
    /// Who set it.
    pub set_by: AccountId,
}

impl ActiveModelBehavior for ActiveModel {}
