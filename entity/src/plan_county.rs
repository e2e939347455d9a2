//! A county in which a plan has members.

use crate::types::OrganizationId;
use sea_orm::entity::prelude::*;

/// A county in which a plan has members.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "plan_county")]
pub struct Model {
    /// Which plan.
    #[sea_orm(primary_key, auto_increment = false)]
    pub plan_id: OrganizationId,
    /// Which county.
    #[sea_orm(primary_key, auto_increment = false)]
    pub county_fips: String,
    /// First day.
    #[sea_orm(primary_key, auto_increment = false)]
    pub from_on: Date,
    /// Last day, if it has one.
    pub until_on: Option<Date>,
}

impl ActiveModelBehavior for ActiveModel {}
