use std::sync::Arc;

use async_graphql::{Context, ID, Object, SimpleObject};
use chrono::Utc;

use super::action::NoticeOfAction;
use super::appeal::Appeal;
use super::codes::{
    AuthorizationEntryKind, AuthorizationEventKind, AuthorizationKind, AuthorizationStatus,
    CriterionAnswer, DecisionDutyStatus, ExceptionGround,
};
use super::limits::LimitFinding;
use super::loaders::{ActionsKey, AppealsKey, AuthorizationKey, DetailsKey, HistoryKey, LedgerKey};
use crate::authorizations::{self, Details};
use crate::clocks::decision::DecisionDuty;
use crate::graphql::directory::{Plan, PlanKey, Provider, ProviderKey, Service};
use crate::graphql::members::{Member, MemberKey};
use crate::graphql::organizations::{Organization, person_name};
use crate::graphql::referrals::{Assignment, AssignmentKey, Referral, ReferralKey};
use crate::graphql::scalars::{Date, DateTime, Money};
use crate::graphql::{ApiError, ContextExt, NodeKind};
use crate::reference::Reference;

/// A plan's decision to pay for a service, or the wish for one. In full to the plan, to whoever is to
/// serve and to whoever asked; whoever referred sees how it was decided, and nothing of the person.
#[derive(Clone, Debug)]
pub struct Authorization(pub authorizations::Authorization);

/// Units, money and days that are granted.
#[derive(SimpleObject, Clone, Debug)]
pub struct Grant {
    /// Units of the billing code; null where none are counted.
    units: Option<i32>,
    /// Amount; null where no money is authorized.
    amount: Option<Money>,
    /// First day of services that are paid, in California.
    from_on: Date,
    /// Last day of services that are paid.
    until_on: Date,
}

/// What was asked for.
#[derive(SimpleObject, Clone, Debug)]
pub struct AuthorizationWish {
    /// Units of the billing code; null where none were.
    units: Option<i32>,
    /// Amount; null where no money was asked for.
    amount: Option<Money>,
    /// First day that was asked for, in California.
    from_on: Date,
    /// Last day that was asked for.
    until_on: Date,
    /// What whoever asked adds; null to whoever referred.
    comment: Option<String>,
}

/// An exception by which a grant goes beyond a limit.
#[derive(SimpleObject, Clone, Debug)]
pub struct LimitException {
    /// Whether the terms of the limit foresee it.
    ground: ExceptionGround,
    /// Why it was granted.
    reason: String,
    /// What shows it.
    evidence: String,
}

/// How it was decided.
#[derive(Clone, Debug)]
pub struct DecidedAuthorization(authorizations::Decided);

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
    duty: DecisionDuty,
    by_information: Option<chrono::DateTime<Utc>>,
    by_request: Option<chrono::DateTime<Utc>>,
    information_at: Option<chrono::DateTime<Utc>>,
    extended_at: Option<chrono::DateTime<Utc>>,
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
    code: String,
    /// What is asked about the member.
    question: String,
    /// What is said; UNKNOWN until somebody has answered.
    answer: CriterionAnswer,
    /// Words beside the answer.
    note: Option<String>,
    /// When it was answered; null until then.
    answered_at: Option<DateTime>,
}

/// A document that a request refers to. It is kept elsewhere.
#[derive(SimpleObject, Clone, Debug)]
pub struct AuthorizationAttachment {
    /// What it is.
    title: String,
    /// Where it is found, as whoever asked wrote it.
    reference: String,
}

/// More that the plan needed to know.
#[derive(SimpleObject, Clone, Debug)]
pub struct AuthorizationQuestion {
    /// What the plan asked.
    question: String,
    /// When the plan asked.
    asked_at: DateTime,
    /// What was answered; null until then.
    answer: Option<String>,
    /// When it was answered; null until then.
    answered_at: Option<DateTime>,
}

/// Something that happened to an authorization.
#[derive(Clone, Debug)]
pub struct AuthorizationEvent(authorizations::AuthorizationEvent);

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
pub struct AuthorizationEntry(authorizations::Entry);

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

impl Authorization {
    async fn details(&self, ctx: &Context<'_>) -> Result<Option<Arc<Details>>, ApiError> {
        if self.0.is_outline {
            return Ok(None);
        }
        let found = ctx.loaders()?.load(DetailsKey(self.0.id)).await?;
        Ok(Some(found.unwrap_or_default()))
    }
}

/// A plan's decision to pay for a service, or the wish for one.
#[Object]
impl Authorization {
    /// Global id: opaque, and good for ever.
    pub async fn id(&self) -> ID {
        NodeKind::Authorization.encode(self.0.id.0)
    }

    /// Number to read out and to put on letters: random, with a check character.
    async fn number(&self) -> &str {
        &self.0.number
    }

    /// Whose decision it is.
    async fn plan(&self, ctx: &Context<'_>) -> Result<Option<Plan>, ApiError> {
        Ok(ctx.loaders()?.load(PlanKey(self.0.plan)).await?.map(Plan))
    }

