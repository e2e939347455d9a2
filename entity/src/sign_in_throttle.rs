//! How often signing in has failed, by account or by address.

use sea_orm::entity::prelude::*;

/// How often signing in has failed, by account or by address. Instants in milliseconds since 1970.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sign_in_throttle")]
pub struct Model {
    /// Keyed HMAC of what is counted: neither addresses of people nor of computers are stored.
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: Vec<u8>,
    /// Attempts that failed or are not yet decided.
    pub failures: i32,
    /// When the last was made.
    pub last_at: i64,
    /// Until when further ones are refused.
    pub blocked_until: i64,
}

impl ActiveModelBehavior for ActiveModel {}
