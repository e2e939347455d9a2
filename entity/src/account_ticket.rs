//! A token that lets one person choose a password, once.

use crate::types::{AccountId, OrganizationId, TicketId, TicketPurpose};
use sea_orm::entity::prelude::*;

/// A token that lets one person choose a password, once: after an invitation, or after a reset.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "account_ticket")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TicketId,
    /// What it is for.
    pub purpose: TicketPurpose,
    /// Whose person it is for.
    pub organization_id: OrganizationId,
    /// Whom it is for.
    pub account_id: AccountId,
    /// SHA-256 of the token; the token itself is shown once and kept nowhere.
    pub token_hash: Vec<u8>,
    /// Who made it; none for the operator's command line.
    pub made_by: Option<AccountId>,
    /// When.
    pub made_at: DateTimeUtc,
    /// From this instant on it is worth nothing.
    pub expires_at: DateTimeUtc,
    /// When it was used.
    pub used_at: Option<DateTimeUtc>,
    /// When a newer one, or the end of the person's access, took its worth away.
    pub voided_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