    /// For whom; null until the plan has said which member its referral is about, and to whoever
    /// referred.
    async fn member(&self, ctx: &Context<'_>) -> Result<Option<Member>, ApiError> {
        match self.0.member {
            Some(member) => Ok(ctx.loaders()?.load(MemberKey(member)).await?.map(Member)),
            None => Ok(None),
        }
    }

    /// The referral it belongs to; null where there is none.
    async fn referral(&self, ctx: &Context<'_>) -> Result<Option<Referral>, ApiError> {
        let Some(referral) = self.0.referral else {
            return Ok(None);
        };
        let found = ctx.loaders()?.load(ReferralKey(referral)).await?;
        Ok(found.map(Referral::new))
    }

    /// Who is to serve, once known; null to whoever referred.
    async fn provider(&self, ctx: &Context<'_>) -> Result<Option<Provider>, ApiError> {
        let Some(provider) = self.0.provider else {
            return Ok(None);
        };
        let found = ctx.loaders()?.load(ProviderKey(provider)).await?;
        Ok(found.map(Provider))
    }

    /// What is to be paid.
    async fn service(&self) -> Service {
        Service(Reference::embedded().service(self.0.service))
    }

    /// Billing code with its modifiers, such as `S5165 U6`; null where none was given.
    async fn procedure_code(&self) -> Option<String> {
        self.0.procedure.as_ref().map(ToString::to_string)
    }

    /// When, beside the service, the plan was asked.
    async fn kind(&self) -> AuthorizationKind {
        self.0.kind.into()
    }

    /// Where it stands.
    async fn status(&self) -> AuthorizationStatus {
        self.0.status.into()
    }

    /// Counts changes; send it as `expectedVersion`, so that nobody decides on what they have not
    /// seen.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// The organization that asked; the plan itself where a referral needed it.
    async fn requested_by(&self, ctx: &Context<'_>) -> Result<Organization, ApiError> {
        Organization::load(ctx, self.0.asked.by).await
    }

    /// When the plan was asked: the first anchor of the clock.
    async fn requested_at(&self) -> DateTime {
        DateTime(self.0.asked.at)
    }

    /// What was asked for; null to whoever referred.
    async fn wish(&self) -> Option<AuthorizationWish> {
        let asked = &self.0.asked;
        (!self.0.is_outline).then(|| AuthorizationWish {
            units: asked.units,
            amount: asked.cents.map(Money),
            from_on: Date(asked.from_on),
            until_on: Date(asked.until_on),
            comment: asked.comment.clone(),
        })
    }

    /// The duty to decide; null to whoever referred.
    async fn clock(&self) -> Option<DecisionClock> {
        (!self.0.is_outline).then(|| DecisionClock {
            duty: self.0.duty(),
            by_information: self.0.due_by_information,
            by_request: self.0.due_by_request,
            information_at: self.0.information_at,
            extended_at: self.0.extended.as_ref().map(|(at, _)| *at),
        })
    }

    /// Why the plan took more time; null where it did not.
    async fn extension_reason(&self) -> Option<&str> {
        let (_, reason) = self.0.extended.as_ref()?;
        Some(reason)
            .filter(|_| !self.0.is_outline)
            .map(String::as_str)
    }

    /// What is granted; null where nothing is, and to whoever referred.
    async fn granted(&self) -> Option<Grant> {
        let grant = self.0.granted.filter(|_| !self.0.is_outline)?;
        Some(Grant {
            units: grant.units,
            amount: grant.cents.map(Money),
            from_on: Date(grant.from_on),
            until_on: Date(grant.until_on),
        })
    }

    /// Units that are left; null where none are counted, and to whoever referred.
    async fn units_left(&self) -> Option<i32> {
        self.0.units_left().filter(|_| !self.0.is_outline)
    }

    /// Amount that is left; null where no money is authorized, and to whoever referred.
    async fn amount_left(&self) -> Option<Money> {
        self.0
            .cents_left()
            .filter(|_| !self.0.is_outline)
            .map(Money)
    }

    /// What the limits of the service say to what is granted, or asked for: what was used, when, what
    /// is left, and which exception there is. To the plan; empty to others, and where the service has
    /// none.
    #[graphql(complexity = "20 + 5 * child_complexity")]
    async fn limits(&self, ctx: &Context<'_>) -> Result<Vec<LimitFinding>, ApiError> {
        let op = ctx.operation()?.fresh();
        let found = ctx.services()?.authorizations.limits(&op, &self.0).await?;
        Ok(found.into_iter().map(LimitFinding::from).collect())
    }

    /// The exception by which it goes beyond a limit of the service; null where it does not, and to
    /// whoever referred.
    async fn exception(&self) -> Option<LimitException> {
        let exception = self.0.exception.clone()?;
        Some(LimitException {
            ground: exception.ground.into(),
            reason: exception.reason,
            evidence: exception.evidence,
        })
    }

