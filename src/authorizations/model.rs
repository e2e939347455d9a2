//! The words of the area.

use chrono::{DateTime, NaiveDate, Utc};
use entity::types::{
    AccountId, AssignmentId, AuthorizationEntryKind, AuthorizationEventKind, AuthorizationId,
    AuthorizationKind, AuthorizationStatus, CriterionAnswer, ExceptionGround, MemberId,
    OrganizationId, ReferralId,
};

use super::announced::Announced;
use super::input::GrantWish;
use crate::clocks::authorization::Limits;
use crate::clocks::decision::DecisionDuty;
use crate::reference::{CountyFips, ProcedureCode, ServiceCode};

/// A plan's decision to pay for a service, or the wish for one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authorization {
    /// Key.
    pub id: AuthorizationId,
    /// Number to read out.
    pub number: String,
    /// Whose decision it is.
    pub plan: OrganizationId,
    /// For whom; `None` until the plan knows which member its referral is about, and to who may not
    /// know.
    pub member: Option<MemberId>,
    /// The referral it belongs to, if there is one.
    pub referral: Option<ReferralId>,
    /// Who is to serve, once known.
    pub provider: Option<OrganizationId>,
    /// What is to be paid.
    pub service: ServiceCode,
    /// Under which billing code.
    pub procedure: Option<ProcedureCode>,
    /// Where the service is needed, if known.
    pub county: Option<CountyFips>,
    /// When, beside the service, the plan was asked.
    pub kind: AuthorizationKind,
    /// Where it stands.
    pub status: AuthorizationStatus,
    /// Counts changes.
    pub version: i32,
    /// Who asked, and for what.
    pub asked: Asked,
    /// The terms of its clock, copied from the plan's policy when it was asked for.
    pub limits: Limits,
    /// When the needed information was there: the second anchor of the clock.
    pub information_at: Option<DateTime<Utc>>,
    /// Due by the information.
    pub due_by_information: Option<DateTime<Utc>>,
    /// Due by the request.
    pub due_by_request: Option<DateTime<Utc>>,
    /// The earlier of them; `None` once it is decided.
    pub due_at: Option<DateTime<Utc>>,
    /// When the plan took more time, and why.
    pub extended: Option<(DateTime<Utc>, String)>,
    /// What is granted; `None` where nothing is.
    pub granted: Option<Grant>,
    /// The last day that was granted before the end of an enrolment clipped it.
    pub unclipped_until_on: Option<NaiveDate>,
    /// What a reduction leaves from a day on that has not come.
    pub announced: Option<Announced>,
    /// Units that are used.
    pub used_units: i32,
    /// Amount that is used, in cents.
    pub used_cents: i64,
    /// What a first reviewer decided, while a second one has to agree.
    pub proposed: Option<(AuthorizationStatus, AccountId)>,
    /// The last decision.
    pub decided: Option<Decided>,
    /// By which exception it goes beyond a limit, why, and what shows it.
    pub exception: Option<GrantedException>,
    /// The one that it goes on from.
    pub renews: Option<AuthorizationId>,
    /// Of a restricted member or referral.
    pub is_restricted: bool,
    /// Its reader may know that it is decided and why, and nothing of the person.
    pub is_outline: bool,
    /// Number of the last entry of its ledger.
    pub last_entry: i32,
    /// Number of its last event.
    pub last_event: i32,
}

/// Who asked, and for what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Which organization; the plan itself where a referral needed one.
    pub by: OrganizationId,
    /// Which of its people; `None`: the server, for the plan.
    pub account: Option<AccountId>,
    /// When: the first anchor of the clock.
    pub at: DateTime<Utc>,
    /// Units.
    pub units: Option<i32>,
    /// Amount in cents, where money is authorized.
    pub cents: Option<i64>,
    /// First day.
    pub from_on: NaiveDate,
    /// Last day.
    pub until_on: NaiveDate,
    /// What whoever asked adds.
    pub comment: Option<String>,
}

/// What is granted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grant {
    /// Units; `None` where none are counted.
    pub units: Option<i32>,
    /// Amount in cents; `None` where no money is authorized.
    pub cents: Option<i64>,
    /// First day.
    pub from_on: NaiveDate,
    /// Last day.
    pub until_on: NaiveDate,
}

/// An exception by which a grant goes beyond a limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantedException {
    /// Whether the terms foresee it.
    pub ground: ExceptionGround,
    /// Why, in the reviewer's words.
    pub reason: String,
    /// What shows it.
    pub evidence: String,
}

/// A decision, as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// When.
    pub at: DateTime<Utc>,
    /// By whom; `None` to who may not know.
    pub by: Option<AccountId>,
    /// Reason code, where it is not simply granted.
    pub reason: Option<String>,
    /// Words beside it.
    pub note: Option<String>,
}

