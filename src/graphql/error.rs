//! Faults as clients see them: a code, a message, and nothing that was not meant for them.
//!
//! [`ApiError`] has no `Display` on purpose: async-graphql shows clients the text of any error
//! that has one. Without it, the conversion in this file is the only way out.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt::Write;
use std::sync::Arc;

use async_graphql::ErrorExtensions;

use crate::db::CursorError;
use crate::error::{Failure, StoreError};

/// What kind of fault; on the wire `errors[].extensions.code`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorCode {
    /// Sign in first.
    Unauthenticated,
    /// The record is visible, the act is not the caller's.
    Forbidden,
    /// No such record for this caller.
    NotFound,
    /// The request is wrong; the message says how to put it right.
    BadUserInput,
    /// The record changed meanwhile, or is in use.
    Conflict,
    /// Too many requests; try later.
    RateLimited,
    /// The document asks for more than the limits allow.
    CostExceeded,
    /// It took too long.
    Timeout,
    /// The server failed; its log says why.
    Internal,
}

impl ErrorCode {
    /// As clients see it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unauthenticated => "UNAUTHENTICATED",
            Self::Forbidden => "FORBIDDEN",
            Self::NotFound => "NOT_FOUND",
            Self::BadUserInput => "BAD_USER_INPUT",
            Self::Conflict => "CONFLICT",
            Self::RateLimited => "RATE_LIMITED",
            Self::CostExceeded => "COST_EXCEEDED",
            Self::Timeout => "TIMEOUT",
            Self::Internal => "INTERNAL",
        }
    }
}

/// Close code of a socket whose client should connect and subscribe again (RFC 6455 registry).
pub const TRY_AGAIN: u16 = 1013;

/// A fault of the call or of the server.
#[derive(Debug, Clone)]
pub struct ApiError {
    code: ErrorCode,
    message: Cow<'static, str>,
    close_code: Option<u16>,
    cause: Option<Arc<dyn StdError + Send + Sync>>,
}

impl ApiError {
    /// A fault with a message that says what to do.
    pub fn new(code: ErrorCode, message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            code,
            message: message.into(),
            close_code: None,
            cause: None,
        }
    }

    /// Nobody is signed in, or no longer.
    #[must_use]
    pub fn unauthenticated() -> Self {
        Self::new(ErrorCode::Unauthenticated, "sign in first")
    }

    /// Visible, but not the caller's to do.
    #[must_use]
    pub fn forbidden() -> Self {
        Self::new(ErrorCode::Forbidden, "your role does not include this")
    }

    /// Missing or hidden: the caller learns no more.
    #[must_use]
    pub fn not_found() -> Self {
        Self::new(ErrorCode::NotFound, "not found")
    }

    /// The request is wrong in the way that the message says.
    pub fn bad_input(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorCode::BadUserInput, message)
    }

    /// The server failed. The cause goes to the log, never to the client.
    pub fn internal(cause: impl StdError + Send + Sync + 'static) -> Self {
        Self::internal_shared(Arc::new(cause))
    }

    fn internal_shared(cause: Arc<dyn StdError + Send + Sync>) -> Self {
        Self {
            cause: Some(cause),
            ..Self::new(ErrorCode::Internal, "internal error")
        }
    }

    /// The same, and the socket whose subscription ends with it is closed with that code.
    #[must_use]
    pub fn closing(mut self, code: u16) -> Self {
        self.close_code = Some(code);
        self
    }

    /// What kind of fault.
    #[must_use]
    pub fn code(&self) -> ErrorCode {
        self.code
    }
}

impl From<ApiError> for async_graphql::Error {
    /// The one way out. A cause is logged here, once; the boundary's span adds the request id to
    /// the line, and the boundary itself adds it to what the client sees.
    fn from(error: ApiError) -> Self {
        if let Some(cause) = &error.cause {
            tracing::error!(cause = %chain(cause.as_ref()), "a resolver failed");
        }
        Self::new(error.message).extend_with(|_, extensions| {
            extensions.set("code", error.code.as_str());
            if let Some(code) = error.close_code {
                extensions.set("closeCode", code);
            }
        })
    }
}