    /// How it was decided, last; null until then.
    async fn decision(&self) -> Option<DecidedAuthorization> {
        self.0.decided.clone().map(DecidedAuthorization)
    }

    /// A first reviewer decided so, and a second one has to; to the plan alone.
    async fn proposed(&self) -> Option<AuthorizationStatus> {
        self.0.proposed.map(|(status, _)| status.into())
    }

    /// The one that it goes on from.
    async fn renews(&self, ctx: &Context<'_>) -> Result<Option<Self>, ApiError> {
        let Some(renewed) = self.0.renews else {
            return Ok(None);
        };
        let found = ctx.loaders()?.load(AuthorizationKey(renewed)).await?;
        Ok(found.map(Self))
    }

    /// The criteria of the service, each with what the request says to it; null to whoever referred.
    async fn criteria(
        &self,
        ctx: &Context<'_>,
    ) -> Result<Option<Vec<AuthorizationCriterion>>, ApiError> {
        let Some(details) = self.details(ctx).await? else {
            return Ok(None);
        };
        let asked_on = crate::clock::day_of(self.0.asked.at);
        let criteria = Reference::embedded().criteria(self.0.service, asked_on);
        let answered = |criterion: &crate::reference::Criterion| {
            let said = details
                .criteria
                .iter()
                .find(|one| one.code == criterion.code);
            AuthorizationCriterion {
                code: criterion.code.clone(),
                question: criterion.question.clone(),
                answer: said.map_or(CriterionAnswer::Unknown, |said| said.answer.into()),
                note: said.and_then(|said| said.note.clone()),
                answered_at: said.map(|said| DateTime(said.answered_at)),
            }
        };
        Ok(Some(criteria.into_iter().map(answered).collect()))
    }

    /// ICD-10-CM codes that the request names, the leading one first; null to whoever referred.
    async fn diagnoses(&self, ctx: &Context<'_>) -> Result<Option<Vec<String>>, ApiError> {
        let details = self.details(ctx).await?;
        Ok(details.map(|details| details.diagnoses.clone()))
    }

    /// Documents that the request refers to; null to whoever referred.
    async fn attachments(
        &self,
        ctx: &Context<'_>,
    ) -> Result<Option<Vec<AuthorizationAttachment>>, ApiError> {
        let details = self.details(ctx).await?;
        Ok(details.map(|details| {
            let documents = details.attachments.iter().cloned();
            documents
                .map(|(title, reference)| AuthorizationAttachment { title, reference })
                .collect()
        }))
    }

    /// What the plan asked beyond the request, and the answers; null to whoever referred.
    async fn questions(
        &self,
        ctx: &Context<'_>,
    ) -> Result<Option<Vec<AuthorizationQuestion>>, ApiError> {
        let details = self.details(ctx).await?;
        Ok(details.map(|details| {
            let questions = details.questions.iter();
            questions
                .map(|one| AuthorizationQuestion {
                    question: one.question.clone(),
                    asked_at: DateTime(one.asked_at),
                    answer: one.answer.as_ref().map(|(answer, _)| answer.clone()),
                    answered_at: one.answer.as_ref().map(|(_, at)| DateTime(*at)),
                })
                .collect()
        }))
    }

    /// What happened to it, in order; empty to whoever referred.
    #[graphql(complexity = "5 * child_complexity")]
    async fn history(&self, ctx: &Context<'_>) -> Result<Vec<AuthorizationEvent>, ApiError> {
        let found = ctx.loaders()?.load(HistoryKey(self.0.id)).await?;
        let events = found.unwrap_or_default().into_iter();
        Ok(events.map(AuthorizationEvent).collect())
    }

    /// What the plan told the member in writing, in order; empty but to the plan.
    #[graphql(complexity = "5 * child_complexity")]
    async fn notices_of_action(&self, ctx: &Context<'_>) -> Result<Vec<NoticeOfAction>, ApiError> {
        let found = ctx.loaders()?.load(ActionsKey(self.0.id)).await?;
        let notices = found.unwrap_or_default().into_iter();
        Ok(notices.map(NoticeOfAction).collect())
    }

    /// Appeals and grievances, in order: to the plan, and to a provider those that it filed.
    #[graphql(complexity = "5 * child_complexity")]
    async fn appeals(&self, ctx: &Context<'_>) -> Result<Vec<Appeal>, ApiError> {
        let found = ctx.loaders()?.load(AppealsKey(self.0.id)).await?;
        Ok(found.unwrap_or_default().into_iter().map(Appeal).collect())
    }

    /// Each change of what is left, in order; empty to whoever referred.
    #[graphql(complexity = "5 * child_complexity")]
    async fn ledger(&self, ctx: &Context<'_>) -> Result<Vec<AuthorizationEntry>, ApiError> {
        let found = ctx.loaders()?.load(LedgerKey(self.0.id)).await?;
        let entries = found.unwrap_or_default().into_iter();
        Ok(entries.map(AuthorizationEntry).collect())
    }
}
