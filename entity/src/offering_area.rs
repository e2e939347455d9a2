//! A county, or a ZIP code within one, that an offering covers.

use crate::types::{OfferingId, OrganizationId};
use sea_orm::entity::prelude::*;

/// A county, or a ZIP code within one, that an offering covers.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "offering_area")]
pub struct Model {
    /// Which offering.
    #[sea_orm(primary_key, auto_increment = false)]
    pub offering_id: OfferingId,
    /// County.
    #[sea_orm(primary_key, auto_increment = false)]
    pub county_fips: String,
    /// ZIP code, or empty for the whole county.
    #[sea_orm(primary_key, auto_increment = false)]
    pub zip: String,
    /// The offering's provider, repeated for the directory's index.
    pub provider_id: OrganizationId,
    /// The offering's service, repeated for the directory's index.
    pub service: String,
}

impl ActiveModelBehavior for ActiveModel {}
