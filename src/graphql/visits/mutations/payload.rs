//! What all acts on a visit answer.

use std::borrow::Cow;

use async_graphql::{Context, ID, Object, OutputType, TypeName};

use crate::graphql::visits::Visit;
use crate::graphql::{ApiError, ContextExt, NodeKind, Settle, UserError};
use crate::visits::{VisitError, VisitId};

/// What came of an act on a visit.
pub struct ActPayload<C: OutputType> {
    visit: Option<VisitId>,
    user_errors: Vec<UserError<C>>,
}

impl<C: OutputType> ActPayload<C> {
    /// From what the service answered. A refusal carries the visit as it is now, if there was one.
    pub fn from_outcome<R>(
        known: Option<VisitId>,
        outcome: Result<VisitId, VisitError<R>>,
    ) -> Result<Self, ApiError>
    where
        C: From<R>,
    {
        Ok(match outcome.settle()? {
            Ok(visit) => Self {
                visit: Some(visit),
                user_errors: Vec::new(),
            },
            Err(refusals) => Self {
                visit: known,
                user_errors: refusals.into_iter().map(UserError::of).collect(),
            },
        })
    }
}

/// Named after its codes: what comes with a `VoidVisitErrorCode` is `VoidVisitPayload`.
impl<C: OutputType> TypeName for ActPayload<C> {
    fn type_name() -> Cow<'static, str> {
        let codes = C::type_name();
        let act = codes.strip_suffix("ErrorCode").unwrap_or(&codes);
        Cow::Owned(format!("{act}Payload"))
    }
}

/// What came of an act on a visit.
#[Object(name_type)]
impl<C: OutputType> ActPayload<C> {
    /// The visit as it is now, also when the act was refused; null when nothing was recorded.
    async fn visit(&self, ctx: &Context<'_>) -> Result<Option<Visit>, ApiError> {
        let Some(id) = self.visit else {
            return Ok(None);
        };
        let op = ctx.operation()?.fresh();
        let found = ctx.services()?.visits.by_ids(&op, [id]).await?;
        Ok(found.into_iter().next().map(Visit))
    }

    /// Why the act was refused, all reasons at once; empty when it was done.
    async fn user_errors(&self) -> &[UserError<C>] {
        &self.user_errors
    }
}

/// The visit that an input names.
pub fn visit_id(id: &ID) -> Result<VisitId, ApiError> {
    Ok(VisitId(NodeKind::Visit.parse(id)?))
}
