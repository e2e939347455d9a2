//! One sign-in from one place, until it is ended.

use crate::types::{AccountId, SessionEnd, SessionId};
use sea_orm::entity::prelude::*;

/// One sign-in from one place, until it is ended.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "session")]
pub struct Model {
    /// Key; access tokens name it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SessionId,
    /// Whose it is.
    pub account_id: AccountId,
    /// When the person signed in.
    pub created_at: DateTimeUtc,
    /// When it was last refreshed; at first, when the person signed in.
    pub last_used_at: DateTimeUtc,
    /// When it ends if it is not refreshed before; refreshing moves it, up to a fixed age.
    pub expires_at: DateTimeUtc,
    /// When it was ended before its time.
    pub ended_at: Option<DateTimeUtc>,
    /// Why it was ended.
    pub end_reason: Option<SessionEnd>,
    /// Counts the refresh tokens that were given out; only the last is good.
    pub generation: i32,
    /// SHA-256 of the refresh token that is good.
    pub refresh_hash: Vec<u8>,
    /// Where it was last used from.
    pub address: Option<String>,
    /// What the client's program called itself then.
    pub user_agent: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
