//! Who sees what is restricted in a plan.

use crate::types::{AccountId, OrganizationId, OthersSee};
use sea_orm::entity::prelude::*;

/// Who sees what is restricted in a plan, beyond its privacy officers. A plan without a row has
/// the strict default: nobody, and the others see that a loop exists.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "privacy_policy")]
pub struct Model {
    /// Whose.
    #[sea_orm(primary_key, auto_increment = false)]
    pub plan_id: OrganizationId,
    /// What the others see of a restricted referral.
    pub others_see: OthersSee,
    /// Whether coordinators see what is restricted.
    pub names_coordinators: bool,
    /// Whether reviewers do.
    pub names_reviewers: bool,
    /// When it was set.
    pub set_at: DateTimeUtc,
    /// By whom.
    pub set_by: AccountId,
}

impl ActiveModelBehavior for ActiveModel {}
