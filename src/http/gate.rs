//! Answers that wait: the product may hold each one back until what it shows is written down.

use std::fmt;
use std::sync::Arc;

use async_graphql::ServerError;
use futures_util::future::BoxFuture;

use super::outcome::{Fault, Outcome};

/// An answer must not leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the answer is withheld")]
pub struct Withheld;

/// Asked before an answer leaves, with the errors in it.
type Ask = dyn Fn(&[ServerError]) -> BoxFuture<'static, Result<(), Withheld>> + Send + Sync;

/// Lets the answers of one operation leave, each in its turn. Cheap to clone.
#[derive(Clone)]
pub struct Gate(Option<Arc<Ask>>);

impl Gate {
    /// A gate that is always open.
    #[must_use]
    pub fn open() -> Self {
        Self(None)
    }

    /// A gate that opens when the future says so.
    #[must_use]
    pub fn new(
        ask: impl Fn(&[ServerError]) -> BoxFuture<'static, Result<(), Withheld>> + Send + Sync + 'static,
    ) -> Self {
        Self(Some(Arc::new(ask)))
    }

    /// The outcome, once it may leave. What was never executed shows nothing.
    pub(super) async fn pass(&self, outcome: Outcome) -> Outcome {
        let (Some(ask), Outcome::Executed(response)) = (&self.0, &outcome) else {
            return outcome;
        };
        if let Err(Withheld) = ask(&response.errors).await {
            tracing::error!("an answer was withheld: what it shows could not be written down");
            return Outcome::Failed(Fault::Withheld);
        }
        outcome
    }
}

impl fmt::Debug for Gate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gate").finish_non_exhaustive()
    }
}
