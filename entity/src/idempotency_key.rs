//! A mutation that was carried out under a key of its caller.

use crate::types::AccountId;
use sea_orm::entity::prelude::*;

/// A mutation that was carried out under a key of its caller.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "idempotency_key")]
pub struct Model {
    /// Who called.
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: AccountId,
    /// Which mutation.
    #[sea_orm(primary_key, auto_increment = false)]
    pub mutation: String,
    /// The caller's key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    /// Keyed HMAC of the input: a plain hash of a CIN could be reversed.
    pub fingerprint: Vec<u8>,
    /// The record that came of it; the answer itself is never stored.
    pub record_id: Uuid,
    /// When; keys are kept for 7 days.
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
