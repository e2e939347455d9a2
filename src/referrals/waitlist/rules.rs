//! Who waits for what, and in which order. Pure.

use chrono::{DateTime, Utc};
use entity::types::{OrganizationId, PoolId, Urgency};

use crate::referrals::candidates::{Candidate, Exclusion};
use crate::referrals::model::Referral;

/// A referral in the order of one pool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// Which pool.
    pub(super) pool: PoolId,
    /// Whose pool.
    pub(super) provider: OrganizationId,
    /// What comes before the time it was received.
    pub(super) rank: i32,
}

/// How a referral waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Since when.
    pub since: DateTime<Utc>,
    /// Place in the order of the pool where it is furthest ahead, from 1.
    pub position: i64,
    /// When a place was offered that is still to be taken or passed.
    pub offered_at: Option<DateTime<Utc>>,
}

/// What comes before the time received: urgent before routine.
#[must_use]
pub fn rank(urgency: Urgency) -> i32 {
    match urgency {
        Urgency::Urgent => 0,
        Urgency::Routine => 1,
    }
}

/// What a referral waits for: the pools of all that are out of question for want of room alone.
/// Of those with room, behind others who wait, as well.
pub(super) fn entries(referral: &Referral, candidates: &[Candidate]) -> Vec<Entry> {
    candidates
        .iter()
        .filter(|one| one.exclusions.iter().all(|why| is_for_want_of_room(*why)))
        .flat_map(|one| {
            one.pools.iter().map(|pool| Entry {
                pool: *pool,
                provider: one.provider,
                rank: rank(referral.urgency),
            })
        })
        .collect()
}

fn is_for_want_of_room(exclusion: Exclusion) -> bool {
    match exclusion {
        Exclusion::Paused | Exclusion::Full | Exclusion::ShareUsed | Exclusion::FigureDisputed => {
            true
        }
        Exclusion::NotContracted | Exclusion::OutsideArea | Exclusion::Declined => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urgent_comes_before_routine() {
        assert!(rank(Urgency::Urgent) < rank(Urgency::Routine));
    }

    #[test]
    fn one_waits_for_room_and_for_nothing_else() {
        use Exclusion::{
            Declined, FigureDisputed, Full, NotContracted, OutsideArea, Paused, ShareUsed,
        };
        for why in [Paused, Full, ShareUsed, FigureDisputed] {
            assert!(is_for_want_of_room(why));
        }
        for why in [NotContracted, OutsideArea, Declined] {
            assert!(!is_for_want_of_room(why));
        }
    }
}
