//! A diagnosis that a request names.

use crate::types::AuthorizationId;
use sea_orm::entity::prelude::*;

/// A diagnosis that a request names.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "authorization_diagnosis")]
pub struct Model {
    /// Of which.
    #[sea_orm(primary_key, auto_increment = false)]
    pub authorization_id: AuthorizationId,
    /// From 1, at most 5.
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: i32,
    /// ICD-10-CM code.
    pub code: String,
}

impl ActiveModelBehavior for ActiveModel {}
