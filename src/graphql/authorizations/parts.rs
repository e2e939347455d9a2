//! What an authorization is made of, as clients see it.

use async_graphql::{Context, Object, SimpleObject};
use chrono::Utc;

use super::codes::{
    AuthorizationEntryKind, AuthorizationEventKind, CriterionAnswer, DecisionDutyStatus,
    ExceptionGround,
};
use crate::authorizations;
use crate::clocks::decision::DecisionDuty;
use crate::graphql::organizations::{Organization, person_name};
use crate::graphql::referrals::{Assignment, AssignmentKey};
use crate::graphql::scalars::{Date, DateTime, Money};
use crate::graphql::{ApiError, ContextExt};
use crate::reference::Reference;

/// Units, money and days that are granted.
#[derive(SimpleObject, Clone, Debug)]
pub struct Grant {
    /// Units of the billing code; null where none are counted.
    pub(super) units: Option<i32>,
    /// Amount; null where no money is authorized.
    pub(super) amount: Option<Money>,
    /// First day of services that are paid, in California.
    pub(super) from_on: Date,
    /// Last day of services that are paid.
    pub(super) until_on: Date,
}

impl From<authorizations::Grant> for Grant {
    fn from(grant: authorizations::Grant) -> Self {
        Self {
            units: grant.units,
            amount: grant.cents.map(Money),
            from_on: Date(grant.from_on),
            until_on: Date(grant.until_on),
        }
    }
}

/// Fewer units or less money, from a day on.
#[derive(SimpleObject, Clone, Debug)]
pub struct AnnouncedReduction {
    /// Units that stay, or what is used by then if that is more; null where none are counted.
    pub(super) units: Option<i32>,
    /// Amount that stays, likewise; null where no money is authorized.
    pub(super) amount: Option<Money>,
    /// First day on which it holds, in California.
    pub(super) from_on: Date,
}

impl From<authorizations::Announced> for AnnouncedReduction {
    fn from(announced: authorizations::Announced) -> Self {
        Self {
            units: announced.units,
            amount: announced.cents.map(Money),
            from_on: Date(announced.from_on),
        }
    }
}

/// What was asked for.
#[derive(SimpleObject, Clone, Debug)]
pub struct AuthorizationWish {
    /// Units of the billing code; null where none were.
    pub(super) units: Option<i32>,
    /// Amount; null where no money was asked for.
    pub(super) amount: Option<Money>,
    /// First day that was asked for, in California.
    pub(super) from_on: Date,
    /// Last day that was asked for.
    pub(super) until_on: Date,
    /// What whoever asked adds; null to whoever referred.
    pub(super) comment: Option<String>,
}

/// An exception by which a grant goes beyond a limit.
#[derive(SimpleObject, Clone, Debug)]
pub struct LimitException {
    /// Whether the terms of the limit foresee it.
    pub(super) ground: ExceptionGround,
    /// Why it was granted.
    pub(super) reason: String,
    /// What shows it.
    pub(super) evidence: String,
}

/// How it was decided.
#[derive(Clone, Debug)]
pub struct DecidedAuthorization(pub(super) authorizations::Decided);

/// How an authorization was decided, last.
#[Object]
impl DecidedAuthorization {
    /// When it was decided.
    async fn decided_at(&self) -> DateTime {
        DateTime(self.0.at)
    }

    /// The reviewer's name; to the plan alone.
    async fn reviewer(&self, ctx: &Context<'_>) -> Result<Option<String>, ApiError> {
        match self.0.by {
            Some(reviewer) => person_name(ctx, reviewer).await,
            None => Ok(None),
        }
    }

    /// Reason code, as in `decisionReasons` of the reference data; null where it was simply granted.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// What the reason says, for people; null where it was simply granted.
    async fn reason_in_words(&self) -> Option<&'static str> {
        let reason = self.0.reason.as_deref()?.parse().ok()?;
        Some(
            Reference::embedded()
                .decision_reason(reason)
                .wording
                .as_str(),
        )
    }

    /// The reviewer's words beside the reason; null to whoever referred.
    async fn note(&self) -> Option<&str> {
        self.0.note.as_deref()
    }
}

/// The duty to decide, by its clock. Two anchors, and the earlier deadline wins: business days from
/// the information that was needed, and calendar days or hours from the request.
#[derive(Clone, Copy, Debug)]
pub struct DecisionClock {
    pub(super) duty: DecisionDuty,
    pub(super) by_information: Option<chrono::DateTime<Utc>>,
    pub(super) by_request: Option<chrono::DateTime<Utc>>,
    pub(super) information_at: Option<chrono::DateTime<Utc>>,
    pub(super) extended_at: Option<chrono::DateTime<Utc>>,
}

/// The duty to decide on a request, by its clock.
#[Object]
impl DecisionClock {
    /// Where the duty stands now.
    async fn status(&self, ctx: &Context<'_>) -> Result<DecisionDutyStatus, ApiError> {
        Ok(self.duty.status(ctx.operation()?.now()).into())
    }

    /// The last instant at which a decision is in time; null while nothing is due because something
    /// is lacking.
    async fn due_at(&self) -> Option<DateTime> {
        self.duty.due_at.map(DateTime)
    }