/// What belongs to a request beside its row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Details {
    /// The criteria of the service, answered one by one.
    pub criteria: Vec<Criterion>,
    /// ICD-10-CM codes, at most five.
    pub diagnoses: Vec<String>,
    /// Documents, kept elsewhere: what each is, and where.
    pub attachments: Vec<(String, String)>,
    /// What the plan asked beyond it.
    pub questions: Vec<Question>,
}

/// What a request says to one criterion of the service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Criterion {
    /// Code of the criterion.
    pub code: String,
    /// What is said.
    pub answer: CriterionAnswer,
    /// Words beside it.
    pub note: Option<String>,
    /// When it was said.
    pub answered_at: DateTime<Utc>,
}

/// More that the plan needed to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// What it asked.
    pub question: String,
    /// When.
    pub asked_at: DateTime<Utc>,
    /// What was answered, and when.
    pub answer: Option<(String, DateTime<Utc>)>,
}

/// What happened to an authorization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthorizationEvent {
    /// Number: 1, 2, 3 …
    pub seq: i32,
    /// What.
    pub kind: AuthorizationEventKind,
    /// When.
    pub occurred_at: DateTime<Utc>,
    /// For which organization.
    pub by: OrganizationId,
    /// Who; `None`: the server, or not for this reader.
    pub account: Option<AccountId>,
    /// Reason code.
    pub reason: Option<String>,
    /// Words beside it.
    pub note: Option<String>,
}

/// One change of what is left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Number: 1, 2, 3 … without gaps.
    pub seq: i32,
    /// Why.
    pub kind: AuthorizationEntryKind,
    /// Units: granted or given back above zero, used below.
    pub units: i32,
    /// Amount in cents, likewise.
    pub cents: i64,
    /// Units left after it.
    pub units_left: Option<i32>,
    /// Amount left after it, in cents.
    pub cents_left: Option<i64>,
    /// By which assignment.
    pub assignment: Option<AssignmentId>,
    /// The day of the use.
    pub used_on: Option<NaiveDate>,
    /// When it was written.
    pub made_at: DateTime<Utc>,
}

impl Asked {
    /// What would be granted if it were granted as asked.
    #[must_use]
    pub fn grant(&self) -> Grant {
        Grant {
            units: self.units,
            cents: self.cents,
            from_on: self.from_on,
            until_on: self.until_on,
        }
    }
}

impl Authorization {
    /// The duty to decide, by the clock.
    #[must_use]
    pub fn duty(&self) -> DecisionDuty {
        let is_withdrawn = self.status == AuthorizationStatus::Withdrawn;
        let decided_at = self.decided.as_ref().map(|decided| decided.at);
        DecisionDuty {
            due_at: self.deadline(),
            decided_at: decided_at.filter(|_| !is_withdrawn),
            withdrawn_at: decided_at.filter(|_| is_withdrawn),
            is_paused: self.status == AuthorizationStatus::Pending
                && self.limits.business_days.is_some()
                && self.due_by_information.is_none(),
        }
    }

    /// The earlier of its two limits, also after it was decided.
    #[must_use]
    pub fn deadline(&self) -> Option<DateTime<Utc>> {
        let limits = [self.due_by_information, self.due_by_request];
        limits.into_iter().flatten().min()
    }

    /// Does the plan pay for a service of that day, as far as it says by itself?
    #[must_use]
    pub fn covers(&self, day: NaiveDate) -> bool {
        self.status != AuthorizationStatus::Void
            && self
                .granted
                .is_some_and(|grant| grant.from_on <= day && day <= grant.until_on)
    }

    /// What was asked for, with what is typed in its place.
    #[must_use]
    pub(crate) fn instead(&self, wish: GrantWish) -> Grant {
        wish.over(self.asked.grant())
    }

    /// What is granted once that holds which was announced: never less than is used.
    #[must_use]
    pub fn foreseen(&self) -> Option<Grant> {
        let used = (self.used_units, self.used_cents);
        let grant = self.granted?;
        Some(
            self.announced
                .map_or(grant, |announced| announced.after(grant, used)),
        )
    }

    /// Units that are left; `None` where none are counted.
    #[must_use]
    pub fn units_left(&self) -> Option<i32> {
        let units = self.granted?.units?;
        Some((units - self.used_units).max(0))
    }

    /// Amount that is left, in cents; `None` where no money is authorized.
    #[must_use]
    pub fn cents_left(&self) -> Option<i64> {
        let cents = self.granted?.cents?;
        Some((cents - self.used_cents).max(0))
    }
}
