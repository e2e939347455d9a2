//! What people type into the acts, before the rules have looked at it.

use chrono::{DateTime, NaiveDate, Utc};
use entity::types::{
    Agreement, AttemptId, ContactKind, OrganizationId, OutreachMethod, OutreachOutcome, ReferralId,
    Relationship, Restriction, SourceKind, TransitionedFrom, Urgency,
};

use super::reasons::{DeclineReason, DeclinedBy, SwitchReason};
use crate::idempotency::IdempotencyKey;
use crate::reference::{ClosureReason, DiscontinuationReason, ServiceCode};

/// What a referrer types; checked by the rules, all mistakes at once.
#[derive(Debug, Clone)]
pub struct NewReferral {
    /// To which plan.
    pub plan: OrganizationId,
    /// For what.
    pub service: ServiceCode,
    /// How soon.
    pub urgency: Urgency,
    /// Given name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// Birth date, if known.
    pub birth_on: Option<NaiveDate>,
    /// Client index number, if known.
    pub cin: Option<String>,
    /// Phone, if there is one.
    pub phone: Option<String>,
    /// County where the service is needed: five digits.
    pub county: Option<String>,
    /// ZIP code where the service is needed.
    pub zip: Option<String>,
    /// What is needed, in words.
    pub needs: Option<String>,
    /// Whom to ask: name.
    pub contact_name: String,
    /// Whom to ask: phone or e-mail.
    pub contact_reach: String,
    /// That they and the plan agreed on faxes.
    pub fax: Option<NewFax>,
    /// Why it is to be restricted, if it is.
    pub restriction: Option<Restriction>,
    /// The person's consent, for what is restricted under 42 CFR Part 2.
    pub consent: Option<NewConsent>,
    /// Other services that the person needs: a referral of its own for each.
    pub also: Vec<ServiceCode>,
    /// The earlier referral that this follows from.
    pub follows: Option<ReferralId>,
    /// Day by which the service is needed.
    pub needed_by: Option<NaiveDate>,
    /// The provider that the member chose.
    pub chosen_provider: Option<OrganizationId>,
    /// The provider that is to find out whether it can serve the person, where the plan lets
    /// whoever refers name one.
    pub named_provider: Option<OrganizationId>,
    /// Social needs: ICD-10-CM codes, Z55 to Z65.
    pub social_needs: Vec<String>,
    /// What is asked for and may be missing.
    pub intake: NewIntake,
}

/// What a referral form asks for beyond the least, as it is typed (domain notes, section 9). What
/// is missing is listed, never refused.
#[derive(Debug, Clone, Default)]
pub struct NewIntake {
    /// From what kind of source it comes; `None`: what the organization is.
    pub source: Option<SourceKind>,
    /// How whoever referred stands to the person.
    pub relationship: Option<Relationship>,
    /// NPI of the source.
    pub source_npi: Option<String>,
    /// Address of the source.
    pub source_address: Option<String>,
    /// Whether the person agrees to be referred.
    pub agrees: Option<Agreement>,
    /// Whoever referred says that it is accurate and verified.
    pub is_attested: bool,
    /// The person has no phone.
    pub has_no_phone: bool,
    /// The person has no address.
    pub has_no_address: bool,
    /// Street of the person.
    pub street: Option<String>,
    /// City of the person.
    pub city: Option<String>,
    /// Where the person is found.
    pub whereabouts: Option<String>,
    /// Who knows where the person is: name.
    pub go_between_name: Option<String>,
    /// Who knows where the person is: phone.
    pub go_between_phone: Option<String>,
    /// Language code of the person.
    pub language: Option<String>,
    /// What the person gets already.
    pub current_services: Option<String>,
    /// The programme that ended, from which the person comes.
    pub transitioned_from: Option<TransitionedFrom>,
}

/// An agreement on faxes as it is typed.
#[derive(Debug, Clone)]
pub struct NewFax {
    /// Where they go.
    pub number: String,
    /// When it was agreed.
    pub agreed_on: NaiveDate,
}

