//! The words of the area.

use chrono::{DateTime, NaiveDate, Utc};
use entity::types::{
    AccountId, ActSource, AssignmentEnd, AssignmentId, AssignmentStatus, AttemptId,
    AuthorizationId, ConsentId, ContactKind, EarlyContactId, EventKind, HandOffId, IntakeId,
    MemberId, Naming, OrganizationId, OutreachMethod, OutreachOutcome, PoolId, ReferralId,
    ReferralStatus, Restriction, SlotState, Urgency,
};

use super::reasons::DeclineReason;
use crate::capacity::ledger::Place;
use crate::clocks::outreach::OutreachDuty;
use crate::members::Cin;
use crate::reference::{
    ClosureReason, CountyFips, DiscontinuationReason, Reference, ServiceCode, ZipCode,
};

/// A request that a person be served: the loop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Referral {
    /// Key.
    pub id: ReferralId,
    /// Number to read out.
    pub number: String,
    /// The plan it goes to: the tenant.
    pub plan: OrganizationId,
    /// Who referred.
    pub referrer: OrganizationId,
    /// Which of their people.
    pub referred_by: AccountId,
    /// Whom to ask at the referrer.
    pub contact: Contact,
    /// What is asked for.
    pub service: ServiceCode,
    /// How soon.
    pub urgency: Urgency,
    /// County where the service is needed, if the referrer knew.
    pub county: Option<CountyFips>,
    /// ZIP code where the service is needed, if the referrer knew.
    pub zip: Option<ZipCode>,
    /// The person as the referrer knows them; `None` for who may not see it.
    pub person: Option<ReferralPerson>,
    /// What is needed, in words.
    pub needs: Option<String>,
    /// The member, once known; `None` for who may not know.
    pub member: Option<MemberId>,
    /// Where the loop stands.
    pub status: ReferralStatus,
    /// Counts changes of state; acts name the version they were decided on.
    pub version: i32,
    /// Number of the last timeline entry.
    pub last_event_seq: i32,
    /// When it came in.
    pub received_at: DateTime<Utc>,
    /// When the status last changed.
    pub status_changed_at: DateTime<Utc>,
    /// How it ended.
    pub closure: Option<Closure>,
    /// The provider of the live assignment.
    pub assigned_to: Option<OrganizationId>,
    /// Why it is restricted, if it is.
    pub restriction: Option<Restriction>,
    /// Whether others do not even see that it exists.
    pub is_hidden: bool,
    /// When the consent behind it was revoked and none has followed.
    pub consent_revoked_at: Option<DateTime<Utc>>,
    /// The earlier referral that it follows from.
    pub follows: Option<ReferralId>,
    /// What came in with it beyond the least.
    pub intake: Option<IntakeId>,
    /// Day by which the service is needed, for example of a discharge.
    pub needed_by: Option<NaiveDate>,
    /// The provider that the member chose.
    pub chosen_provider: Option<OrganizationId>,
    /// The provider that whoever referred named, where the plan lets them; where it stands.
    pub named: Option<(OrganizationId, Naming)>,
    /// Until when its answer, or then the plan's, is expected; `None` where none is waited for.
    pub answer_due_at: Option<DateTime<Utc>>,
    /// Whether the last provider asked declined.
    pub is_declined: bool,
    /// When the state's view of the loop last changed; `None`: when it came in.
    pub closed_loop_at: Option<DateTime<Utc>>,
    /// Whether the viewer knows of it only that it exists. Never stored.
    pub is_withheld: bool,
}

/// Whom to ask at the referrer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// Name.
    pub name: String,
    /// Phone or e-mail.
    pub reach: String,
}

/// The person as the referrer knows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReferralPerson {
    /// Given name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// Birth date.
    pub birth_on: Option<NaiveDate>,
    /// Client index number.
    pub cin: Option<Cin>,
    /// E.164.
    pub phone: Option<String>,
}

/// How a loop ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closure {
    /// Why.
    pub reason: ClosureReason,
    /// Text beside the reason; not for the referrer.
    pub note: Option<String>,
    /// When.
    pub closed_at: DateTime<Utc>,
}

/// The state's closed-loop referral status. Values recalled from the guidance of May 2025 and not
/// confirmed, but for DECLINED (domain notes, section 1.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClosedLoopStatus {
    /// No provider has answered yet.
    Pending,
    /// The provider accepted.
    Accepted,
    /// The last provider asked declined, and no other has it yet.
    Declined,
    /// The provider has tried to reach the member.
    OutreachInitiated,
    /// The loop is closed.
    ReferralLoopClosed,
}

