//! The policy: role × action × relation, as one pure table.

use entity::types::Role;

use super::{Action, Actor};

/// How an actor's organization stands to a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Relation {
    /// The row belongs to the actor's plan.
    Plan,
    /// The actor's organization has the live assignment.
    Assigned,
    /// The actor's organization had an assignment that ended.
    WasAssigned,
    /// The actor's organization referred.
    Referrer,
    /// The row is the organization's own, or there is no row yet.
    Own,
    /// None of these.
    Unrelated,
}

impl Relation {
    /// Every relation, in the order of the matrix.
    pub const ALL: &'static [Self] = &[
        Self::Plan,
        Self::Assigned,
        Self::WasAssigned,
        Self::Referrer,
        Self::Own,
        Self::Unrelated,
    ];
}

/// A row of which the policy can be asked.
pub trait Resource {
    /// How the actor's organization stands to it.
    fn relation(&self, actor: &Actor) -> Relation;
}

/// The act is not the actor's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("denied")]
pub struct Denied;

/// May the actor do this to that row?
pub fn authorize(actor: &Actor, action: Action, on: &impl Resource) -> Result<(), Denied> {
    permit(actor, action, on.relation(actor))
}

/// May the actor do this where there is no row yet, or only rows of their own?
pub fn authorize_here(actor: &Actor, action: Action) -> Result<(), Denied> {
    permit(actor, action, Relation::Own)
}

/// May the actor do what only the server and its command line may: organizations and accounts?
pub fn authorize_server(actor: &Actor) -> Result<(), Denied> {
    match actor {
        Actor::System => Ok(()),
        Actor::Anonymous | Actor::Person(_) => Err(Denied),
    }
}

fn permit(actor: &Actor, action: Action, relation: Relation) -> Result<(), Denied> {
    match actor {
        Actor::Anonymous => Err(Denied),
        Actor::System => Ok(()),
        Actor::Person(person) => {
            if person
                .roles
                .iter()
                .any(|role| allow(*role, action, relation))
            {
                Ok(())
            } else {
                Err(Denied)
            }
        }
    }
}

/// The table. Every pair of role and act stands here by name; a new one does not compile
/// until somebody has decided.
#[must_use]
pub fn allow(role: Role, action: Action, relation: Relation) -> bool {
    match (role, action) {
        (
            Role::Referrer | Role::ProviderStaff | Role::PlanCoordinator,
            Action::ReferralCreate | Action::NoticeAcknowledge,
        )
        | (Role::PlanCoordinator, Action::MemberRegister | Action::MemberSearch) => {
            relation == Relation::Own
        }
        (
            Role::PlanCoordinator,
            Action::ReferralConfirmMember
            | Action::ReferralAssign
            | Action::ReferralReassign
            | Action::ReferralClose,
        ) => relation == Relation::Plan,
        (
            Role::ProviderStaff,
            Action::ReferralAccept
            | Action::ReferralDecline
            | Action::OutreachRecord
            | Action::ServiceStart
            | Action::ServiceEnd
            | Action::ReferralClose,
        ) => relation == Relation::Assigned,
        (
            Role::PlanCoordinator,
            Action::ReferralAccept
            | Action::ReferralDecline
            | Action::OutreachRecord
            | Action::ServiceStart
            | Action::ServiceEnd,
        )
        | (
            Role::ProviderStaff,
            Action::MemberRegister
            | Action::MemberSearch
            | Action::ReferralConfirmMember
            | Action::ReferralAssign
            | Action::ReferralReassign,
        )
        | (
            Role::Referrer,
            Action::MemberRegister
            | Action::MemberSearch
            | Action::ReferralConfirmMember
            | Action::ReferralAssign
            | Action::ReferralReassign
            | Action::ReferralAccept
            | Action::ReferralDecline
            | Action::OutreachRecord
            | Action::ServiceStart
            | Action::ServiceEnd
            | Action::ReferralClose,
        ) => false,
    }
}
