//! A pool as its provider and the plans that share it see it.

use chrono::{DateTime, NaiveDate, Utc};
use entity::types::{CapacityProposalId, OrganizationId, PoolId, ProposalStatus};

use super::ledger::Pause;
use super::model::Capacity;
use crate::access::{Actor, Relation, Resource, shows_count_of};
use crate::reference::ServiceCode;

/// Places that one or several offerings of a provider draw on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pool {
    /// Key.
    pub id: PoolId,
    /// Whose.
    pub provider: OrganizationId,
    /// What the provider calls it.
    pub name: String,
    /// The services that draw on it, today or another day.
    pub services: Vec<ServiceCode>,
    /// How much room there is, as far as the reader may know.
    pub capacity: Capacity,
    /// Why and until when it takes nobody.
    pub pause: Option<Pause>,
    /// Whether the provider prefers people whom it referred itself.
    pub prefers_own: bool,
    /// The shares that the reader may know.
    pub shares: Vec<Share>,
    /// What the provider asked for and what became of it, the newest first.
    pub proposals: Vec<Proposal>,
}

/// What one plan uses of a pool, and the most it may.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    /// Which plan.
    pub plan: OrganizationId,
    /// The most that it wants to use.
    pub cap: Option<i32>,
    /// The most that it agreed to with the provider, as of today.
    pub agreed: Option<i32>,
    /// Places it holds; none where they are few people, for who may not see people.
    pub held: Option<i32>,
    /// Places it uses; none likewise.
    pub active: Option<i32>,
}

impl Share {
    /// The same for a reader who may not know small numbers of people.
    #[must_use]
    pub fn shown_to(self, reader: &Actor) -> Self {
        let shown = |people: &i32| shows_count_of(i64::from(*people), reader);
        Self {
            held: self.held.filter(shown),
            active: self.active.filter(shown),
            ..self
        }
    }
}

/// A provider's wish for more places than a plan agreed to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// Key.
    pub id: CapacityProposalId,
    /// For which pool.
    pub pool: PoolId,
    /// Whose.
    pub provider: OrganizationId,
    /// Which plan decides.
    pub plan: OrganizationId,
    /// How many places it would have.
    pub places: i32,
    /// What became of it.
    pub status: ProposalStatus,
    /// When it was proposed.
    pub proposed_at: DateTime<Utc>,
    /// When it was decided or withdrawn.
    pub decided_at: Option<DateTime<Utc>>,
    /// What the plan said.
    pub reason: Option<String>,
}

/// What a plan says of a proposal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Of which.
    pub proposal: CapacityProposalId,
    /// Yes or no.
    pub is_accepted: bool,
    /// Why; a no must say it.
    pub reason: Option<String>,
    /// First day; today if left out.
    pub from: Option<NaiveDate>,
}

/// Whose pool it is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Owner(pub(super) OrganizationId);

impl Resource for Owner {
    fn relation(&self, actor: &Actor) -> Relation {
        if actor.belongs_to(self.0) {
            Relation::Own
        } else {
            Relation::Unrelated
        }
    }
}
