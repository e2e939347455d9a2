//! A document that a request refers to; it is kept elsewhere.

use crate::types::{AccountId, AuthorizationId};
use sea_orm::entity::prelude::*;

/// A document that a request refers to; it is kept elsewhere.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "authorization_attachment")]
pub struct Model {
    /// Of which.
    #[sea_orm(primary_key, auto_increment = false)]
    pub authorization_id: AuthorizationId,
    /// From 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: i32,
    /// What it is.
    pub title: String,
    /// Where it is found.
    pub reference: String,
    /// When it was named.
    pub added_at: DateTimeUtc,
    /// By whom.
    pub added_by: Option<AccountId>,
}

impl ActiveModelBehavior for ActiveModel {}
