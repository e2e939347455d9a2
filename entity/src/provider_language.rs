//! A language in which a provider serves.

use crate::types::OrganizationId;
use sea_orm::entity::prelude::*;

/// A language in which a provider serves.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "provider_language")]
pub struct Model {
    /// Who.
    #[sea_orm(primary_key, auto_increment = false)]
    pub provider_id: OrganizationId,
    /// ISO 639.
    #[sea_orm(primary_key, auto_increment = false)]
    pub language: String,
}

impl ActiveModelBehavior for ActiveModel {}
