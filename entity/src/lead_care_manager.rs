//! The person of an ECM provider who leads a member's care; one at a time.

use crate::types::{AccountId, MemberId, OrganizationId};
use sea_orm::entity::prelude::*;

/// The person of an ECM provider who leads a member's care; one at a time.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "lead_care_manager")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The member's plan, repeated for the row filter.
    pub plan_id: OrganizationId,
    /// Whose.
    pub member_id: MemberId,
    /// The ECM provider.
    pub provider_id: OrganizationId,
    /// The person's name.
    pub name: String,
    /// The person's phone, E.164.
    pub phone: Option<String>,
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
