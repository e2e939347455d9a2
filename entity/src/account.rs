//! A person's sign-in at one organization.

use crate::types::{AccountId, OrganizationId};
use sea_orm::entity::prelude::*;

/// A person's sign-in at one organization.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "account")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AccountId,
    /// Whose person it is.
    pub organization_id: OrganizationId,
    /// Sign-in name, lower case, unique.
    pub email: String,
    /// Name to show.
    pub name: String,
    /// Argon2id in PHC form.
    pub password_hash: String,
    /// An inactive account cannot sign in.
    pub is_active: bool,
    /// Counts the changes of what the person may do; tokens of an earlier version are refused.
    pub access_version: i32,
    /// When that last changed.
    pub access_changed_at: Option<DateTimeUtc>,
    /// When it was made.
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
