//! What an organization asks of its people when they sign in.

use crate::types::{AccountId, OrganizationId};
use sea_orm::entity::prelude::*;

/// What an organization asks of its people when they sign in. Without a row: the password alone.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sign_in_policy")]
pub struct Model {
    /// Whose people.
    #[sea_orm(primary_key, auto_increment = false)]
    pub organization_id: OrganizationId,
    /// Whether who has no second factor has no roles.
    pub requires_second_factor: bool,
    /// Who said so last.
    pub changed_by: AccountId,
    /// When.
    pub changed_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
