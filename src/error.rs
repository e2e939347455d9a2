//! Errors that all areas share. Which type to use when:
//!
//! | Type | Says | Made in |
//! |---|---|---|
//! | [`StoreError`] | the database could not do it | `db` only, classified once |
//! | [`Failure<R>`] | a use case did not happen: hidden, denied, refused (`R`), or a store error | services |
//! | `graphql::ApiError` | what a client is told | the GraphQL edge only |
//!
//! `R` is the use case's own refusal enum: the reasons that the business expects.

use entity::types::AuditOutcome;
use sea_orm::DbErr;

use crate::refusal::Reason;

/// What the database could not do, classified once in `db::error`.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A unique constraint of this name refused the row.
    #[error("unique constraint {0} violated")]
    Unique(String),
    /// A referenced row is missing.
    #[error("foreign key violated")]
    ForeignKey,
    /// A lock, a deadlock or a serialization conflict; the transaction may be tried again.
    #[error("database busy")]
    Busy,
    /// The database does not answer.
    #[error("database unavailable")]
    Unavailable(#[source] DbErr),
    /// A row that the program cannot read, for example a code it does not know.
    #[error("unreadable row: {0}")]
    Corrupt(String),
    /// Anything else.
    #[error("database error")]
    Other(#[source] DbErr),
}

/// Why a use case did not happen.
#[derive(Debug, thiserror::Error)]
pub enum Failure<R> {
    /// No such record for this actor: hidden and missing look the same.
    #[error("not found")]
    NotFound,
    /// The record is visible, the act is not the actor's.
    #[error("denied")]
    Denied,
    /// The business expects this: the client is told what to do next.
    #[error("refused")]
    Refused(R),
    /// The database could not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl<R> From<crate::access::Denied> for Failure<R> {
    fn from(_: crate::access::Denied) -> Self {
        Self::Denied
    }
}

/// Errors in which `db::write` looks for a reason to try again.
pub trait Retryable {
    /// The store error inside, if there is one.
    fn store_error(&self) -> Option<&StoreError>;
}

impl Retryable for StoreError {
    fn store_error(&self) -> Option<&StoreError> {
        Some(self)
    }
}

impl<R> Retryable for Failure<R> {
    fn store_error(&self) -> Option<&StoreError> {
        match self {
            Self::Store(error) => Some(error),
            Self::NotFound | Self::Denied | Self::Refused(_) => None,
        }
    }
}

/// Errors that say how an act ended, for the audit trail.
pub trait Verdict {
    /// The outcome, and the code of a refusal.
    fn verdict(&self) -> (AuditOutcome, Option<String>);
}

impl Verdict for StoreError {
    fn verdict(&self) -> (AuditOutcome, Option<String>) {
        (AuditOutcome::Failed, None)
    }
}

impl<R: Reason> Verdict for Failure<R> {
    fn verdict(&self) -> (AuditOutcome, Option<String>) {
        match self {
            Self::NotFound => (AuditOutcome::NotFound, None),
            Self::Denied => (AuditOutcome::Denied, None),
            Self::Refused(reason) => (AuditOutcome::Refused, reason.code()),
            Self::Store(error) => error.verdict(),
        }
    }
}
