//! Something that happened to a member and matters to its loops. Never edited: a correction names what it corrects.

use crate::types::{AccountId, LifeEventId, LifeEventKind, MemberId, OrganizationId};
use sea_orm::entity::prelude::*;

/// Something that happened to a member and matters to its loops. Never edited: a correction names what it corrects.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "life_event")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: LifeEventId,
    /// The member's plan, repeated for the row filter.
    pub plan_id: OrganizationId,
    /// Whose.
    pub member_id: MemberId,
    /// What happened.
    pub kind: LifeEventKind,
    /// On which day.
    pub happened_on: Date,
    /// Free text for the plan.
    pub note: Option<String>,
    /// The event that this one corrects.
    pub corrects_id: Option<LifeEventId>,
    /// Whether it did not happen at all: a correction that takes back.
    pub is_void: bool,
    /// When it was written down.
    pub recorded_at: DateTimeUtc,
    /// Who wrote it down.
    pub recorded_by: AccountId,
}

impl ActiveModelBehavior for ActiveModel {}
