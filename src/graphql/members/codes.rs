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
    /// Raised dots, read by touch.
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

/// How an enrolment began.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "members::EnrolmentKind")]
pub enum EnrolmentKind {
    /// The member joined the plan.
    Enrolled,
    /// The member is in the plan again, as of a day that may have passed.
    Reinstated,
}

/// Why an enrolment ended.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "members::EnrolmentEnd")]
pub enum EnrolmentEndReason {
    /// No longer eligible for Medi-Cal.
    LostEligibility,
    /// In another plan now.
    ChangedPlan,
    /// Moved out of the plan's counties.
    MovedAway,
    /// The member's life ended.
    Died,
    /// In custody.
    Incarcerated,
    /// Another reason.
    Other,
}

/// In which role somebody speaks or cares for a member.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "members::ContactRole")]
pub enum ContactRole {
    /// A parent of a minor, or a guardian appointed by a court.
    Guardian,
    /// Named by the member to act for them (42 CFR 435.923).
    AuthorizedRepresentative,
    /// Cares for the member, paid or not.
    Caregiver,
}

/// What a member is in a household.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "members::HouseholdRole")]
pub enum HouseholdRole {
    /// Who speaks for the household.
    Head,
    /// Married to the head or living as a couple.
    Partner,
    /// A child of the head or the partner.
    Child,
    /// A parent of the head or the partner.
    Parent,
    /// Another relative.
    OtherRelative,
    /// Not related.
    NotRelated,
}

/// What two records have in common. What is empty on one side never matches.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "members::Evidence")]
pub enum DuplicateEvidence {
    /// The same name, in whatever order its words stand.
    SameName,
    /// Names that are spelled almost the same, or one of which is part of the other.
    SimilarName,
    /// The same birth date.
    SameBirthDate,
    /// Birth dates with day and month swapped.
    SwappedBirthDate,
    /// A phone that both have.
    SamePhone,
    /// The same street and city.
    SameAddress,
}
