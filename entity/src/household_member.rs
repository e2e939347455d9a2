//! A member's place in a household; one at a time.

use crate::types::{AccountId, HouseholdId, HouseholdRole, MemberId, OrganizationId};
use sea_orm::entity::prelude::*;

/// A member's place in a household; one at a time.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "household_member")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The member's plan, repeated for the row filter.
    pub plan_id: OrganizationId,
    /// Which household.
    pub household_id: HouseholdId,
    /// Who.
    pub member_id: MemberId,
    /// As what.
    pub role: HouseholdRole,
    /// First day.
    pub from_on: Date,
    /// Last day; null while it lasts.
    pub until_on: Option<Date>,
    /// When it was written down.
    pub recorded_at: DateTimeUtc,
    /// Who wrote it down.
    pub recorded_by: AccountId,
}

impl ActiveModelBehavior for ActiveModel {}
