//! A restricted member whom a coordinator opened for an hour, with a reason.

use crate::types::{AccountId, BrokenGlassId, MemberId, OrganizationId};
use sea_orm::entity::prelude::*;

/// A restricted member whom a coordinator opened for an hour, with a reason.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "broken_glass")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: BrokenGlassId,
    /// The member's plan.
    pub plan_id: OrganizationId,
    /// Whom.
    pub member_id: MemberId,
    /// Who.
    pub account_id: AccountId,
    /// Why.
    pub reason: String,
    /// When.
    pub broken_at: DateTimeUtc,
    /// Until when.
    pub expires_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
