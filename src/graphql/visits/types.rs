use async_graphql::{Context, ID, Object, SimpleObject};

use super::codes::{BroughtBy, VisitPayment, VisitStatus};
use super::words;
use crate::graphql::authorizations::{Authorization, AuthorizationKey};
use crate::graphql::directory::{County, Plan, PlanKey, Provider, ProviderKey};
use crate::graphql::members::{Cin, Member, MemberKey};
use crate::graphql::scalars::{Date, DateTime};
use crate::graphql::{ApiError, ContextExt, NodeKind};
use crate::reference::Reference;
use crate::visits;

/// A person as they said who they are: any of it, or nothing.
#[derive(SimpleObject, Clone, Debug)]
pub struct VisitPerson {
    /// Given name.
    first_name: Option<String>,
    /// Family name.
    last_name: Option<String>,
    /// Birth date.
    birth_on: Option<Date>,
    /// Client index number.
    cin: Option<Cin>,
}

/// That a visit was recorded by mistake.
#[derive(SimpleObject, Clone, Debug)]
pub struct VoidedVisit {
    /// When that was said.
    voided_at: DateTime,
    /// Why, in the provider's words.
    reason: String,
}

/// A stay at a sobering center, recorded as it happens: no referral, assignment, outreach duty or
/// closed-loop status, and nobody is sent a notice. Visible to whoever served and, once it is named,
/// to the plan; to nobody else.
#[derive(Clone, Debug)]
pub struct Visit(pub visits::Visit);

/// A stay at a sobering center, recorded as it happens: no referral, assignment, outreach duty or
/// closed-loop status, and nobody is sent a notice. Visible to whoever served and, once it is named,
/// to the plan; to nobody else.
#[Object]
impl Visit {
    /// Global id: opaque, and good for ever.
    pub async fn id(&self) -> ID {
        NodeKind::Visit.encode(self.0.id.0)
    }

    /// Number to read out: random, with a check character.
    async fn number(&self) -> &str {
        &self.0.number
    }

    /// Who served.
    async fn provider(&self, ctx: &Context<'_>) -> Result<Option<Provider>, ApiError> {
        let found = ctx.loaders()?.load(ProviderKey(self.0.provider)).await?;
        Ok(found.map(Provider))
    }

    /// The plan that answers for the person; null until the provider has said which one.
    async fn plan(&self, ctx: &Context<'_>) -> Result<Option<Plan>, ApiError> {
        match self.0.plan {
            Some(plan) => Ok(ctx.loaders()?.load(PlanKey(plan)).await?.map(Plan)),
            None => Ok(None),
        }
    }

    /// The county where it was.
    async fn county(&self) -> County {
        County(Reference::embedded().county(self.0.county))
    }

    /// Who brought the person.
    async fn brought_by(&self) -> BroughtBy {
        self.0.brought_by.into()
    }

    /// When the person came.
    async fn arrived_at(&self) -> DateTime {
        DateTime(self.0.arrived_at)
    }

    /// When they left; null while they are there, and until it is said.
    async fn left_at(&self) -> Option<DateTime> {
        self.0.left_at.map(DateTime)
    }

    /// Where it stands.
    async fn status(&self) -> VisitStatus {
        self.0.status.into()
    }

    /// Counts what the provider said of it; send it as `expectedVersion`.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// The person, as they said who they are; null while nothing is known of them.
    async fn person(&self) -> Option<VisitPerson> {
        let person = &self.0.person;
        (!person.is_unnamed()).then(|| VisitPerson {
            first_name: person.first_name.clone(),
            last_name: person.last_name.clone(),
            birth_on: person.birth_on.map(Date),
            cin: person.cin.clone().map(Cin),
        })
    }

    /// Who it was, as the plan knows. For the plan; null to whoever served, whether or not the plan
    /// knows.
    async fn member(&self, ctx: &Context<'_>) -> Result<Option<Member>, ApiError> {
        match self.0.member {
            Some(member) => Ok(ctx.loaders()?.load(MemberKey(member)).await?.map(Member)),
            None => Ok(None),
        }
    }

    /// In the provider's words.
    async fn comment(&self) -> Option<&str> {
        self.0.comment.as_deref()
    }

    /// How the plan pays for it.
    async fn payment(&self) -> VisitPayment {
        self.0.payment.into()
    }

    /// Whether no plan pays for it, whoever it was: it is a record all the same. A plan may refuse to
    /// pay for one that is not: see `authorization`.
    async fn is_unpayable(&self) -> bool {
        self.0.is_unpayable()
    }

    /// Whether the stay was 24 hours or longer: longer than sobering centers are paid for.
    async fn is_over_limit(&self) -> bool {
        self.0.payment == visits::VisitPayment::OverLimit
    }

    /// How it is paid, in a sentence for people; once the plan has decided, what it decided.
    async fn payment_in_words(&self, ctx: &Context<'_>) -> Result<&'static str, ApiError> {
        let authorization = self.authorization(ctx).await?;
        let status = authorization.map(|authorization| authorization.0.status);
        Ok(words::of_payment(&self.0, status))
    }

    /// What the plan is asked to pay. To the plan from the moment it is asked; to whoever served once
    /// the plan has decided on it or asked for more, for that it waits would tell that the plan knows
    /// the person.
    async fn authorization(&self, ctx: &Context<'_>) -> Result<Option<Authorization>, ApiError> {
        let Some(authorization) = self.0.authorization else {
            return Ok(None);
        };
        let found = ctx.loaders()?.load(AuthorizationKey(authorization)).await?;
        Ok(found.map(Authorization))
    }

    /// When it was recorded.
    async fn recorded_at(&self) -> DateTime {
        DateTime(self.0.recorded_at)
    }

    /// That it was recorded by mistake; null where it was not.
    async fn voided(&self) -> Option<VoidedVisit> {
        let voided = self.0.voided.as_ref()?;
        Some(VoidedVisit {
            voided_at: DateTime(voided.at),
            reason: voided.reason.clone(),
        })
    }
}
