//! A reviewer may deny and modify what is asked for a service.

use crate::types::{AccountId, OrganizationId};
use sea_orm::entity::prelude::*;

/// A reviewer may deny and modify what is asked for a service.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "reviewer_competence")]
pub struct Model {
    /// Who.
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: AccountId,
    /// For which service; empty for all.
    #[sea_orm(primary_key, auto_increment = false)]
    pub service: String,
    /// The plan, repeated.
    pub plan_id: OrganizationId,
    /// Since when.
    pub marked_at: DateTimeUtc,
    /// Who said so.
    pub marked_by: AccountId,
}

impl ActiveModelBehavior for ActiveModel {}
