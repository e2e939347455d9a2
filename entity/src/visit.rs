//! A stay at a sobering center: recorded as it happens, without a referral.

use crate::types::{
    AccountId, AuthorizationId, BroughtBy, MemberId, OrganizationId, VisitId, VisitPayment,
    VisitStatus,
};
use sea_orm::entity::prelude::*;

/// A stay at a sobering center.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "visit")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: VisitId,
    /// Number to read out: random, with a check character.
    #[sea_orm(unique)]
    pub number: String,
    /// Who served.
    pub provider_id: OrganizationId,
    /// Which plan answers for the person, as the provider says; null until it knows.
    pub plan_id: Option<OrganizationId>,
    /// Who it was; null until the plan knows. The provider is not shown it.
    pub member_id: Option<MemberId>,
    /// Where.
    pub county_fips: String,
    /// Who brought the person.
    pub brought_by: BroughtBy,
    /// Where it stands.
    pub status: VisitStatus,
    /// How the plan pays for it.
    pub payment: VisitPayment,
    /// Counts what the provider said of it. What the plan finds out does not count: the provider
    /// would see in it whether the plan knows the person.
    pub version: i32,
    /// When the person came.
    pub arrived_at: DateTimeUtc,
    /// When they left; null while they are there.
    pub left_at: Option<DateTimeUtc>,
    /// Given name, as the person gave it.
    pub first_name: Option<String>,
    /// Family name, as the person gave it.
    pub last_name: Option<String>,
    /// Birth date, as the person gave it.
    pub birth_on: Option<Date>,
    /// Client index number, as the person gave it.
    pub cin: Option<String>,
    /// In the provider's words.
    pub comment: Option<String>,
    /// When the provider last told the plan whom it served; null while it knows no plan.
    pub sent_at: Option<DateTimeUtc>,
    /// What the plan is asked to pay, once it knows who it was.
    pub authorization_id: Option<AuthorizationId>,
    /// The member is restricted.
    pub is_restricted: bool,
    /// When it was recorded.
    pub recorded_at: DateTimeUtc,
    /// By whom.
    pub recorded_by: AccountId,
    /// When it was taken back, as recorded by mistake.
    pub voided_at: Option<DateTimeUtc>,
    /// By whom.
    pub voided_by: Option<AccountId>,
    /// Why.
    pub void_reason: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