/// An error and its causes in one line. Database errors name constraints and columns, not values.
fn chain(error: &dyn StdError) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        // Writing to a string does not fail.
        let _ = write!(text, ": {error}");
        cause = error.source();
    }
    text
}

/// Was a question refused because it is not the asker's to ask?
#[must_use]
pub fn is_forbidden(error: &async_graphql::ServerError) -> bool {
    let code = error.extensions.as_ref().and_then(|all| all.get("code"));
    code == Some(&ErrorCode::Forbidden.as_str().into())
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        Self::internal(error)
    }
}

/// From a loader, which shares one failure among all who wait for its batch.
impl From<Arc<StoreError>> for ApiError {
    fn from(error: Arc<StoreError>) -> Self {
        Self::internal_shared(error)
    }
}

impl From<CursorError> for ApiError {
    fn from(error: CursorError) -> Self {
        Self::bad_input(error.to_string())
    }
}

/// Sorts the outcome of a use case: what the business expects stays, the rest is a fault.
pub trait Settle<T, R> {
    /// For mutations: the inner result becomes the payload.
    fn settle(self) -> Result<Result<T, R>, ApiError>;

    /// For queries, where a refusal can only mean that the arguments were wrong.
    fn settle_query(self) -> Result<T, ApiError>
    where
        R: std::fmt::Display;
}

impl<T, R> Settle<T, R> for Result<T, Failure<R>> {
    fn settle(self) -> Result<Result<T, R>, ApiError> {
        match self {
            Ok(value) => Ok(Ok(value)),
            Err(Failure::Refused(refusal)) => Ok(Err(refusal)),
            Err(Failure::NotFound) => Err(ApiError::not_found()),
            Err(Failure::Denied) => Err(ApiError::forbidden()),
            Err(Failure::Store(error)) => Err(error.into()),
        }
    }

    fn settle_query(self) -> Result<T, ApiError>
    where
        R: std::fmt::Display,
    {
        self.settle()?
            .map_err(|refusal| ApiError::bad_input(refusal.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::{Error, Value};

    use super::*;

    fn extension(error: &Error, name: &str) -> Option<Value> {
        error.extensions.as_ref()?.get(name).cloned()
    }

    #[test]
    fn a_cause_never_reaches_the_client() {
        let cause = StoreError::Corrupt("member.cin 91234567A".to_owned());
        let error = Error::from(ApiError::from(cause));
        assert_eq!(error.message, "internal error");
        assert_eq!(extension(&error, "code"), Some(Value::from("INTERNAL")));
        assert!(error.source.is_none());
        assert!(!format!("{error:?}").contains("91234567A"));
    }

    #[test]
    fn the_log_line_holds_the_whole_chain() {
        #[derive(Debug, thiserror::Error)]
        #[error("the page was not read")]
        struct Outer(#[source] StoreError);
        assert_eq!(
            chain(&Outer(StoreError::Busy)),
            "the page was not read: database busy"
        );
    }

    #[test]
    fn outcomes_are_sorted_into_refusals_and_faults() {
        type Outcome = Result<u8, Failure<&'static str>>;
        let code = |outcome: Outcome| outcome.settle().unwrap_err().code();
        assert_eq!(Outcome::Ok(7).settle().unwrap(), Ok(7));
        let refused = Outcome::Err(Failure::Refused("no room"));
        assert_eq!(refused.settle().unwrap(), Err("no room"));
        assert_eq!(code(Err(Failure::NotFound)), ErrorCode::NotFound);
        assert_eq!(code(Err(Failure::Denied)), ErrorCode::Forbidden);
        assert_eq!(
            code(Err(Failure::Store(StoreError::Busy))),
            ErrorCode::Internal
        );
        let refused = Outcome::Err(Failure::Refused("no such county"));
        let error = Error::from(refused.settle_query().unwrap_err());
        assert_eq!(error.message, "no such county");
        assert_eq!(
            extension(&error, "code"),
            Some(Value::from("BAD_USER_INPUT"))
        );
    }

    #[test]
    fn a_subscription_may_ask_to_close_its_socket() {
        let error = Error::from(ApiError::unauthenticated().closing(4403));
        assert_eq!(extension(&error, "closeCode"), Some(Value::from(4403)));
    }
}
