//! A person's consent to the disclosure of what a restricted referral is about.

use crate::types::{AccountId, ConsentId, ReferralId};
use sea_orm::entity::prelude::*;

/// A person's consent to the disclosure of what a restricted referral is about.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "consent")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ConsentId,
    /// Of which referral.
    pub referral_id: ReferralId,
    /// What may be disclosed, to whom and what for, as the person signed it.
    pub scope: String,
    /// When it was given.
    pub given_on: Date,
    /// When it was written down.
    pub recorded_at: DateTimeUtc,
    /// By whom.
    pub recorded_by: AccountId,
    /// When it was revoked.
    pub revoked_on: Option<Date>,
    /// When the revocation was written down.
    pub revoked_at: Option<DateTimeUtc>,
    /// By whom.
    pub revoked_by: Option<AccountId>,
}

impl ActiveModelBehavior for ActiveModel {}
