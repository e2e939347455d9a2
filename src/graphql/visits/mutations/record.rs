use async_graphql::{Context, Enum, ID, InputObject, Object};

use super::payload::ActPayload;
use super::person::VisitPersonInput;
use crate::graphql::idempotency::idempotency_key;
use crate::graphql::scalars::DateTime;
use crate::graphql::visits::codes::BroughtBy;
use crate::graphql::{ApiError, ContextExt, NodeKind};
use crate::organizations::OrganizationId;
use crate::visits;

/// A person who was taken in.
#[derive(InputObject)]
pub struct RecordVisitInput {
    /// The plan that answers for the person, by its global id; may be said later.
    plan_id: Option<ID>,
    /// When the person came: not in the future.
    arrived_at: DateTime,
    /// When they left, if they have. A stay of 24 hours or more is recorded, and not paid.
    left_at: Option<DateTime>,
    /// Who brought them.
    brought_by: BroughtBy,
    /// County: five digits. May be left out where your organization serves in one alone.
    county: Option<String>,
    /// The person, as they said who they are; may be said later.
    person: Option<VisitPersonInput>,
    /// In your words, at most 2000 letters.
    comment: Option<String>,
    /// So that a retry is not a repeat: 1 to 128 bytes, kept for 7 days.
    idempotency_key: Option<String>,
}

/// Why a visit was not recorded.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "visits::RecordVisitRefusal")]
pub enum RecordVisitErrorCode {
    /// Your organization does not offer a sobering center there on that day.
    NotOffered,
    /// There is no such plan.
    UnknownPlan,
    /// No California county.
    UnknownCounty,
    /// An instant lies in the future, before the service existed (2022), or before the arrival.
    InvalidTime,
    /// Your records have the same person in another visit at that time: a visit is recorded once.
    Overlaps,
    /// Not between 1890 and today.
    InvalidBirthDate,
    /// Not a client index number.
    InvalidCin,
    /// The idempotency key was used for another input.
    IdempotencyKeyReused,
    /// A field that must say something is blank.
    Required,
    /// A field is longer than it takes.
    TooLong,
}

#[derive(Default)]
pub struct RecordVisit;

#[Object]
impl RecordVisit {
    /// Record that a person was taken in at your sobering center: at once, whoever they are. Whether
    /// and how the plan pays follows from its policy; it is asked by itself. Whether a plan knows the
    /// person is in no answer. For staff of a provider that offers the service.
    async fn record_visit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The visit.")] input: RecordVisitInput,
    ) -> Result<ActPayload<RecordVisitErrorCode>, ApiError> {
        let op = ctx.signed_in()?;
        let key = input.idempotency_key.as_ref();
        let key = idempotency_key(ctx, "recordVisit", key, &input)?;
        let plan = input.plan_id.as_ref();
        let plan = plan.map(|id| NodeKind::Plan.parse(id)).transpose()?;
        let person = input.person.as_ref();
        let new = visits::NewVisit {
            plan: plan.map(OrganizationId),
            arrived_at: input.arrived_at.0,
            left_at: input.left_at.map(|at| at.0),
            brought_by: input.brought_by.into(),
            county: input.county.clone(),
            person: person.map(VisitPersonInput::typed).unwrap_or_default(),
            comment: input.comment.clone(),
        };
        let outcome = ctx.services()?.visits.record(op, &new, key.as_ref()).await;
        ActPayload::from_outcome(None, outcome)
    }
}
