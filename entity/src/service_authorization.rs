//! A plan's decision to pay for a service, or the wish for one.

use crate::types::{
    AccountId, AuthorizationId, AuthorizationKind, AuthorizationStatus, ExceptionGround, MemberId,
    OrganizationId, ReferralId,
};
use sea_orm::entity::prelude::*;

/// A plan's decision to pay for a service, or the wish for one.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "service_authorization")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AuthorizationId,
    /// Number to read out: random, with a check character.
    #[sea_orm(unique)]
    pub number: String,
    /// The plan: the tenant.
    pub plan_id: OrganizationId,
    /// For whom; null until the plan knows which member its referral is about.
    pub member_id: Option<MemberId>,
    /// The referral it belongs to, if there is one.
    pub referral_id: Option<ReferralId>,
    /// Who is to serve, once known.
    pub provider_id: Option<OrganizationId>,
    /// Service code.
    pub service: String,
    /// Billing code with its modifiers, as on a claim: `S5165 U6`.
    pub procedure_code: Option<String>,
    /// Where the service is needed, if known.
    pub county_fips: Option<String>,
    /// When the plan was asked.
    pub kind: AuthorizationKind,
    /// Where it stands.
    pub status: AuthorizationStatus,
    /// Counts changes.
    pub version: i32,
    /// Who asked.
    pub requested_by: OrganizationId,
    /// Which of their people; null for the server itself.
    pub requested_account: Option<AccountId>,
    /// When: the first anchor of the clock.
    pub requested_at: DateTimeUtc,
    /// Units that were asked for.
    pub asked_units: Option<i32>,
    /// Amount that was asked for, in cents.
    pub asked_cents: Option<i64>,
    /// First day that was asked for.
    pub asked_from_on: Date,
    /// Last day that was asked for.
    pub asked_until_on: Date,
    /// What whoever asked adds.
    pub comment: Option<String>,
    /// Term, copied from the policy: business days from the information.
    pub standard_business_days: Option<i32>,
    /// Term: calendar days from the request.
    pub standard_calendar_days: Option<i32>,
    /// Term: hours from the request, where hours count.
    pub clock_hours: Option<i32>,
    /// Term: days of an extension.
    pub extension_days: i32,
    /// Term: they count from the receipt.
    pub extension_from_receipt: bool,
    /// Term: asking for more stops the clock.
    pub pauses_for_information: bool,
    /// When the needed information was there: the second anchor.
    pub information_at: Option<DateTimeUtc>,
    /// Due by the second anchor.
    pub due_by_information: Option<DateTimeUtc>,
    /// Due by the first.
    pub due_by_request: Option<DateTimeUtc>,
    /// The earlier of them, while it is pending and its clock runs.
    pub due_at: Option<DateTimeUtc>,
    /// When the plan took more time.
    pub extended_at: Option<DateTimeUtc>,
    /// Why.
    pub extension_reason: Option<String>,
    /// Units that are granted; null where none are counted.
    pub units: Option<i32>,
    /// Amount that is granted, in cents; null where none is.
    pub cents: Option<i64>,
    /// First day that is granted; null where nothing is.
    pub from_on: Option<Date>,
    /// Last day.
    pub until_on: Option<Date>,
    /// The last day before the end of an enrolment clipped it.
    pub unclipped_until_on: Option<Date>,
    /// Units that stay from the announced day on; null where none are counted.
    pub announced_units: Option<i32>,
    /// Amount that stays from then on, in cents.
    pub announced_cents: Option<i64>,
    /// The day from which a reduction holds, while it has not come.
    pub announced_from_on: Option<Date>,
    /// Units that are used.
    pub used_units: i32,
    /// Amount that is used, in cents.
    pub used_cents: i64,
    /// Number of the last entry of its ledger.
    pub last_entry: i32,
    /// What a first reviewer decided, while a second one has to agree.
    pub proposed_status: Option<AuthorizationStatus>,
    /// Who.
    pub proposed_by: Option<AccountId>,
    /// When it was last decided.
    pub decided_at: Option<DateTimeUtc>,
    /// By whom.
    pub decided_by: Option<AccountId>,
    /// Reason code.
    pub decision_reason: Option<String>,
    /// Words beside it.
    pub decision_note: Option<String>,
    /// By which exception it goes beyond a limit, if it does.
    pub exception_ground: Option<ExceptionGround>,
    /// Why.
    pub exception_reason: Option<String>,
    /// What shows it.
    pub exception_evidence: Option<String>,
    /// The one that it goes on from.
    pub renews_id: Option<AuthorizationId>,
    /// Of a restricted member or referral.
    pub is_restricted: bool,
    /// Number of the last event.
    pub last_event_seq: i32,
}

impl ActiveModelBehavior for ActiveModel {}
