//! Decisions beside each other, without names: the same method has to apply to everyone (S1 Q19,
//! Q21), so what was answered and what was decided can be compared, and taken elsewhere.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use entity::types::{
    AuthorizationId, AuthorizationKind, AuthorizationStatus, CriterionAnswer, OrganizationId,
};
use entity::{authorization_answer, service_authorization};
use sea_orm::{ColumnTrait, Condition, Order};
use uuid::Uuid;

use super::model::{Authorization, Grant};
use super::queries::Authorizations;
use super::store::from_row;
use super::usage::asked_of;
use crate::access::{Action, authorize_here};
use crate::clock::{day_of, end_of, never, start_of};
use crate::db::{Cursor, CursorError, Page, PageRequest, Reader, Scoped};
use crate::error::{Failure, StoreError};
use crate::op::OpCtx;
use crate::reference::{CountyFips, ServiceCode};

const LIST: &str = "authorizations/decisions";
/// Latest decisions among which the like of one are looked for.
const LOOKED_AT: u32 = 50;
/// How many of them are shown.
const SHOWN: usize = 10;

/// Why they are read with the server's eyes.
const WHY: &str = "what is compared has no names, and is the plan's own";

/// Which decisions. All that is given holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DecisionFilter {
    /// For this service.
    pub service: Option<ServiceCode>,
    /// In this county.
    pub county: Option<CountyFips>,
    /// Decided on this day or later.
    pub from_on: Option<NaiveDate>,
    /// Decided on this day or earlier.
    pub until_on: Option<NaiveDate>,
}

/// A decision without a name: what was asked and answered, and what was decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComparableDecision {
    /// The day of the decision.
    pub decided_on: NaiveDate,
    /// For which service.
    pub service: ServiceCode,
    /// In which county, where that was known.
    pub county: Option<CountyFips>,
    /// When, beside the service, the plan was asked.
    pub kind: AuthorizationKind,
    /// Where it stands.
    pub status: AuthorizationStatus,
    /// Reason code, where it is not simply granted.
    pub reason: Option<String>,
    /// What was said to each criterion, by its code.
    pub answers: Vec<(String, CriterionAnswer)>,
    /// What was asked for.
    pub asked: Grant,
    /// What is granted; `None`: nothing.
    pub granted: Option<Grant>,
    /// Hours from the request to the decision, begun ones counted.
    pub hours: i64,
    /// Whether the plan took more time.
    pub is_extended: bool,
    /// Whether it came after its limit.
    pub is_late: bool,
    /// Whether it goes beyond a limit by an exception.
    pub is_exception: bool,
}

impl Authorizations {
    /// A page of the decisions of the actor's plan, the latest first: two statements. What is
    /// restricted is not among them.
    pub async fn decisions(
        &self,
        op: &OpCtx,
        filter: &DecisionFilter,
        page: &PageRequest,
    ) -> Result<Page<ComparableDecision>, Failure<CursorError>> {
        use service_authorization::Column;
        authorize_here(op.actor(), Action::DecisionCompare)?;
        let plan = op.actor().organization().ok_or(Failure::Denied)?;
        let after: Option<(DateTime<Utc>, Uuid)> = page.after(LIST).map_err(Failure::Refused)?;
        let reader = self.db().read(op).as_system(WHY);
        let found = decided(&reader, plan, filter)
            .filter_if(after, |(at, id)| {
                let same = Condition::all()
                    .add(Column::DecidedAt.eq(at))
                    .add(Column::Id.lt(id));
                Condition::any().add(Column::DecidedAt.lt(at)).add(same)
            })
            .order_by(Column::DecidedAt, Order::Desc)
            .order_by(Column::Id, Order::Desc)
            .page(page, |row| {
                Cursor::encode(LIST, &(row.decided_at, row.id.0))
            })
            .await?;
        let found = found.try_map(from_row)?;
        let ids = found.items.iter().map(|(_, one)| one.id).collect();
        let mut answers = answers_of(&reader, ids).await?;
        Ok(found.map(|one| {
            let answers = answers.remove(&one.id).unwrap_or_default();
            comparable(&one, answers)
        }))
    }

    /// How many such decisions there are.
    pub async fn decision_count(
        &self,
        op: &OpCtx,
        filter: &DecisionFilter,
    ) -> Result<u64, StoreError> {
        let Some(plan) = op.actor().organization() else {
            return Ok(0);
        };
        let reader = self.db().read(op).as_system(WHY);
        decided(&reader, plan, filter).count().await
    }

