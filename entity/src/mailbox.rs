//! The counter of one organization's notices; nothing else, so that it stays small.

use crate::types::OrganizationId;
use sea_orm::entity::prelude::*;

/// The counter of one organization's notices; nothing else, so that it stays small.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mailbox")]
pub struct Model {
    /// Whose.
    #[sea_orm(primary_key, auto_increment = false)]
    pub organization_id: OrganizationId,
    /// Number of the last notice; notices are numbered 1, 2, 3 … without gaps.
    pub last_seq: i64,
}

impl ActiveModelBehavior for ActiveModel {}
