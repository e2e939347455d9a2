//! A provider's entry in the public directory.

use crate::types::{OrganizationId, PhoneLine};
use sea_orm::entity::prelude::*;

/// A provider's entry in the public directory.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "provider")]
pub struct Model {
    /// The organization.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: OrganizationId,
    /// Name to show.
    pub name: String,
    /// Folded name, for order and search.
    pub name_key: String,
    /// National Provider Identifier, 10 digits; community organizations may have none.
    pub npi: Option<String>,
    /// E.164.
    pub phone: String,
    /// How the phone is answered.
    pub phone_line: PhoneLine,
    /// Street.
    pub street: String,
    /// City.
    pub city: String,
    /// ZIP code.
    pub zip: String,
    /// County of the office.
    pub county_fips: String,
}

impl ActiveModelBehavior for ActiveModel {}
