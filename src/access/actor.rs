//! Who acts.

use entity::types::{AccountId, OrganizationId, OrganizationKind, Role};

/// Who acts in an operation. Made by `identity` from a verified token, by the worker, by the
/// command line and by tests; `tests/architecture.rs` watches that nobody else does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// Nobody signed in: sees the public directory.
    Anonymous,
    /// A person of an organization.
    Person(Person),
    /// The server itself.
    System,
}

/// A signed-in person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Their sign-in.
    pub account: AccountId,
    /// Their organization.
    pub organization: OrganizationId,
    /// What that organization is.
    pub kind: OrganizationKind,
    /// What they do for it.
    pub roles: Vec<Role>,
}

impl Actor {
    /// A signed-in person.
    #[must_use]
    pub fn person(person: Person) -> Self {
        Self::Person(person)
    }

    /// The server itself.
    #[must_use]
    pub fn system() -> Self {
        Self::System
    }

    /// The person, if one is signed in.
    #[must_use]
    pub fn as_person(&self) -> Option<&Person> {
        match self {
            Self::Person(person) => Some(person),
            Self::Anonymous | Self::System => None,
        }
    }

    /// The organization of the person, if one is signed in.
    #[must_use]
    pub fn organization(&self) -> Option<OrganizationId> {
        self.as_person().map(|person| person.organization)
    }

    /// Is this a person of a plan?
    #[must_use]
    pub fn is_plan(&self) -> bool {
        self.as_person()
            .is_some_and(|person| person.kind == OrganizationKind::Plan)
    }

    /// Is this a person of that organization?
    #[must_use]
    pub fn belongs_to(&self, organization: OrganizationId) -> bool {
        self.organization() == Some(organization)
    }
}
