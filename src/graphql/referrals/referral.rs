use async_graphql::{Context, ID, Object, SimpleObject};

use super::access::ReferralAccess;
use super::assignment::Assignment;
use super::candidate::Candidate;
use super::codes::{
    ClosedLoopStatus, ClosureReason, MissingBlock, Naming, ReferralRestriction, ReferralStatus,
    Urgency,
};
use super::consent::{Consent, ConsentKey};
use super::early::EarlyContact;
use super::intake::{Intake, IntakeKey, NeedsKey, SocialNeed};
use super::loaders::{AssignmentsKey, EarlyContactsKey, FollowersKey, ReferralKey, TriageKey};
use super::source::ReferralSource;
use super::timeline::ReferralEvent;
use super::triage::TriageFinding;
use crate::graphql::authorizations::{Authorization, AuthorizationsKey};
use crate::graphql::connection::{Connection, list_cost, page_request};
use crate::graphql::directory::{County, Plan, PlanKey, Provider, ProviderKey, Service};
use crate::graphql::members::{Cin, Member, MemberKey, PersonName};
use crate::graphql::organizations::Organization;
use crate::graphql::scalars::{Date, DateTime, ZipCode};
use crate::graphql::{ApiError, ContextExt, NodeKind, Settle};
use crate::reference::Reference;
use crate::referrals;

/// The short form of the notice (42 CFR 2.32(a)(2)).
const REDISCLOSURE_NOTICE: &str =
    "42 CFR part 2 prohibits unauthorized use or disclosure of these records.";

/// The person as the referrer knows them.
#[derive(SimpleObject, Clone, Debug)]
pub struct ReferralPerson {
    /// Name, as the referrer wrote it.
    name: PersonName,
    /// Birth date, if the referrer knew it.
    birth_on: Option<Date>,
    /// Client index number, if the referrer knew it.
    cin: Option<Cin>,
    /// Phone, E.164, if there is one.
    phone: Option<String>,
}

/// How a loop ended.
#[derive(SimpleObject, Clone, Debug)]
pub struct Closure {
    /// Why it ended, in the state's words.
    reason: ClosureReason,
    /// Text beside the reason; null for the referrer.
    note: Option<String>,
    /// When the act that closed it was carried out; the day in California where the referral is
    /// withheld from the viewer.
    closed_at: DateTime,
}

/// How a referral waits for a place.
#[derive(SimpleObject, Clone, Debug)]
pub struct Waiting {
    /// Since when.
    since: DateTime,
    /// Place in the order of the pool where it is furthest ahead, from 1; one order over all plans
    /// that draw on it. For the plan.
    position: Option<i32>,
    /// When a place was offered that is still to be taken (assign) or passed. For the plan.
    offered_at: Option<DateTime>,
    /// When that offer lapses: the next gets it then, and this one keeps its place in the order. For
    /// the plan.
    offer_ends_at: Option<DateTime>,
}

/// A request that a person be served: the loop. Visible to its plan, to whoever referred, and to a
/// provider while it has a live assignment.
#[derive(Clone, Debug)]
pub struct Referral {
    inner: referrals::Referral,
    /// Who was asked, where a list read it for the whole page.
    asked: Option<Vec<referrals::Assignment>>,
}

impl Referral {
    /// A referral alone.
    #[must_use]
    pub fn new(inner: referrals::Referral) -> Self {
        Self { inner, asked: None }
    }

    /// A referral of a list.
    #[must_use]
    pub fn listed(item: referrals::ListedReferral) -> Self {
        Self {
            inner: item.referral,
            asked: item.assignments,
        }
    }

    /// The referral as its area has it.
    #[must_use]
    pub fn inner(&self) -> &referrals::Referral {
        &self.inner
    }

    async fn loaded_intake(
        &self,
        ctx: &Context<'_>,
    ) -> Result<Option<referrals::Intake>, ApiError> {
        match self.inner.intake {
            Some(intake) => Ok(ctx.loaders()?.load(IntakeKey(intake)).await?),
            None => Ok(None),
        }
    }

    async fn asked(&self, ctx: &Context<'_>) -> Result<Vec<referrals::Assignment>, ApiError> {
        if let Some(asked) = &self.asked {
            return Ok(asked.clone());
        }
        let asked = ctx.loaders()?.load(AssignmentsKey(self.inner.id)).await?;
        Ok(asked.unwrap_or_default())
    }
}

/// A request that a person be served: the loop. Visible to its plan, to whoever referred, and to a
/// provider while it has a live assignment.
#[Object]
impl Referral {
    /// Global id.
    pub(in crate::graphql) async fn id(&self) -> ID {
        NodeKind::Referral.encode(self.inner.id.0)
    }

