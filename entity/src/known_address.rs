//! An address from which an account has signed in.

use sea_orm::entity::prelude::*;

/// An address from which an account has signed in.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "known_address")]
pub struct Model {
    /// Keyed HMAC of the account's sign-in name and the address.
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: Vec<u8>,
    /// When it last did, in milliseconds since 1970.
    pub last_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
