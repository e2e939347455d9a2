//! A population of focus that a provider serves.

use crate::types::OrganizationId;
use sea_orm::entity::prelude::*;

/// A population of focus that a provider serves.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "provider_population")]
pub struct Model {
    /// Who.
    #[sea_orm(primary_key, auto_increment = false)]
    pub provider_id: OrganizationId,
    /// Population code.
    #[sea_orm(primary_key, auto_increment = false)]
    pub population: String,
}

impl ActiveModelBehavior for ActiveModel {}
