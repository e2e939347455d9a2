//! Why a member was not opened.

use crate::error::Failure;
use crate::refusal::{Refusals, TextCodes};

/// Why a member was not opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BreakGlassRefusal {
    /// A field that must say something is blank.
    Required,
    /// A field is longer than it takes.
    TooLong,
    /// Not a client index number.
    InvalidCin,
    /// The plan has no such member, or the referral has none yet.
    UnknownMember,
    /// Nothing about the member is restricted.
    NotRestricted,
}

impl TextCodes for BreakGlassRefusal {
    fn required() -> Self {
        Self::Required
    }

    fn too_long() -> Self {
        Self::TooLong
    }
}

/// Why a member was not opened.
pub type BreakGlassError = Failure<Refusals<BreakGlassRefusal>>;
