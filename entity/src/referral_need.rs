//! A social need that a referral names.

use crate::types::ReferralId;
use sea_orm::entity::prelude::*;

/// A social need that a referral names.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "referral_need")]
pub struct Model {
    /// Which referral.
    #[sea_orm(primary_key, auto_increment = false)]
    pub referral_id: ReferralId,
    /// ICD-10-CM code, Z55 to Z65.
    #[sea_orm(primary_key, auto_increment = false)]
    pub code: String,
}

impl ActiveModelBehavior for ActiveModel {}
