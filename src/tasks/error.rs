//! Why something was not said of a task.

use crate::error::Failure;
use crate::refusal::{Refusals, text_codes};

/// Why an act on a task did not happen.
pub type TaskError<C> = Failure<Refusals<C>>;

/// Why a task is not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CompleteTaskRefusal {
    /// It was done or called off before.
    NotOpen,
    /// The instant lies in the future, or before the task was made.
    InvalidTime,
    /// A letter, and no address is known.
    NoAddress,
    /// Not the way that is safe for the member.
    UnsafeWay,
    /// By fax, on which nobody agreed.
    NoFaxAgreed,
    /// The member must not be contacted, or died.
    NoContact,
    /// The idempotency key was used for another input.
    IdempotencyKeyReused,
}

/// Why a task was not called off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CancelTaskRefusal {
    /// It was done or called off before.
    NotOpen,
    /// A field that must say something is blank.
    Required,
    /// A field is longer than it takes.
    TooLong,
    /// The idempotency key was used for another input.
    IdempotencyKeyReused,
}

text_codes!(CancelTaskRefusal);
