//! One contact of a named provider with a person before anything was assigned.

use crate::types::{
    AccountId, EarlyContactId, OrganizationId, OutreachMethod, OutreachOutcome, ReferralId,
};
use sea_orm::entity::prelude::*;

/// One contact of a named provider with a person before anything was assigned. It neither starts
/// nor meets a duty.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "early_contact")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: EarlyContactId,
    /// On which referral.
    pub referral_id: ReferralId,
    /// The referral's plan, repeated for the row filter.
    pub plan_id: OrganizationId,
    /// Which provider.
    pub provider_id: OrganizationId,
    /// When it was made.
    pub made_at: DateTimeUtc,
    /// When it was written down.
    pub recorded_at: DateTimeUtc,
    /// Who wrote it down.
    pub recorded_by: AccountId,
    /// How.
    pub method: OutreachMethod,
    /// With what outcome.
    pub outcome: OutreachOutcome,
    /// Whole minutes, rounded up; a letter counts as 1.
    pub minutes: i32,
    /// Free text for provider and plan.
    pub note: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