    /// The decisions most like what is asked for, of the latest of its service and county: those in
    /// which most criteria were answered alike first, of these the latest. To the plan; nothing to
    /// others.
    pub async fn similar(
        &self,
        op: &OpCtx,
        to: &Authorization,
    ) -> Result<Vec<(ComparableDecision, usize)>, StoreError> {
        use service_authorization::Column;
        if !op.actor().works_for_plan(to.plan) || to.is_outline {
            return Ok(Vec::new());
        }
        let reader = self.db().read(op).as_system(WHY);
        let filter = DecisionFilter {
            service: Some(to.service),
            county: to.county,
            ..DecisionFilter::default()
        };
        let rows = decided(&reader, to.plan, &filter)
            .filter(Column::Id.ne(to.id))
            .order_by(Column::DecidedAt, Order::Desc)
            .order_by(Column::Id, Order::Desc)
            .limit(u64::from(LOOKED_AT))
            .all()
            .await?;
        let found: Result<Vec<Authorization>, _> = rows.into_iter().map(from_row).collect();
        let found = found?;
        let ids = found.iter().map(|one| one.id).chain([to.id]).collect();
        let mut answers = answers_of(&reader, ids).await?;
        let own = answers.remove(&to.id).unwrap_or_default();
        let mut like: Vec<(ComparableDecision, usize)> = found
            .iter()
            .map(|one| {
                let answers = answers.remove(&one.id).unwrap_or_default();
                let alike = answers.iter().filter(|one| own.contains(one)).count();
                (comparable(one, answers), alike)
            })
            .collect();
        // Stable: of those that are alike the latest stays first.
        like.sort_by_key(|(_, alike)| std::cmp::Reverse(*alike));
        like.truncate(SHOWN);
        Ok(like)
    }
}

/// What was decided of a plan, and is not restricted.
fn decided<'a>(
    reader: &'a Reader,
    plan: OrganizationId,
    filter: &DecisionFilter,
) -> Scoped<'a, service_authorization::Entity> {
    use service_authorization::Column;
    let no_decision = [AuthorizationStatus::Pending, AuthorizationStatus::Withdrawn];
    reader
        .select::<service_authorization::Entity>()
        .filter(Column::PlanId.eq(plan))
        .filter(Column::DecidedAt.is_not_null())
        .filter(Column::Status.is_not_in(no_decision))
        .filter(Column::IsRestricted.eq(false))
        .filter_if(filter.service, |service| {
            Column::Service.eq(service.as_str()).into()
        })
        .filter_if(filter.county, |county| {
            Column::CountyFips.eq(county.to_string()).into()
        })
        .filter_if(filter.from_on, |day| {
            Column::DecidedAt.gte(start_of(day)).into()
        })
        .filter_if(filter.until_on, |day| {
            Column::DecidedAt.lte(end_of(day).min(never())).into()
        })
}

type Answers = Vec<(String, CriterionAnswer)>;

async fn answers_of(
    reader: &Reader,
    ids: Vec<AuthorizationId>,
) -> Result<BTreeMap<AuthorizationId, Answers>, StoreError> {
    use authorization_answer::Column;
    let rows = reader
        .select::<authorization_answer::Entity>()
        .filter(Column::AuthorizationId.is_in(ids))
        .order_by(Column::AuthorizationId, Order::Asc)
        .order_by(Column::Criterion, Order::Asc)
        .all()
        .await?;
    let mut found: BTreeMap<AuthorizationId, Answers> = BTreeMap::new();
    for row in rows {
        let answers = found.entry(row.authorization_id).or_default();
        answers.push((row.criterion, row.answer));
    }
    Ok(found)
}

fn comparable(of: &Authorization, answers: Answers) -> ComparableDecision {
    let decided_at = of
        .decided
        .as_ref()
        .map_or(of.asked.at, |decided| decided.at);
    let minutes = (decided_at - of.asked.at).num_minutes();
    ComparableDecision {
        decided_on: day_of(decided_at),
        service: of.service,
        county: of.county,
        kind: of.kind,
        status: of.status,
        reason: of.decided.as_ref().and_then(|one| one.reason.clone()),
        answers,
        asked: asked_of(of),
        granted: of.granted,
        hours: (minutes + 59).div_euclid(60),
        is_extended: of.extended.is_some(),
        is_late: of.deadline().is_some_and(|due_at| due_at < decided_at),
        is_exception: of.exception.is_some(),
    }
}
