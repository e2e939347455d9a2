//! Somebody who speaks or cares for a member, and what they may be told.

use crate::types::{AccountId, ContactId, ContactRole, MemberId, OrganizationId};
use sea_orm::entity::prelude::*;

/// Somebody who speaks or cares for a member, and what they may be told.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "member_contact")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ContactId,
    /// The member's plan, repeated for the row filter.
    pub plan_id: OrganizationId,
    /// Whose.
    pub member_id: MemberId,
    /// In which role.
    pub role: ContactRole,
    /// Name.
    pub name: String,
    /// E.164.
    pub phone: Option<String>,
    /// How they know the member, in words.
    pub relationship: Option<String>,
    /// Whether they may be told of the member's health.
    pub may_be_told: bool,
    /// Whether they may decide for the member.
    pub may_decide: bool,
    /// First day.
    pub from_on: Date,
    /// Last day; null while it lasts.
    pub until_on: Option<Date>,
    /// The row that this one replaced.
    pub replaces_id: Option<ContactId>,
    /// When it was written down.
    pub recorded_at: DateTimeUtc,
    /// Who wrote it down.
    pub recorded_by: AccountId,
}

impl ActiveModelBehavior for ActiveModel {}
