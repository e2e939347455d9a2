//! A service that a plan offers in a county, with the approval it rests on.

use crate::types::OrganizationId;
use sea_orm::entity::prelude::*;

/// A service that a plan offers in a county, with the approval it rests on.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "plan_service")]
pub struct Model {
    /// Which plan.
    #[sea_orm(primary_key, auto_increment = false)]
    pub plan_id: OrganizationId,
    /// Service code.
    #[sea_orm(primary_key, auto_increment = false)]
    pub service: String,
    /// Which county.
    #[sea_orm(primary_key, auto_increment = false)]
    pub county_fips: String,
    /// First day.
    #[sea_orm(primary_key, auto_increment = false)]
    pub from_on: Date,
    /// Last day, if it has one.
    pub until_on: Option<Date>,
    /// Day of the state's approval.
    pub approved_on: Option<Date>,
}

impl ActiveModelBehavior for ActiveModel {}