/// One provider's turn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    /// Key.
    pub id: AssignmentId,
    /// Of which referral.
    pub referral: ReferralId,
    /// The referral's plan.
    pub plan: OrganizationId,
    /// Whose turn.
    pub provider: OrganizationId,
    /// Whom it is about.
    pub member: MemberId,
    /// The pool whose place it takes.
    pub pool: PoolId,
    /// Where it stands.
    pub status: AssignmentStatus,
    /// What it takes of the pool.
    pub slot: SlotState,
    /// When it was assigned: the start of the 24 hours.
    pub assigned_at: DateTime<Utc>,
    /// Who assigned it; `None` for the server itself.
    pub assigned_by: Option<AccountId>,
    /// First yes, in words or by outreach.
    pub accepted_at: Option<DateTime<Utc>>,
    /// When outreach is due; `None` where the service has no such duty.
    pub outreach_due_at: Option<DateTime<Utc>>,
    /// When the earliest attempt was made.
    pub first_attempt_at: Option<DateTime<Utc>>,
    /// When the service started.
    pub service_started_at: Option<DateTime<Utc>>,
    /// When and why it ended.
    pub ended: Option<(DateTime<Utc>, AssignmentEnd)>,
    /// Whether its referral is restricted.
    pub is_restricted: bool,
    /// Why the service ended, and what the member was moved to.
    pub discontinuation: Option<Discontinuation>,
    /// Why it was declined.
    pub decline: Option<DeclineReason>,
    /// Declined for capacity while the figures showed room.
    pub is_disputed: bool,
    /// How many attempts the plan's policy wanted when it was assigned, and by when; `None` where
    /// there is no duty.
    pub follow_up: Option<(i32, DateTime<Utc>)>,
    /// The plan's excuse of the duty.
    pub excuse: Option<Excuse>,
    /// Until when the place is held; `None`: until it ends.
    pub held_until: Option<DateTime<Utc>>,
    /// The authorization on which the service draws.
    pub authorization: Option<AuthorizationId>,
    /// The service started without the authorization that the plan wants: it is not paid.
    pub is_unpayable: bool,
}

/// The plan excused a duty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excuse {
    /// When.
    pub excused_at: DateTime<Utc>,
    /// By whom.
    pub excused_by: AccountId,
    /// Why.
    pub reason: String,
}

/// Why a service ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discontinuation {
    /// Why.
    pub reason: DiscontinuationReason,
    /// What the member was moved to, if the service broke off.
    pub moved_to: Option<String>,
}

/// One contact about an assignment: mostly an attempt to reach the member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// Key.
    pub id: AttemptId,
    /// On which assignment.
    pub assignment: AssignmentId,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// When it was written down.
    pub recorded_at: DateTime<Utc>,
    /// How.
    pub method: OutreachMethod,
    /// With what outcome.
    pub outcome: OutreachOutcome,
    /// Whole minutes, rounded up; a letter counts as 1.
    pub minutes: i32,
    /// For provider and plan.
    pub note: Option<String>,
    /// Whether it is an attempt, or another contact.
    pub kind: ContactKind,
    /// Made where the member stays.
    pub is_in_facility: bool,
    /// What it corrects, and why.
    pub correction: Option<Correction>,
    /// What it corrects never happened.
    pub is_void: bool,
}

/// What a row corrects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// The row.
    pub of: AttemptId,
    /// Why.
    pub reason: String,
}

/// The member was introduced in person by one name to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandOff {
    /// Key.
    pub id: HandOffId,
    /// To which turn.
    pub assignment: AssignmentId,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// When it was written down.
    pub recorded_at: DateTime<Utc>,
    /// Who handed the member over.
    pub from_name: String,
    /// Who took the member over.
    pub to_name: String,
    /// For provider and plan.
    pub note: Option<String>,
}

/// One contact of a named provider with a person before anything was assigned. It neither starts
/// nor meets a duty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EarlyContact {
    /// Key.
    pub id: EarlyContactId,
    /// Of which provider.
    pub provider: OrganizationId,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// When it was written down.
    pub recorded_at: DateTime<Utc>,
    /// How.
    pub method: OutreachMethod,
    /// With what outcome.
    pub outcome: OutreachOutcome,
    /// Whole minutes, rounded up; a letter counts as 1.
    pub minutes: i32,
    /// For provider and plan.
    pub note: Option<String>,
}

/// One entry of the timeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReferralEvent {
    /// Number in the timeline.
    pub seq: i32,
    /// What happened.
    pub kind: EventKind,
    /// When it happened.
    pub occurred_at: DateTime<Utc>,
    /// When it was written down.
    pub recorded_at: DateTime<Utc>,
    /// Which organization acted.
    pub organization: OrganizationId,
    /// Which of its people; `None` for the server itself and for whom it does not concern.
    pub account: Option<AccountId>,
    /// Reason code, where the act has one.
    pub reason: Option<String>,
    /// Text beside the reason; `None` for the referrer.
    pub note: Option<String>,
    /// Where the act came from.
    pub source: ActSource,
}

