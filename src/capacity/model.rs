//! The words of capacity.

use chrono::{DateTime, Utc};
use entity::types::OrganizationId;

use crate::access::{Actor, shows_count_of};

/// How much room there is, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CapacityStatus {
    /// More than a fifth of the places are free.
    Open,
    /// At most a fifth of the places are free.
    Limited,
    /// People wait for a place; a newcomer waits with them.
    Waitlist,
    /// No place is free.
    Full,
    /// The provider takes nobody for now, whatever is free.
    Paused,
}

impl CapacityStatus {
    /// Every status, from the most room to the least.
    pub const ALL: &'static [Self] = &[
        Self::Open,
        Self::Limited,
        Self::Waitlist,
        Self::Full,
        Self::Paused,
    ];

    /// May a referral be assigned now?
    #[must_use]
    pub fn accepts_referrals(self) -> bool {
        match self {
            Self::Open | Self::Limited => true,
            Self::Waitlist | Self::Full | Self::Paused => false,
        }
    }
}

/// What stands in a pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PoolFigures {
    /// Number of places, as the provider last said.
    pub capacity: i32,
    /// Places held by assignments whose service has not started.
    pub held: i32,
    /// Places in use.
    pub active: i32,
    /// The provider takes no new assignment for now.
    pub is_paused: bool,
    /// When the provider last said a figure, or confirmed it.
    pub updated_at: DateTime<Utc>,
}

impl PoolFigures {
    /// Free places; none when more are taken than agreed, as after a cut of the capacity.
    #[must_use]
    pub fn free(&self) -> i32 {
        self.capacity
            .saturating_sub(self.held)
            .saturating_sub(self.active)
            .max(0)
    }
}

/// What one plan uses of a pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShareFigures {
    /// The most the plan may use at once; none means up to the pool.
    pub cap: Option<i32>,
    /// Places the plan holds.
    pub held: i32,
    /// Places the plan uses.
    pub active: i32,
}

/// Who waits for a pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Queue {
    /// How many a newcomer is behind, or 1 where only that somebody is ahead was asked.
    pub ahead: i64,
    /// How many wait, of those whom the reader may count.
    pub waiting: i64,
}

/// How the reader of a pool stands to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Viewer {
    /// The provider's own people, or the server.
    Insider,
    /// A plan, with its share if it has one.
    Plan(Option<ShareFigures>),
    /// Anyone else.
    Public,
}

impl Viewer {
    /// How `actor` stands to a pool of `provider`, of which its own plan has `share`.
    #[must_use]
    pub fn of(actor: &Actor, provider: OrganizationId, share: Option<ShareFigures>) -> Self {
        if matches!(actor, Actor::System) || actor.belongs_to(provider) {
            Self::Insider
        } else if actor.is_plan() {
            Self::Plan(share)
        } else {
            Self::Public
        }
    }
}

/// How much room there is, as far as its reader may know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capacity {
    /// In one word.
    pub status: CapacityStatus,
    /// Places that a new assignment could take now; none while paused.
    pub available: i32,
    /// When the provider last said a figure, or confirmed it; for who sees no figures, the day in
    /// California on which it did.
    pub updated_at: DateTime<Utc>,
    /// The exact figures, for those who may see them.
    pub figures: Option<Figures>,
}

/// Exact figures: the pool's for its provider, a share's for its plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Figures {
    /// Agreed number of places; none for a plan without a cap of its own.
    pub limit: Option<i32>,
    /// Places held by assignments whose service has not started; none where they are few people,
    /// for who may not see people.
    pub held: Option<i32>,
    /// Places in use; none likewise.
    pub active: Option<i32>,
    /// People who wait for a place: of a plan its own; none likewise.
    pub waiting: Option<i32>,
}

impl Capacity {
    /// The same for a reader who may not know small numbers of people.
    #[must_use]
    pub fn shown_to(mut self, reader: &Actor) -> Self {
        let shown = |people: &i32| shows_count_of(i64::from(*people), reader);
        if let Some(figures) = &mut self.figures {
            figures.held = figures.held.filter(shown);
            figures.active = figures.active.filter(shown);
            figures.waiting = figures.waiting.filter(shown);
        }
        self
    }
}
