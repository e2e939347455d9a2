//! Why an act did not happen.

use crate::error::Failure;
use crate::refusal::{Refusals, TextCodes, text_codes};

/// Why an act on a visit did not happen.
pub type VisitError<C> = Failure<Refusals<C>>;

/// Codes of what is said of a stay and of who it was.
pub(super) trait StayCodes: TextCodes {
    fn invalid_time() -> Self;
    fn overlaps() -> Self;
    fn invalid_birth_date() -> Self;
    fn invalid_cin() -> Self;
}

/// Codes of acts on a visit that is there.
pub(super) trait ActCodes {
    fn wrong_state() -> Self;
    fn stale() -> Self;
    fn key_reused() -> Self;
}

/// Why a visit was not recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordVisitRefusal {
    /// The provider does not offer the service there on that day.
    NotOffered,
    /// There is no such plan.
    UnknownPlan,
    /// No California county.
    UnknownCounty,
    /// An instant lies in the future, before the service existed, or before the arrival.
    InvalidTime,
    /// The same person is there in another visit at that time.
    Overlaps,
    /// Not a birth date.
    InvalidBirthDate,
    /// Not a CIN.
    InvalidCin,
    /// The idempotency key was used for another input.
    IdempotencyKeyReused,
    /// A field that must say something is blank.
    Required,
    /// A field is longer than it takes.
    TooLong,
}

/// Why a visit was not completed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CompleteVisitRefusal {
    /// It is void.
    WrongState,
    /// It changed since the client read it.
    Stale,
    /// It says something else already.
    SaidAlready,
    /// There is no such plan.
    UnknownPlan,
    /// An instant lies in the future, or before the arrival.
    InvalidTime,
    /// The same person is there in another visit at that time.
    Overlaps,
    /// Not a birth date.
    InvalidBirthDate,
    /// Not a CIN.
    InvalidCin,
    /// The idempotency key was used for another input.
    IdempotencyKeyReused,
    /// Nothing is said.
    Required,
    /// A field is longer than it takes.
    TooLong,
}

/// Why a plan did not say which member a visit was of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConfirmVisitMemberRefusal {
    /// It is void, or the member is known.
    WrongState,
    /// It changed since the client read it.
    Stale,
    /// The plan has no such member.
    UnknownMember,
    /// The idempotency key was used for another input.
    IdempotencyKeyReused,
}

/// Why a visit was not taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VoidVisitRefusal {
    /// It is void.
    WrongState,
    /// It changed since the client read it.
    Stale,
    /// The idempotency key was used for another input.
    IdempotencyKeyReused,
    /// The reason is blank.
    Required,
    /// The reason is too long.
    TooLong,
}

macro_rules! stay_codes {
    ($($name:ident),+) => {$(
        impl StayCodes for $name {
            fn invalid_time() -> Self {
                Self::InvalidTime
            }
            fn overlaps() -> Self {
                Self::Overlaps
            }
            fn invalid_birth_date() -> Self {
                Self::InvalidBirthDate
            }
            fn invalid_cin() -> Self {
                Self::InvalidCin
            }
        }
    )+};
}

macro_rules! act_codes {
    ($($name:ident),+) => {$(
        impl ActCodes for $name {
            fn wrong_state() -> Self {
                Self::WrongState
            }
            fn stale() -> Self {
                Self::Stale
            }
            fn key_reused() -> Self {
                Self::IdempotencyKeyReused
            }
        }
    )+};
}

text_codes!(RecordVisitRefusal, CompleteVisitRefusal, VoidVisitRefusal);
stay_codes!(RecordVisitRefusal, CompleteVisitRefusal);
act_codes!(
    CompleteVisitRefusal,
    ConfirmVisitMemberRefusal,
    VoidVisitRefusal
);
