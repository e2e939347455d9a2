//! Two records that are one person: the merged one points to the kept one.

use crate::types::{AccountId, MemberId, OrganizationId};
use sea_orm::entity::prelude::*;

/// Two records that are one person: the merged one points to the kept one.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "member_merge")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The plan of both.
    pub plan_id: OrganizationId,
    /// The record to work with.
    pub kept_id: MemberId,
    /// The record that stays as it was and is no longer worked with.
    pub merged_id: MemberId,
    /// Why they are one person.
    pub reason: String,
    /// When.
    pub merged_at: DateTimeUtc,
    /// By whom.
    pub merged_by: AccountId,
    /// When it was undone.
    pub undone_at: Option<DateTimeUtc>,
    /// Who undid it.
    pub undone_by: Option<AccountId>,
}

impl ActiveModelBehavior for ActiveModel {}
