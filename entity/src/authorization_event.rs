//! What happened to an authorization. Never changed, never removed.

use crate::types::{AccountId, AuthorizationEventKind, AuthorizationId, OrganizationId};
use sea_orm::entity::prelude::*;

/// What happened to an authorization. Never changed, never removed.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "authorization_event")]
pub struct Model {
    /// Of which.
    #[sea_orm(primary_key, auto_increment = false)]
    pub authorization_id: AuthorizationId,
    /// Number: 1, 2, 3 …
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i32,
    /// What.
    pub kind: AuthorizationEventKind,
    /// When.
    pub occurred_at: DateTimeUtc,
    /// Who; null for the server itself.
    pub account_id: Option<AccountId>,
    /// For which organization.
    pub organization_id: OrganizationId,
    /// Reason code.
    pub reason: Option<String>,
    /// Words beside it.
    pub note: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
