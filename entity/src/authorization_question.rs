//! More that the plan needed to know.

use crate::types::{AccountId, AuthorizationId};
use sea_orm::entity::prelude::*;

/// More that the plan needed to know.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "authorization_question")]
pub struct Model {
    /// Of which.
    #[sea_orm(primary_key, auto_increment = false)]
    pub authorization_id: AuthorizationId,
    /// From 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: i32,
    /// What was asked.
    pub question: String,
    /// When.
    pub asked_at: DateTimeUtc,
    /// Who.
    pub asked_by: Option<AccountId>,
    /// What was answered.
    pub answer: Option<String>,
    /// When.
    pub answered_at: Option<DateTimeUtc>,
    /// Who.
    pub answered_by: Option<AccountId>,
}

impl ActiveModelBehavior for ActiveModel {}
