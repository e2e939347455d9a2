//! The closed sets of the area as clients see them. `remote` makes a forgotten value a compile
//! error.

use async_graphql::Enum;

use crate::members;

/// How a member reads, where print does not do.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "members::AlternativeFormat")]
pub enum AlternativeFormat {
    /// Large print.
    LargePrint,
    /// Braille.
    Braille,
    /// Recorded sound.
    Audio,
    /// A file that a screen reader reads.
    Data,
}

/// Whose or where a member's phone is.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "members::PhoneKind")]
pub enum PhoneKind {
    /// The member carries it.
    Mobile,
    /// Where the member lives.
    Home,
    /// Where the member works.
    Work,
    /// Somebody else's, who passes messages on: a shelter, a relative.
    Message,
}

/// What happened to a member and matters to its loops.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "members::LifeEventKind")]
pub enum LifeEventKind {
    /// The member died.
    Death,
    /// The member was taken into custody.
    Incarceration,
    /// The member was released from custody.
    Release,
    /// The member is no longer eligible for Medi-Cal.
    LostEligibility,
    /// The member is in another plan.
    ChangedPlan,
}
