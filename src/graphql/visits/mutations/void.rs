use async_graphql::{Context, Enum, ID, InputObject, Object};

use super::payload::{ActPayload, visit_id};
use crate::graphql::referrals::step;
use crate::graphql::{ApiError, ContextExt};
use crate::visits;

/// A visit that was recorded by mistake, and why.
#[derive(InputObject)]
pub struct VoidVisitInput {
    /// Which visit, by its global id.
    visit_id: ID,
    /// Why, at most 500 letters. The plan reads it.
    reason: String,
    /// Version that you have seen; another one refuses.
    expected_version: Option<i32>,
    /// So that a retry is not a repeat: 1 to 128 bytes, kept for 7 days.
    idempotency_key: Option<String>,
}

/// Why a visit was not taken back.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "visits::VoidVisitRefusal")]
pub enum VoidVisitErrorCode {
    /// The visit is void.
    WrongState,
    /// It changed since `expectedVersion`; the current one comes along.
    Stale,
    /// The idempotency key was used for another input.
    IdempotencyKeyReused,
    /// The reason is blank.
    Required,
    /// The reason is too long.
    TooLong,
}

#[derive(Default)]
pub struct VoidVisit;

#[Object]
impl VoidVisit {
    /// Take a visit back that was recorded by mistake. It stays, with the reason, for you and the
    /// plan; a request to pay for it that waits for a decision is taken back with it. For staff of
    /// whoever served.
    async fn void_visit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Visit and reason.")] input: VoidVisitInput,
    ) -> Result<ActPayload<VoidVisitErrorCode>, ApiError> {
        let op = ctx.signed_in()?;
        let id = visit_id(&input.visit_id)?;
        let (version, key) = (input.expected_version, input.idempotency_key.as_ref());
        let step = step(ctx, "voidVisit", version, key, &input)?;
        let visits = &ctx.services()?.visits;
        let outcome = visits.void(op, (id, &input.reason), &step).await;
        ActPayload::from_outcome(Some(id), outcome)
    }
}
