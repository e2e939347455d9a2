//! Why a member was not registered.

use crate::error::Failure;
use crate::refusal::{Refusals, text_codes};

/// Why a registration was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RegisterMemberRefusal {
    /// A field that must say something is blank.
    Required,
    /// A field is longer than it takes.
    TooLong,
    /// Not a client index number.
    InvalidCin,
    /// The plan has a member with this CIN.
    CinTaken,
    /// The birth date is in the future or before 1890.
    InvalidBirthDate,
    /// Not a phone number.
    InvalidPhone,
    /// Not a language code of the reference data.
    UnknownLanguage,
    /// Not a ZIP code of California.
    UnknownZip,
    /// Not a county of California, or none could be told from the ZIP code.
    UnknownCounty,
    /// The idempotency key was used for another input.
    IdempotencyKeyReused,
}

text_codes!(RegisterMemberRefusal);

/// Why a member was not registered.
pub type RegisterMemberError = Failure<Refusals<RegisterMemberRefusal>>;