/// A person's consent to the disclosure of what a restricted referral is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consent {
    /// Key.
    pub id: ConsentId,
    /// Of which referral.
    pub referral: ReferralId,
    /// What may be disclosed, to whom and what for.
    pub scope: String,
    /// When it was given.
    pub given_on: NaiveDate,
    /// When it was written down.
    pub recorded_at: DateTime<Utc>,
    /// When it was revoked.
    pub revoked_on: Option<NaiveDate>,
}

/// Which referrals to list.
#[derive(Debug, Clone, Default)]
pub struct ReferralFilter {
    /// In any of these states.
    pub statuses: Option<Vec<ReferralStatus>>,
    /// For any of these services.
    pub services: Option<Vec<ServiceCode>>,
    /// With a named provider that stands so; to a provider those in which it is named itself.
    pub naming: Option<Vec<Naming>>,
    /// Of this member.
    pub member: Option<MemberId>,
    /// With this number.
    pub number: Option<String>,
    /// Whose named provider, or then the plan, was to answer until then, and did not.
    pub answer_due_until: Option<DateTime<Utc>>,
}

impl Attempt {
    /// Is it an attempt of the provider that stands?
    #[must_use]
    pub fn counts(&self) -> bool {
        self.kind == ContactKind::Outreach && !self.is_void
    }

    /// Was the member reached? Contact through a representative and contact in a facility count
    /// (S0, domain notes section 11).
    #[must_use]
    pub fn is_successful(&self) -> bool {
        let reached = matches!(
            self.outcome,
            OutreachOutcome::Reached | OutreachOutcome::ReachedThroughOther
        );
        self.counts() && (reached || self.is_in_facility)
    }
}

impl Assignment {
    /// The place that it takes.
    #[must_use]
    pub fn place(&self) -> Place {
        Place {
            pool: self.pool,
            plan: self.plan,
            assignment: self.id,
        }
    }

    /// The 24-hour duty, where the service has one.
    #[must_use]
    pub fn duty(&self) -> Option<OutreachDuty> {
        self.outreach_due_at.map(|due_at| OutreachDuty {
            due_at,
            first_attempt_at: self.first_attempt_at,
            started_at: self.service_started_at,
            excused_at: self.excuse.as_ref().map(|excuse| excuse.excused_at),
            ended_at: self.ended.map(|(at, _)| at),
        })
    }

    /// Puts it where it stands by what the provider has done.
    pub(super) fn stand_at(&mut self, status: AssignmentStatus) {
        self.status = status;
        self.accepted_at = self
            .accepted_at
            .filter(|_| status != AssignmentStatus::Assigned);
    }

    /// Is it still this provider's turn?
    #[must_use]
    pub fn is_live(&self) -> bool {
        self.ended.is_none()
    }
}

impl Referral {
    /// The provider that was named, while the plan has not decided and it may still answer.
    #[must_use]
    pub fn waits_for(&self) -> Option<OrganizationId> {
        self.named_and_open().filter(|_| self.restriction.is_none())
    }

    /// The same, also where it is restricted: then nobody is told and nobody answers.
    pub(super) fn named_and_open(&self) -> Option<OrganizationId> {
        let is_open = self.assigned_to.is_none() && self.status != ReferralStatus::Closed;
        let (provider, naming) = self.named?;
        let waits = matches!(naming, Naming::Named | Naming::Asked);
        (is_open && waits).then_some(provider)
    }

    /// When the state's view of the loop last changed.
    #[must_use]
    pub fn closed_loop_changed_at(&self) -> DateTime<Utc> {
        self.closed_loop_at.unwrap_or(self.received_at)
    }

    /// The state's view of the loop, derived, never typed in. `None` where the service is exempt
    /// (sobering centers) or the referral came before the policy of 1 July 2025.
    /// Source: DHCS closed-loop referral FAQ, domain notes section 1.1.
    #[must_use]
    pub fn closed_loop_status(&self) -> Option<ClosedLoopStatus> {
        let begins = NaiveDate::from_ymd_opt(2025, 7, 1)?;
        let received_on = self
            .received_at
            .with_timezone(&chrono_tz::America::Los_Angeles)
            .date_naive();
        if !Reference::embedded()
            .service(self.service)
            .is_closed_loop_tracked
            || received_on < begins
        {
            return None;
        }
        Some(match self.status {
            ReferralStatus::Received
            | ReferralStatus::Ready
            | ReferralStatus::AwaitingAuthorization
            | ReferralStatus::Waitlisted
                if self.is_declined =>
            {
                ClosedLoopStatus::Declined
            }
            ReferralStatus::Received
            | ReferralStatus::Ready
            | ReferralStatus::AwaitingAuthorization
            | ReferralStatus::Waitlisted
            | ReferralStatus::Assigned => ClosedLoopStatus::Pending,
            ReferralStatus::Accepted => ClosedLoopStatus::Accepted,
            ReferralStatus::InOutreach => ClosedLoopStatus::OutreachInitiated,
            ReferralStatus::Closed => ClosedLoopStatus::ReferralLoopClosed,
        })
    }
}
