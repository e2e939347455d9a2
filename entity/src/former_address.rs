//! Where a member lived or stayed before. The present address stands in the member's row.

use crate::types::{AccountId, MemberId, OrganizationId};
use sea_orm::entity::prelude::*;

/// Where a member lived or stayed before. The present address stands in the member's row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "former_address")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The member's plan, repeated for the row filter.
    pub plan_id: OrganizationId,
    /// Whose.
    pub member_id: MemberId,
    /// First day; null: since before it was recorded.
    pub from_on: Option<Date>,
    /// Last day.
    pub until_on: Date,
    /// Street, when there was one.
    pub street: Option<String>,
    /// City.
    pub city: Option<String>,
    /// ZIP code.
    pub zip: Option<String>,
    /// County of residence.
    pub county_fips: String,
    /// Where the person was found without an address.
    pub whereabouts: Option<String>,
    /// When the next address was written down.
    pub replaced_at: DateTimeUtc,
    /// Who wrote it down.
    pub replaced_by: AccountId,
}

impl ActiveModelBehavior for ActiveModel {}
