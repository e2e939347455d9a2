//! The second factor of an account.

use crate::types::{AccountId, OrganizationId};
use sea_orm::entity::prelude::*;

/// The second factor of an account: what an authenticator app knows.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "second_factor")]
pub struct Model {
    /// Whose it is.
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: AccountId,
    /// Whose person that is.
    pub organization_id: OrganizationId,
    /// The secret, encrypted: nonce, then AES-256-GCM with its tag.
    pub secret: Vec<u8>,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// When the person showed a first code; until then it counts for nothing.
    pub confirmed_at: Option<DateTimeUtc>,
    /// The step of the last code that was taken: each is taken once.
    pub last_step: i64,
}

impl ActiveModelBehavior for ActiveModel {}
