//! What a request says to one criterion of the service.

use crate::types::{AccountId, AuthorizationId, CriterionAnswer};
use sea_orm::entity::prelude::*;

/// What a request says to one criterion of the service.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "authorization_answer")]
pub struct Model {
    /// Of which.
    #[sea_orm(primary_key, auto_increment = false)]
    pub authorization_id: AuthorizationId,
    /// Code of the criterion.
    #[sea_orm(primary_key, auto_increment = false)]
    pub criterion: String,
    /// What is said.
    pub answer: CriterionAnswer,
    /// Words beside it.
    pub note: Option<String>,
    /// When.
    pub answered_at: DateTimeUtc,
    /// Who.
    pub answered_by: Option<AccountId>,
}

impl ActiveModelBehavior for ActiveModel {}
