//! A programme in which a member is already.

use crate::types::{AccountId, MemberId, OrganizationId};
use sea_orm::entity::prelude::*;

/// A programme in which a member is already.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "member_program")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The member's plan, repeated for the row filter.
    pub plan_id: OrganizationId,
    /// Whose.
    pub member_id: MemberId,
    /// Code of the programme.
    pub program: String,
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
