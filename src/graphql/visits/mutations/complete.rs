use async_graphql::{Context, Enum, ID, InputObject, Object};

use super::payload::{ActPayload, visit_id};
use super::person::VisitPersonInput;
use crate::graphql::referrals::step;
use crate::graphql::scalars::DateTime;
use crate::graphql::{ApiError, ContextExt, NodeKind};
use crate::organizations::OrganizationId;
use crate::visits;

/// What was not known of a visit when it was recorded. What was said once stays said.
#[derive(InputObject)]
pub struct CompleteVisitInput {
    /// Which visit, by its global id.
    visit_id: ID,
    /// When the person left: not in the future, nor before they came.
    left_at: Option<DateTime>,
    /// The plan that answers for them, by its global id.
    plan_id: Option<ID>,
    /// Who they are; what is left out stays as it is.
    person: Option<VisitPersonInput>,
    /// Version that you have seen; another one refuses.
    expected_version: Option<i32>,
    /// So that a retry is not a repeat: 1 to 128 bytes, kept for 7 days.
    idempotency_key: Option<String>,
}

/// Why a visit was not completed.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "visits::CompleteVisitRefusal")]
pub enum CompleteVisitErrorCode {
    /// The visit is void.
    WrongState,
    /// It changed since `expectedVersion`; the current one comes along.
    Stale,
    /// The visit says something else already. A mistake is voided, and recorded anew.
    SaidAlready,
    /// There is no such plan.
    UnknownPlan,
    /// An instant lies in the future, or before the arrival.
    InvalidTime,
    /// Your records have the same person in another visit at that time: a visit is recorded once.
    Overlaps,
    /// Not between 1890 and today.
    InvalidBirthDate,
    /// Not a client index number.
    InvalidCin,
    /// The idempotency key was used for another input.
    IdempotencyKeyReused,
    /// Nothing is said.
    Required,
    /// A field is longer than it takes.
    TooLong,
}

#[derive(Default)]
pub struct CompleteVisit;

#[Object]
impl CompleteVisit {
    /// Say of a visit what was not known: when the person left, which plan answers for them, who they
    /// are. The plan is asked to pay as its policy says. Whether it knows the person is in no answer.
    /// For staff of whoever served.
    async fn complete_visit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Visit, and what is known of it.")] input: CompleteVisitInput,
    ) -> Result<ActPayload<CompleteVisitErrorCode>, ApiError> {
        let op = ctx.signed_in()?;
        let id = visit_id(&input.visit_id)?;
        let (version, key) = (input.expected_version, input.idempotency_key.as_ref());
        let step = step(ctx, "completeVisit", version, key, &input)?;
        let plan = input.plan_id.as_ref();
        let plan = plan.map(|id| NodeKind::Plan.parse(id)).transpose()?;
        let person = input.person.as_ref();
        let more = visits::CompleteVisit {
            visit: id,
            left_at: input.left_at.map(|at| at.0),
            plan: plan.map(OrganizationId),
            person: person.map(VisitPersonInput::typed).unwrap_or_default(),
        };
        let outcome = ctx.services()?.visits.complete(op, &more, &step).await;
        ActPayload::from_outcome(Some(id), outcome)
    }
}