    /// Number to read out; the last character checks the others.
    async fn number(&self) -> &str {
        &self.inner.number
    }

    /// What is asked for; null where the viewer knows of the referral only that it exists.
    async fn service(&self) -> Option<Service> {
        (!self.inner.is_withheld)
            .then(|| Service(Reference::embedded().service(self.inner.service)))
    }

    /// Whether it is restricted: only the assigned provider and those whom the plan named see what
    /// it is about. Others see number, status, times and how it ended.
    async fn is_restricted(&self) -> bool {
        self.inner.restriction.is_some()
    }

    /// Why it is restricted; null where it is not, and for whom it does not concern.
    async fn restriction(&self) -> Option<ReferralRestriction> {
        self.inner
            .restriction
            .filter(|_| !self.inner.is_withheld)
            .map(ReferralRestriction::from)
    }

    /// The notice that goes with every disclosure of records under 42 CFR Part 2 (42 CFR
    /// 2.32(a)(2)): show it with the record. Null for other referrals.
    async fn redisclosure_notice(&self) -> Option<&'static str> {
        (self.inner.restriction == Some(referrals::Restriction::Part2) && !self.inner.is_withheld)
            .then_some(REDISCLOSURE_NOTICE)
    }

    /// The latest consent behind a referral that is restricted under 42 CFR Part 2; null where
    /// there is none.
    async fn consent(&self, ctx: &Context<'_>) -> Result<Option<Consent>, ApiError> {
        if self.inner.restriction.is_none() || self.inner.is_withheld {
            return Ok(None);
        }
        let found = ctx.loaders()?.load(ConsentKey(self.inner.id)).await?;
        Ok(found.map(Consent::from))
    }

    /// What the viewer may do with it now.
    async fn access(&self, ctx: &Context<'_>) -> Result<ReferralAccess, ApiError> {
        let asked = self.asked(ctx).await?;
        let live = asked.iter().find(|assignment| assignment.is_live());
        let op = ctx.operation()?.fresh();
        Ok(ReferralAccess::of(op.actor(), &self.inner, live))
    }

    /// The plan it goes to.
    async fn plan(&self, ctx: &Context<'_>) -> Result<Plan, ApiError> {
        let found = ctx.loaders()?.load(PlanKey(self.inner.plan)).await?;
        found.map(Plan).ok_or_else(ApiError::not_found)
    }

    /// How soon.
    async fn urgency(&self) -> Urgency {
        self.inner.urgency.into()
    }

    /// Where the loop stands.
    async fn status(&self) -> ReferralStatus {
        self.inner.status.into()
    }

    /// Counts changes of state. Acts may name it as `expectedVersion`.
    async fn version(&self) -> i32 {
        self.inner.version
    }

    /// The state's view of the loop; null where it is exempt: sobering centers, and what came
    /// before 1 July 2025.
    async fn closed_loop_status(&self) -> Option<ClosedLoopStatus> {
        self.inner.closed_loop_status().map(ClosedLoopStatus::from)
    }

    /// When that last changed: the day in California where the referral is withheld from the
    /// viewer, yet never before `receivedAt`. Null where it is exempt.
    async fn closed_loop_changed_at(&self) -> Option<DateTime> {
        let changed_at = self.inner.closed_loop_changed_at();
        self.inner
            .closed_loop_status()
            .map(|_| DateTime(changed_at))
    }

    /// When it came in.
    async fn received_at(&self) -> DateTime {
        DateTime(self.inner.received_at)
    }

    /// When the status last changed; the day in California where the referral is withheld from the
    /// viewer, yet never before `receivedAt`.
    async fn status_changed_at(&self) -> DateTime {
        DateTime(self.inner.status_changed_at)
    }

    /// Who referred; null where the viewer knows of the referral only that it exists, unless it
    /// was their organization: who refers may tell what it is about.
    async fn referred_by(&self, ctx: &Context<'_>) -> Result<Option<ReferralSource>, ApiError> {
        let is_own = ctx.op()?.actor().belongs_to(self.inner.referrer);
        if self.inner.is_withheld && !is_own {
            return Ok(None);
        }
        Ok(Some(ReferralSource {
            organization: Organization::load(ctx, self.inner.referrer).await?,
            contact_name: self.inner.contact.name.clone(),
            contact_reach: self.inner.contact.reach.clone(),
        }))
    }

    /// County where the service is needed, if the referrer knew.
    async fn county(&self) -> Option<County> {
        self.inner
            .county
            .map(|county| County(Reference::embedded().county(county)))
    }

    /// ZIP code where the service is needed, if the referrer knew.
    async fn zip(&self) -> Option<ZipCode> {
        self.inner.zip.map(ZipCode)
    }

    /// Day by which the service is needed, for example of a discharge.
    async fn needed_by(&self) -> Option<Date> {
        self.inner.needed_by.map(Date)
    }

    /// The provider that the member chose, if they did.
    async fn chosen_provider(&self, ctx: &Context<'_>) -> Result<Option<Provider>, ApiError> {
        let Some(chosen) = self.inner.chosen_provider else {
            return Ok(None);
        };
        let found = ctx.loaders()?.load(ProviderKey(chosen)).await?;
        Ok(found.map(Provider))
    }

    /// The provider that whoever referred named, to find out at once whether it can serve the
    /// person. For the plan, the referrer and that provider; null for others, and where the plan
    /// finds a provider itself.
    async fn named_provider(&self, ctx: &Context<'_>) -> Result<Option<Provider>, ApiError> {
        let Some((named, _)) = self.inner.named else {
            return Ok(None);
        };
        let found = ctx.loaders()?.load(ProviderKey(named)).await?;
        Ok(found.map(Provider))
    }

    /// Where the named provider stands; null where none was named.
    async fn naming(&self) -> Option<Naming> {
        self.inner.named.map(|(_, naming)| naming.into())
    }

    /// Until when the answer of the named provider, or of the plan after it was asked, is expected,
    /// by the plan's policy (`namingHours`). Null where none is waited for, and for others than the
    /// plan, the referrer and that provider.
    async fn answer_due_at(&self) -> Option<DateTime> {
        self.inner.answer_due_at.map(DateTime)
    }

    /// Contacts of the named provider from before the assignment, earliest first. For that provider
    /// and the plan; empty for others.
    async fn early_contacts(&self, ctx: &Context<'_>) -> Result<Vec<EarlyContact>, ApiError> {
        let found = ctx.loaders()?.load(EarlyContactsKey(self.inner.id)).await?;
        let contacts = found.unwrap_or_default().into_iter();
        Ok(contacts.map(EarlyContact::from).collect())
    }

    /// What speaks against assigning it today, the heaviest first. For who may assign it; empty for
    /// others, and until the member is known.
    async fn triage(&self, ctx: &Context<'_>) -> Result<Vec<TriageFinding>, ApiError> {
        let found = ctx.loaders()?.load(TriageKey(self.inner.clone())).await?;
        let findings = found.unwrap_or_default().into_iter();
        Ok(findings.map(TriageFinding::from).collect())
    }

    /// The earlier referral that it follows from; null where it follows from none that the viewer
    /// knows of.
    async fn follows_from(&self, ctx: &Context<'_>) -> Result<Option<Self>, ApiError> {
        let Some(followed) = self.inner.follows else {
            return Ok(None);
        };
        let found = ctx.loaders()?.load(ReferralKey(followed)).await?;
        Ok(found.map(Self::new))
    }

    /// The referrals that follow from it, the earliest first.
    #[graphql(complexity = "5 * child_complexity")]
    async fn followed_by(&self, ctx: &Context<'_>) -> Result<Vec<Self>, ApiError> {
        let found = ctx.loaders()?.load(FollowersKey(self.inner.id)).await?;
        Ok(found
            .unwrap_or_default()
            .into_iter()
            .map(Self::new)
            .collect())
    }

    /// How it waits for a place; null where it does not. A plan's own view: position and offers are
    /// for the plan, others see since when.
    async fn waiting(&self, ctx: &Context<'_>) -> Result<Option<Waiting>, ApiError> {
        if self.inner.status != referrals::ReferralStatus::Waitlisted {
            return Ok(None);
        }
        let op = ctx.operation()?.fresh();
        let found = ctx
            .services()?
            .referrals
            .waiting(&op, self.inner.id)
            .await?;
        let is_plan = op.actor().works_for_plan(self.inner.plan) && !self.inner.is_withheld;
        Ok(found.map(|waiting| Waiting {
            since: DateTime(waiting.since),
            position: is_plan.then(|| i32::try_from(waiting.position).unwrap_or(i32::MAX)),
            offered_at: waiting.offered_at.filter(|_| is_plan).map(DateTime),
            offer_ends_at: waiting.offer_ends_at.filter(|_| is_plan).map(DateTime),
        }))
    }

    /// Who could get it, in order, with the reasons: all providers that the plan has contracted for
    /// the service, and those that offer it where it is needed. For who may assign it; empty for
    /// others and until the member is known.
    #[graphql(complexity = "usize::try_from(first).unwrap_or_default() * child_complexity + 200")]
    async fn candidates(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100.", default = 10)] first: i32,
    ) -> Result<Vec<Candidate>, ApiError> {
        let op = ctx.operation()?.fresh();
        let may = referrals::May {
            actor: op.actor(),
            referral: &self.inner,
            live: None,
        };
        if !may.see_candidates() {
            return Ok(Vec::new());
        }
        let first = usize::try_from(first)
            .ok()
            .filter(|first| (1..=100).contains(first));
        let first =
            first.ok_or_else(|| ApiError::bad_input("first is between 1 and 100".to_owned()))?;
        let found = ctx
            .services()?
            .referrals
            .candidates(&op, &self.inner, first)
            .await?;
        Ok(found.into_iter().map(Candidate).collect())
    }

    /// What came in with it beyond the least; null for whom it does not concern.
    async fn intake(&self, ctx: &Context<'_>) -> Result<Option<Intake>, ApiError> {
        Ok(self.loaded_intake(ctx).await?.map(Intake::from))
    }

    /// Social needs that it names.
    async fn social_needs(&self, ctx: &Context<'_>) -> Result<Vec<SocialNeed>, ApiError> {
        let codes = ctx.loaders()?.load(NeedsKey(self.inner.id)).await?;
        let codes = codes.unwrap_or_default();
        Ok(codes
            .iter()
            .filter_map(|code| SocialNeed::of(code))
            .collect())
    }

    /// Blocks of the referral form that are still to be filled in, in the order of the form. For
    /// the plan and whoever referred; null for others.
    async fn missing(&self, ctx: &Context<'_>) -> Result<Option<Vec<MissingBlock>>, ApiError> {
        if self.inner.person.is_none() {
            return Ok(None);
        }
        let intake = self.loaded_intake(ctx).await?;
        let codes = ctx.loaders()?.load(NeedsKey(self.inner.id)).await?;
        let has_codes = codes.is_some_and(|codes| !codes.is_empty());
        let missing = referrals::missing(&self.inner, intake.as_ref(), has_codes);
        Ok(Some(missing.into_iter().map(MissingBlock::from).collect()))
    }

    /// What is needed, in the referrer's words.
    async fn needs(&self) -> Option<&str> {
        self.inner.needs.as_deref()
    }

    /// The person as the referrer knows them. For the plan and the referrer; null for the
    /// provider, who gets the member.
    async fn person(&self) -> Option<ReferralPerson> {
        let person = self.inner.person.as_ref()?;
        Some(ReferralPerson {
            name: PersonName::new(&person.first_name, &person.last_name),
            birth_on: person.birth_on.map(Date),
            cin: person.cin.clone().map(Cin),
            phone: person.phone.clone(),
        })
    }

    /// The member. For the plan, once known, and for the assigned provider; null for the referrer,
    /// who never learns whether a CIN exists.
    async fn member(&self, ctx: &Context<'_>) -> Result<Option<Member>, ApiError> {
        match self.inner.member {
            Some(member) => Ok(ctx.loaders()?.load(MemberKey(member)).await?.map(Member)),
            None => Ok(None),
        }
    }

    /// What the plan was asked to pay for, the earliest first. To whoever referred those that are
    /// decided, and nothing of the person.
    async fn authorizations(&self, ctx: &Context<'_>) -> Result<Vec<Authorization>, ApiError> {
        let found = ctx
            .loaders()?
            .load(AuthorizationsKey(self.inner.id))
            .await?;
        let all = found.unwrap_or_default().into_iter();
        Ok(all.map(Authorization).collect())
    }

    /// The provider that has it, or had it last.
    async fn assignment(&self, ctx: &Context<'_>) -> Result<Option<Assignment>, ApiError> {
        Ok(self.asked(ctx).await?.pop().map(Assignment::new))
    }

    /// Every provider that was asked, in order. To a provider its own turns.
    async fn assignments(&self, ctx: &Context<'_>) -> Result<Vec<Assignment>, ApiError> {
        Ok(self
            .asked(ctx)
            .await?
            .into_iter()
            .map(Assignment::new)
            .collect())
    }

    /// How it ended; null while it is open.
    async fn closure(&self) -> Option<Closure> {
        let closure = self.inner.closure.as_ref()?;
        Some(Closure {
            reason: closure.reason.into(),
            note: closure.note.clone(),
            closed_at: DateTime(closure.closed_at),
        })
    }

    /// What happened, in order.
    #[graphql(complexity = "list_cost(first, child_complexity)")]
    async fn timeline(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
    ) -> Result<Connection<ReferralEvent>, ApiError> {
        let request = page_request(ctx, first, after)?;
        let op = ctx.operation()?.fresh();
        let referrals = ctx.services()?.referrals.clone();
        let page = referrals
            .timeline(&op, &self.inner, &request)
            .await
            .settle_query()?;
        let of = self.inner.clone();
        Ok(Connection::new(
            &request,
            page.map(ReferralEvent),
            move || {
                let (referrals, op, of) = (referrals.clone(), op.clone(), of.clone());
                async move { Ok(referrals.timeline_count(&op, &of).await?) }
            },
        ))
    }
}
