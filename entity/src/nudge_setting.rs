//! How an organization wants to be reached outside of its mailbox.

use crate::types::{AccountId, OrganizationId};
use sea_orm::entity::prelude::*;

/// How an organization wants to be reached outside of its mailbox.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "nudge_setting")]
pub struct Model {
    /// Which organization.
    #[sea_orm(primary_key, auto_increment = false)]
    pub organization_id: OrganizationId,
    /// An address of the organization; null for no e-mail.
    pub email: Option<String>,
    /// Its own server; null for no webhook.
    pub webhook_url: Option<String>,
    /// What the webhook's secret is derived from; the secret itself is in no row.
    pub webhook_nonce: Option<Vec<u8>>,
    /// When this was set.
    pub set_at: DateTimeUtc,
    /// Who set it.
    pub set_by: AccountId,
}

impl ActiveModelBehavior for ActiveModel {}
