//! A warm hand-off: the member was introduced in person by one name to another.

use crate::types::{AccountId, AssignmentId, HandOffId, OrganizationId, ReferralId};
use sea_orm::entity::prelude::*;

/// A warm hand-off: the member was introduced in person by one name to another.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "hand_off")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: HandOffId,
    /// Of which referral.
    pub referral_id: ReferralId,
    /// To which turn.
    pub assignment_id: AssignmentId,
    /// The assignment's plan, repeated for the row filter.
    pub plan_id: OrganizationId,
    /// The assignment's provider, repeated for the row filter.
    pub provider_id: OrganizationId,
    /// When it was made.
    pub made_at: DateTimeUtc,
    /// When it was written down.
    pub recorded_at: DateTimeUtc,
    /// Who wrote it down.
    pub recorded_by: AccountId,
    /// Who handed the member over.
    pub from_name: String,
    /// Who took the member over.
    pub to_name: String,
    /// Free text for provider and plan.
    pub note: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
