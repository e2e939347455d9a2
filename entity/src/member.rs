//! A plan's member.

use crate::types::{MemberId, OrganizationId};
use sea_orm::entity::prelude::*;

/// A plan's member.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "member")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: MemberId,
    /// Whose member.
    pub plan_id: OrganizationId,
    /// Client index number, 9 characters; unique within the plan.
    pub cin: String,
    /// Given name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// Folded "last first", for matching and sorting.
    pub name_key: String,
    /// Birth date.
    pub birth_on: Date,
    /// E.164; none for many.
    pub phone: Option<String>,
    /// Preferred language, ISO 639.
    pub language: String,
    /// Street, when there is one.
    pub street: Option<String>,
    /// City.
    pub city: Option<String>,
    /// ZIP code.
    pub zip: Option<String>,
    /// County of residence.
    pub county_fips: String,
    /// Where to find a person without an address.
    pub whereabouts: Option<String>,
    /// Counts changes.
    pub version: i32,
    /// When registered.
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
