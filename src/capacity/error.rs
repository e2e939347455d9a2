//! Why an act on capacity was refused: one enum for each act.

use crate::refusal::text_codes;

/// Why a number of places was not set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SetCapacityRefusal {
    /// The number is outside of what it may be.
    OutOfRange,
    /// It is above what is agreed, and no plan has a contract for the pool now.
    NobodyToAgree,
    /// The idempotency key was used for another input.
    IdempotencyKeyReused,
}

/// Why referrals were not paused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PauseReferralsRefusal {
    /// The reason is blank.
    Required,
    /// The reason is too long.
    TooLong,
    /// The pause would end before it begins.
    InPast,
    /// The idempotency key was used for another input.
    IdempotencyKeyReused,
}

/// Why a pause was not ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResumeReferralsRefusal {
    /// It is not paused.
    WrongState,
    /// The idempotency key was used for another input.
    IdempotencyKeyReused,
}

/// Why figures were not confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConfirmCapacityRefusal {
    /// The idempotency key was used for another input.
    IdempotencyKeyReused,
}

/// Why a preference was not set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SetPoolPreferenceRefusal {
    /// The idempotency key was used for another input.
    IdempotencyKeyReused,
}

/// Why a proposal was not decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecideCapacityRefusal {
    /// To decline takes a reason.
    Required,
    /// The reason is too long.
    TooLong,
    /// The first day lies in the past.
    InPast,
    /// It was decided, or the provider has said something else since.
    WrongState,
    /// The idempotency key was used for another input.
    IdempotencyKeyReused,
}

/// Why a plan's cap was not set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SetPlanShareRefusal {
    /// The number is outside of what it may be.
    OutOfRange,
    /// The idempotency key was used for another input.
    IdempotencyKeyReused,
}

text_codes!(PauseReferralsRefusal, DecideCapacityRefusal);
