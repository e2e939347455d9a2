//! A link that shows whoever referred without an account where the referral stands.

use crate::types::{AccountId, ReferralId, ReferralLinkId};
use sea_orm::entity::prelude::*;

/// A link that shows whoever referred without an account where the referral stands.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "referral_link")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ReferralLinkId,
    /// Of which referral.
    pub referral_id: ReferralId,
    /// SHA-256 of the token; the token itself is in the e-mail alone.
    pub token_hash: Vec<u8>,
    /// When it was made.
    pub made_at: DateTimeUtc,
    /// It shows nothing from then on.
    pub expires_at: DateTimeUtc,
    /// When the plan took it back.
    pub revoked_at: Option<DateTimeUtc>,
    /// Who did.
    pub revoked_by: Option<AccountId>,
}

impl ActiveModelBehavior for ActiveModel {}
