//! A service that a provider offers in an area, drawing on one pool.

use crate::types::{AreaKind, OfferingId, OrganizationId, PoolId};
use sea_orm::entity::prelude::*;

/// A service that a provider offers in an area, drawing on one pool.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "offering")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: OfferingId,
    /// Who offers.
    pub provider_id: OrganizationId,
    /// Service code.
    pub service: String,
    /// The one pool it draws on; several offerings may share it.
    pub pool_id: PoolId,
    /// What its area is made of.
    pub area_kind: AreaKind,
    /// First day.
    pub from_on: Date,
    /// Last day, if it has one.
    pub until_on: Option<Date>,
}

impl ActiveModelBehavior for ActiveModel {}
