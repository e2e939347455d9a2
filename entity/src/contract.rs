//! A plan's contract with a provider for one service.

use crate::types::{ContractId, OrganizationId};
use sea_orm::entity::prelude::*;

/// A plan's contract with a provider for one service.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "contract")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ContractId,
    /// Who pays.
    pub plan_id: OrganizationId,
    /// Who serves.
    pub provider_id: OrganizationId,
    /// Service code.
    pub service: String,
    /// First day.
    pub from_on: Date,
    /// Last day, if it has one.
    pub until_on: Option<Date>,
}

impl ActiveModelBehavior for ActiveModel {}
