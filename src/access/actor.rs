//! Who acts.

use std::sync::Arc;

use chrono::NaiveDate;
use entity::types::{AccountId, MemberId, OrganizationId, OrganizationKind, Role};

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
    /// What stands in no token, as of now.
    pub standing: Arc<Standing>,
}

/// What a person may see beyond what organization and roles say. It changes while a token lives,
/// so the server keeps it in memory and joins it to each operation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    /// The plans to which the person's plan delegated members and network.
    pub delegates: Vec<OrganizationId>,
    /// Whether the person's plan named them among those who see what is restricted.
    pub is_named: bool,
    /// Restricted members whom the person opened, with a reason, less than an hour ago.
    pub opened: Vec<MemberId>,
    /// The day in California, for who leads care: the plan says from which day until which one their
    /// organization leads whose. `None` for others, and then it leads nobody's.
    pub today: Option<NaiveDate>,
}

impl Person {
    /// A person of an organization, with nothing beyond what organization and roles say.
    #[must_use]
    pub fn new(
        account: AccountId,
        organization: OrganizationId,
        kind: OrganizationKind,
        roles: Vec<Role>,
    ) -> Self {
        Self {
            account,
            organization,
            kind,
            roles,
            standing: Arc::default(),
        }
    }

    /// Works with a plan's people: its members and their referrals.
    #[must_use]
    pub fn works_cases(&self) -> bool {
        self.kind == OrganizationKind::Plan
            && self.is_any(&[Role::PlanCoordinator, Role::PlanReviewer, Role::PlanPrivacy])
    }

    /// Guards what a plan's people may know of its members.
    #[must_use]
    pub fn guards_privacy(&self) -> bool {
        self.kind == OrganizationKind::Plan && self.is(Role::PlanPrivacy)
    }

    /// Works with a plan's providers: contracts, places, what they decline. Sees no people.
    #[must_use]
    pub fn works_network(&self) -> bool {
        self.kind == OrganizationKind::Plan && self.is(Role::PlanNetwork)
    }

    /// Works the assignments of a provider.
    #[must_use]
    pub fn works_assignments(&self) -> bool {
        self.kind == OrganizationKind::Provider && self.is(Role::ProviderStaff)
    }

    /// Answers for the members of an ECM provider.
    #[must_use]
    pub fn leads_care(&self) -> bool {
        self.kind == OrganizationKind::Provider && self.is(Role::LeadCareManager)
    }

    /// Refers, and hears how it ended.
    #[must_use]
    pub fn refers(&self) -> bool {
        self.is_any(&[
            Role::Referrer,
            Role::ProviderStaff,
            Role::LeadCareManager,
            Role::PlanCoordinator,
        ])
    }

    /// Sees what is restricted: the plan's privacy officers, and those whom it named.
    #[must_use]
    pub fn sees_restricted(&self) -> bool {
        self.guards_privacy() || self.standing.is_named
    }

    /// Reads the mailbox of their organization.
    #[must_use]
    pub fn reads_mailbox(&self) -> bool {
        self.sees_people() || self.works_network()
    }

    /// Knows of every referral that a notice in their mailbox may be about, unless it is restricted
    /// or for whoever leads the member's care.
    #[must_use]
    pub fn knows_all_open_notices(&self) -> bool {
        self.refers()
            && (self.works_cases()
                || self.works_assignments()
                || self.kind == OrganizationKind::Referrer)
    }

    /// Sees people at all; others get figures only, and small ones not.
    #[must_use]
    pub fn sees_people(&self) -> bool {
        self.works_cases() || self.refers()
    }

    /// Whether the person's plan answers for that plan: it is its own, or it delegated to it.
    #[must_use]
    pub fn answers_for(&self, plan: OrganizationId) -> bool {
        self.kind == OrganizationKind::Plan
            && (self.organization == plan || self.standing.delegates.contains(&plan))
    }

    /// Whether they have that role.
    #[must_use]
    pub fn is(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    /// Whether they have one of those roles.
    #[must_use]
    pub fn is_any(&self, roles: &[Role]) -> bool {
        roles.iter().any(|role| self.is(*role))
    }
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

    /// Does this person work the cases of that plan, as its own or as one it delegated to?
    #[must_use]
    pub fn works_for_plan(&self, plan: OrganizationId) -> bool {
        self.as_person()
            .is_some_and(|person| person.works_cases() && person.answers_for(plan))
    }

    /// Is this a person of that organization?
    #[must_use]
    pub fn belongs_to(&self, organization: OrganizationId) -> bool {
        self.organization() == Some(organization)
    }
}
