//! Why a member was not opened.

use crate::error::Failure;
use crate::refusal::{Refusals, text_codes};

/// Why a member was not opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BreakGlassRefusal {
    /// A field that must say something is blank.
    Required,
    /// A field is longer than it takes.
    TooLong,
    /// The reason says nothing.
    SaysNothing,
    /// Not a client index number.
    InvalidCin,
    /// The plan has no such member, or the referral has none yet.
    UnknownMember,
    /// Nothing about the member is restricted.
    NotRestricted,
    /// The idempotency key was used for another input.
    IdempotencyKeyReused,
}

text_codes!(BreakGlassRefusal);

/// Why a policy was not set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SetPolicyRefusal {
    /// The idempotency key was used for another input.
    IdempotencyKeyReused,
}

/// Why a policy was not set.
pub type SetPolicyError = Failure<Refusals<SetPolicyRefusal>>;

/// Why a member was not opened.
pub type BreakGlassError = Failure<Refusals<BreakGlassRefusal>>;
