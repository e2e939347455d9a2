//! A member's phone. The best one in use also stands in the member's row.

use crate::types::{AccountId, MemberId, OrganizationId, PhoneKind};
use sea_orm::entity::prelude::*;

/// A member's phone. The best one in use also stands in the member's row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "member_phone")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The member's plan, repeated for the row filter.
    pub plan_id: OrganizationId,
    /// Whose.
    pub member_id: MemberId,
    /// Place in the order in which to try them: 1 is the best.
    pub position: i32,
    /// E.164.
    pub number: String,
    /// Whose or where it is.
    pub kind: PhoneKind,
    /// When it was written down.
    pub set_at: DateTimeUtc,
    /// Who wrote it down.
    pub set_by: AccountId,
    /// When it was replaced.
    pub ended_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