    /// Minutes left until it is due; null once it is decided, missed or taken back.
    async fn minutes_left(&self, ctx: &Context<'_>) -> Result<Option<i64>, ApiError> {
        let left = self.duty.time_left(ctx.operation()?.now());
        Ok(left.map(|left| left.num_minutes()))
    }

    /// Minutes by which the decision was late, or is by now; null while it is not.
    async fn minutes_late(&self, ctx: &Context<'_>) -> Result<Option<i64>, ApiError> {
        let late = self.duty.late_by(ctx.operation()?.now());
        Ok(late.map(|late| late.num_minutes()))
    }

    /// When the needed information was there: the second anchor. Null while a criterion is open that
    /// could still decide it.
    async fn information_at(&self) -> Option<DateTime> {
        self.information_at.map(DateTime)
    }

    /// Due by the information; null while it is not there, or where the plan counts no such days.
    async fn due_by_information(&self) -> Option<DateTime> {
        self.by_information.map(DateTime)
    }

    /// Due by the request; null where the plan counts no such days.
    async fn due_by_request(&self) -> Option<DateTime> {
        self.by_request.map(DateTime)
    }

    /// When the plan took more time; null where it did not.
    async fn extended_at(&self) -> Option<DateTime> {
        self.extended_at.map(DateTime)
    }
}

/// A criterion of the service, and what the request says to it.
#[derive(SimpleObject, Clone, Debug)]
pub struct AuthorizationCriterion {
    /// Code of the criterion.
    pub(super) code: String,
    /// What is asked about the member.
    pub(super) question: String,
    /// What is said; UNKNOWN until somebody has answered.
    pub(super) answer: CriterionAnswer,
    /// Words beside the answer.
    pub(super) note: Option<String>,
    /// When it was answered; null until then.
    pub(super) answered_at: Option<DateTime>,
}

/// A document that a request refers to. It is kept elsewhere.
#[derive(SimpleObject, Clone, Debug)]
pub struct AuthorizationAttachment {
    /// What it is.
    pub(super) title: String,
    /// Where it is found, as whoever asked wrote it.
    pub(super) reference: String,
}

/// More that the plan needed to know.
#[derive(SimpleObject, Clone, Debug)]
pub struct AuthorizationQuestion {
    /// What the plan asked.
    pub(super) question: String,
    /// When the plan asked.
    pub(super) asked_at: DateTime,
    /// What was answered; null until then.
    pub(super) answer: Option<String>,
    /// When it was answered; null until then.
    pub(super) answered_at: Option<DateTime>,
}

/// Something that happened to an authorization.
#[derive(Clone, Debug)]
pub struct AuthorizationEvent(pub(super) authorizations::AuthorizationEvent);

/// Something that happened to an authorization.
#[Object]
impl AuthorizationEvent {
    /// Its number: 1, 2, 3 and on.
    async fn seq(&self) -> i32 {
        self.0.seq
    }

    /// What happened.
    async fn kind(&self) -> AuthorizationEventKind {
        self.0.kind.into()
    }

    /// When it happened.
    async fn occurred_at(&self) -> DateTime {
        DateTime(self.0.occurred_at)
    }

    /// The organization that did it.
    async fn by(&self, ctx: &Context<'_>) -> Result<Organization, ApiError> {
        Organization::load(ctx, self.0.by).await
    }

    /// The person's name, to the plan; null where the server did it.
    async fn person(&self, ctx: &Context<'_>) -> Result<Option<String>, ApiError> {
        match self.0.account {
            Some(person) => person_name(ctx, person).await,
            None => Ok(None),
        }
    }

    /// Reason code; null where there is none.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// Words beside it.
    async fn note(&self) -> Option<&str> {
        self.0.note.as_deref()
    }
}

/// One change of what is left of an authorization.
#[derive(Clone, Debug)]
pub struct AuthorizationEntry(pub(super) authorizations::Entry);

/// One change of what is left of an authorization.
#[Object]
impl AuthorizationEntry {
    /// Its number: 1, 2, 3 and on, without gaps.
    async fn seq(&self) -> i32 {
        self.0.seq
    }

    /// Why it changed.
    async fn kind(&self) -> AuthorizationEntryKind {
        self.0.kind.into()
    }

    /// Units: granted or given back above zero, used below.
    async fn units(&self) -> i32 {
        self.0.units
    }

    /// Amount: granted or given back above zero, used below.
    async fn amount(&self) -> Money {
        Money(self.0.cents)
    }

    /// Units left after it; null where none are counted.
    async fn units_left(&self) -> Option<i32> {
        self.0.units_left
    }

    /// Amount left after it; null where no money is authorized.
    async fn amount_left(&self) -> Option<Money> {
        self.0.cents_left.map(Money)
    }

    /// The assignment that used it; null where none did.
    async fn assignment(&self, ctx: &Context<'_>) -> Result<Option<Assignment>, ApiError> {
        let Some(id) = self.0.assignment else {
            return Ok(None);
        };
        let found = ctx.loaders()?.load(AssignmentKey(id)).await?;
        Ok(found.map(Assignment::new))
    }

    /// The day of the service that used it.
    async fn used_on(&self) -> Option<Date> {
        self.0.used_on.map(Date)
    }

    /// When it was written.
    async fn made_at(&self) -> DateTime {
        DateTime(self.0.made_at)
    }
}
