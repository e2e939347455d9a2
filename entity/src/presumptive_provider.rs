//! A provider that starts a service at once, before its plan has decided.

use crate::types::{AccountId, OrganizationId};
use sea_orm::entity::prelude::*;

/// A provider that starts a service at once, before its plan has decided.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "presumptive_provider")]
pub struct Model {
    /// The plan that named it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub plan_id: OrganizationId,
    /// Which provider.
    #[sea_orm(primary_key, auto_increment = false)]
    pub provider_id: OrganizationId,
    /// For which service.
    #[sea_orm(primary_key, auto_increment = false)]
    pub service: String,
    /// First day.
    #[sea_orm(primary_key, auto_increment = false)]
    pub from_on: Date,
    /// Last day; null while none is set.
    pub until_on: Option<Date>,
    /// When it was set.
    pub set_at: DateTimeUtc,
    /// Who set it.
    pub set_by: AccountId,
}

impl ActiveModelBehavior for ActiveModel {}
