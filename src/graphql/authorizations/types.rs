use std::sync::Arc;

use async_graphql::{Context, ID, Object};

use super::action::NoticeOfAction;
use super::appeal::Appeal;
use super::codes::{AuthorizationKind, AuthorizationStatus, CriterionAnswer};
use super::comparison::SimilarDecision;
use super::limits::LimitFinding;
use super::loaders::{ActionsKey, AppealsKey, AuthorizationKey, DetailsKey, HistoryKey, LedgerKey};
use super::parts::{
    AnnouncedReduction, AuthorizationAttachment, AuthorizationCriterion, AuthorizationEntry,
    AuthorizationEvent, AuthorizationQuestion, AuthorizationWish, DecidedAuthorization,
    DecisionClock, Grant, LimitException,
};
use crate::authorizations::{self, Details};
use crate::graphql::directory::{Plan, PlanKey, Provider, ProviderKey, Service};
use crate::graphql::members::{Member, MemberKey};
use crate::graphql::organizations::Organization;
use crate::graphql::referrals::{Referral, ReferralKey};
use crate::graphql::scalars::{Date, DateTime, Money};
use crate::graphql::{ApiError, ContextExt, NodeKind};
use crate::reference::Reference;

/// A plan's decision to pay for a service, or the wish for one. In full to the plan, to whoever is to
/// serve and to whoever asked; whoever referred sees how it was decided, and nothing of the person.
#[derive(Clone, Debug)]
pub struct Authorization(pub authorizations::Authorization);

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
        Some(Grant::from(grant))
    }

    /// What a reduction leaves of it from a day on that the member was told and that has not come;
    /// null where none is announced, and to whoever referred. An appeal before that day puts it off.
    async fn announced(&self) -> Option<AnnouncedReduction> {
        let announced = self.0.announced.filter(|_| !self.0.is_outline)?;
        Some(AnnouncedReduction::from(announced))
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

    /// How the plan decided on the like of it, without names: of the latest decisions on its service
    /// in its county those in which most criteria were answered alike first, at most ten. To the
    /// plan; empty to others.
    #[graphql(complexity = "20 + 10 * child_complexity")]
    async fn similar(&self, ctx: &Context<'_>) -> Result<Vec<SimilarDecision>, ApiError> {
        let op = ctx.operation()?.fresh();
        let found = ctx.services()?.authorizations.similar(&op, &self.0).await?;
        Ok(found.into_iter().map(SimilarDecision::from).collect())
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
