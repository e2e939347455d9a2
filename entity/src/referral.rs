//! A request that a person be served: the loop.

use crate::types::{
    AccountId, IntakeId, MemberId, Naming, OrganizationId, ReferralId, ReferralStatus, Restriction,
    Urgency,
};
use sea_orm::entity::prelude::*;

/// A request that a person be served: the loop.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "referral")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ReferralId,
    /// Number to read out: random, with a check character.
    #[sea_orm(unique)]
    pub number: String,
    /// The plan it goes to: the tenant.
    pub plan_id: OrganizationId,
    /// Who referred.
    pub referrer_id: OrganizationId,
    /// Which of their people.
    pub referred_by: AccountId,
    /// Whom to ask at the referrer: name.
    pub contact_name: String,
    /// Whom to ask at the referrer: phone or e-mail.
    pub contact_reach: String,
    /// Service code.
    pub service: String,
    /// How soon.
    pub urgency: Urgency,
    /// Where the service is needed, if the referrer knew.
    pub county_fips: Option<String>,
    /// ZIP code where the service is needed, if the referrer knew.
    pub zip: Option<String>,
    /// The person as the referrer knows them: given name.
    pub person_first_name: String,
    /// Family name.
    pub person_last_name: String,
    /// Birth date.
    pub person_birth_on: Option<Date>,
    /// CIN, if the referrer had one.
    pub person_cin: Option<String>,
    /// Phone, if there is one.
    pub person_phone: Option<String>,
    /// What is needed, in words.
    pub needs: Option<String>,
    /// The member, once known.
    pub member_id: Option<MemberId>,
    /// Where the loop stands.
    pub status: ReferralStatus,
    /// Counts changes of state.
    pub version: i32,
    /// Number of the last timeline entry.
    pub last_event_seq: i32,
    /// When it came in.
    pub received_at: DateTimeUtc,
    /// When the status last changed.
    pub status_changed_at: DateTimeUtc,
    /// Reason code, once closed.
    pub closure_reason: Option<String>,
    /// Text beside the reason.
    pub closure_note: Option<String>,
    /// When the loop closed.
    pub closed_at: Option<DateTimeUtc>,
    /// The provider of the live assignment, repeated: its access follows this column.
    pub assigned_to: Option<OrganizationId>,
    /// Why it is restricted, if it is.
    pub restriction: Option<Restriction>,
    /// Whether others do not even see that it exists.
    pub is_hidden: bool,
    /// When the consent behind it was revoked and none has followed.
    pub consent_revoked_at: Option<DateTimeUtc>,
    /// The earlier referral that it follows from.
    pub follows_id: Option<ReferralId>,
    /// What came in with it beyond the least.
    pub intake_id: Option<IntakeId>,
    /// Day by which the service is needed.
    pub needed_by: Option<Date>,
    /// The provider that the member chose.
    pub chosen_provider_id: Option<OrganizationId>,
    /// The provider that whoever referred named, where the plan lets them.
    pub named_provider_id: Option<OrganizationId>,
    /// Where that provider stands.
    pub naming: Option<Naming>,
    /// Until when its answer, or then the plan's, is expected; null where none is waited for.
    pub answer_due_at: Option<DateTimeUtc>,
    /// Whether the last provider asked declined.
    pub is_declined: bool,
    /// When the state's view of the loop last changed; null: when it came in.
    pub closed_loop_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