/// A consent as it is typed.
#[derive(Debug, Clone)]
pub struct NewConsent {
    /// What may be disclosed, to whom and what for, as the person signed it.
    pub scope: String,
    /// When it was given.
    pub given_on: NaiveDate,
}

/// What every act on a referral may carry.
#[derive(Debug, Clone, Default)]
pub struct Step {
    /// The version the act was decided on; a later one refuses it.
    pub expected_version: Option<i32>,
    /// So that a retry is not a repeat.
    pub key: Option<IdempotencyKey>,
}

/// From one provider to another.
#[derive(Debug, Clone)]
pub struct ReassignReferral {
    /// Which referral, and to which provider.
    pub to: AssignReferral,
    /// Why.
    pub reason: SwitchReason,
    /// In words; not for the referrer.
    pub note: Option<String>,
}

/// To whom a referral goes.
#[derive(Debug, Clone)]
pub struct AssignReferral {
    /// Which referral.
    pub referral: ReferralId,
    /// Which provider; `None`: the first of the candidates.
    pub provider: Option<OrganizationId>,
    /// Why, where the member's choice is not followed.
    pub reason: Option<String>,
    /// Until when the place is held; `None`: until the assignment ends.
    pub held_until: Option<DateTime<Utc>>,
}

/// A decline as it is typed.
#[derive(Debug, Clone)]
pub struct DeclineReferral {
    /// Which referral.
    pub referral: ReferralId,
    /// Who says no.
    pub by: DeclinedBy,
    /// Why, where the provider does.
    pub reason: Option<DeclineReason>,
    /// In words.
    pub note: String,
}

/// A contact as it is typed.
#[derive(Debug, Clone)]
pub struct RecordOutreach {
    /// On which referral.
    pub referral: ReferralId,
    /// Whether it is an attempt, or another contact.
    pub kind: ContactKind,
    /// Made where the member stays.
    pub is_in_facility: bool,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// How.
    pub method: OutreachMethod,
    /// With what outcome.
    pub outcome: OutreachOutcome,
    /// Minutes spent; parts of a minute count as one.
    pub minutes: f64,
    /// For provider and plan.
    pub note: Option<String>,
}

/// A correction of an attempt as it is typed.
#[derive(Debug, Clone)]
pub struct CorrectOutreach {
    /// On which referral.
    pub referral: ReferralId,
    /// Which attempt.
    pub attempt: AttemptId,
    /// How it really was; `None`: it never happened.
    pub really: Option<RecordOutreach>,
    /// Why it is corrected.
    pub reason: String,
}

/// A hand-off as it is typed.
#[derive(Debug, Clone)]
pub struct RecordHandOff {
    /// On which referral.
    pub referral: ReferralId,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// Who handed the member over.
    pub from_name: String,
    /// Who took the member over.
    pub to_name: String,
    /// For provider and plan.
    pub note: Option<String>,
}

/// An end of service as it is typed.
#[derive(Debug, Clone)]
pub struct EndService {
    /// On which referral.
    pub referral: ReferralId,
    /// When it ended.
    pub ended_at: DateTime<Utc>,
    /// Why.
    pub reason: DiscontinuationReason,
    /// What the member was moved to.
    pub moved_to: Option<String>,
    /// For provider and plan.
    pub note: Option<String>,
}

/// A withdrawal as it is typed.
#[derive(Debug, Clone)]
pub struct WithdrawReferral {
    /// Which referral.
    pub referral: ReferralId,
    /// Whether the member takes it back.
    pub for_member: bool,
    /// Why, in words.
    pub note: String,
}

/// How a loop is closed without a service.
#[derive(Debug, Clone)]
pub struct CloseReferral {
    /// Which referral.
    pub referral: ReferralId,
    /// Why.
    pub reason: ClosureReason,
    /// Text beside the reason.
    pub note: Option<String>,
}

/// When a service really started, as it is typed.
#[derive(Debug, Clone)]
pub struct CorrectStart {
    /// On which referral.
    pub referral: ReferralId,
    /// When it really started; `None`: it never did.
    pub started_at: Option<DateTime<Utc>>,
    /// Why it is corrected.
    pub reason: String,
}
