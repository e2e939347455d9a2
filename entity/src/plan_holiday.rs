//! A day on which a plan's calendar differs from that of the state's offices.

use crate::types::{AccountId, OrganizationId};
use sea_orm::entity::prelude::*;

/// A day on which a plan's calendar differs from that of the state's offices.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "plan_holiday")]
pub struct Model {
    /// Whose.
    #[sea_orm(primary_key, auto_increment = false)]
    pub plan_id: OrganizationId,
    /// Which day.
    #[sea_orm(primary_key, auto_increment = false)]
    pub day: Date,
    /// It is no business day; else it is one.
    pub is_closed: bool,
    /// What the plan calls it.
    pub name: String,
    /// When it was set.
    pub set_at: DateTimeUtc,
    /// Who set it.
    pub set_by: AccountId,
}

impl ActiveModelBehavior for ActiveModel {}
