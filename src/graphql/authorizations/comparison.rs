use async_graphql::{Context, InputObject, Object, SimpleObject};

use super::codes::{AuthorizationKind, AuthorizationStatus, CriterionAnswer};
use super::parts::Grant;
use crate::authorizations;
use crate::graphql::connection::{Connection, list_cost, page_request};
use crate::graphql::directory::ServiceCode;
use crate::graphql::scalars::{CountyFips, Date};
use crate::graphql::{ApiError, ContextExt, Settle};

/// What was said to one criterion.
#[derive(SimpleObject, Clone, Debug)]
pub struct ComparedAnswer {
    /// Code of the criterion.
    code: String,
    /// What was said to it.
    answer: CriterionAnswer,
}

/// A decision without a name: what was asked and answered, and what was decided. The same method has
/// to apply to everyone; put side by side, decisions show whether it did.
#[derive(SimpleObject, Clone, Debug)]
pub struct ComparableDecision {
    /// The day of the decision, in California.
    decided_on: Date,
    /// For which service.
    service: ServiceCode,
    /// In which county; null where that was not known.
    county: Option<CountyFips>,
    /// When, beside the service, the plan was asked.
    kind: AuthorizationKind,
    /// Where it stands.
    status: AuthorizationStatus,
    /// Reason code; null where it was simply granted.
    reason: Option<String>,
    /// What was said to each criterion of the service.
    answers: Vec<ComparedAnswer>,
    /// What was asked for.
    asked: Grant,
    /// What is granted; null where nothing is.
    granted: Option<Grant>,
    /// Hours from the request to the decision, begun ones counted.
    hours: i64,
    /// Whether the plan took more time.
    is_extended: bool,
    /// Whether it came after its limit.
    is_late: bool,
    /// Whether it goes beyond a limit of the service by an exception.
    is_exception: bool,
}

/// A decision that is like the one to be taken.
#[derive(SimpleObject, Clone, Debug)]
pub struct SimilarDecision {
    /// What was decided.
    decision: ComparableDecision,
    /// How many criteria were answered alike.
    alike: i32,
}

impl From<authorizations::ComparableDecision> for ComparableDecision {
    fn from(one: authorizations::ComparableDecision) -> Self {
        Self {
            decided_on: Date(one.decided_on),
            service: one.service.into(),
            county: one.county.map(CountyFips),
            kind: one.kind.into(),
            status: one.status.into(),
            reason: one.reason,
            answers: one
                .answers
                .into_iter()
                .map(|(code, answer)| ComparedAnswer {
                    code,
                    answer: answer.into(),
                })
                .collect(),
            asked: one.asked.into(),
            granted: one.granted.map(Grant::from),
            hours: one.hours,
            is_extended: one.is_extended,
            is_late: one.is_late,
            is_exception: one.is_exception,
        }
    }
}

impl From<(authorizations::ComparableDecision, usize)> for SimilarDecision {
    fn from((decision, alike): (authorizations::ComparableDecision, usize)) -> Self {
        Self {
            decision: decision.into(),
            alike: i32::try_from(alike).unwrap_or(i32::MAX),
        }
    }
}

/// Which decisions to compare; combined with AND.
#[derive(InputObject, Default)]
#[graphql(name = "DecisionFilter")]
pub struct DecisionFilterInput {
    /// For this service.
    service: Option<ServiceCode>,
    /// In this county.
    county: Option<CountyFips>,
    /// Decided on this day or later, in California.
    from_on: Option<Date>,
    /// Decided on this day or earlier.
    until_on: Option<Date>,
}

/// Reads of decisions without names.
#[derive(Default)]
pub struct DecisionQuery;

#[Object]
impl DecisionQuery {
    /// The decisions of your plan without names, the latest first: to compare, and to take elsewhere
    /// page by page. What is restricted is not among them. For coordinators,
    /// reviewers and privacy officers of a plan: a single case is a person to who knows it.
    #[graphql(complexity = "list_cost(first, child_complexity)")]
    async fn decisions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<DecisionFilterInput>,
        #[graphql(desc = "How many, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
    ) -> Result<Connection<ComparableDecision>, ApiError> {
        let op = ctx.signed_in()?;
        let request = page_request(ctx, first, after)?;
        let filter = filter.unwrap_or_default();
        let filter = authorizations::DecisionFilter {
            service: filter.service.map(Into::into),
            county: filter.county.map(|county| county.0),
            from_on: filter.from_on.map(|day| day.0),
            until_on: filter.until_on.map(|day| day.0),
        };
        let service = ctx.services()?.authorizations.clone();
        let page = service.decisions(op, &filter, &request).await;
        let page = page.settle_query()?;
        let op = op.clone();
        Ok(Connection::new(
            &request,
            page.map(ComparableDecision::from),
            move || {
                let (service, op) = (service.clone(), op.clone());
                async move { Ok(service.decision_count(&op, &filter).await?) }
            },
        ))
    }
}
