//! Who waits for what, and in which order. Pure.

use chrono::{DateTime, NaiveDate, Utc};
use entity::types::{OrganizationId, PoolId, Urgency, WaitlistCriterion};

use crate::referrals::candidates::{Candidate, Candidates, Exclusion};

/// A referral in the order of one pool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// Which pool.
    pub(super) pool: PoolId,
    /// Whose pool.
    pub(super) provider: OrganizationId,
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
    /// When that offer lapses.
    pub offer_ends_at: Option<DateTime<Utc>>,
}

/// What a place in the order can follow from: never a trait of the member.
#[derive(Debug, Clone, Copy)]
pub(super) struct Claim {
    pub(super) urgency: Urgency,
    pub(super) needed_by: Option<NaiveDate>,
    pub(super) received_at: DateTime<Utc>,
    pub(super) joined_at: DateTime<Utc>,
}

/// The place in the order, to be compared byte by byte: the criteria of the plan's policy one after
/// the other, and last when the referral was received.
///
/// Plans that draw on one pool stand in one line. Where a policy does not begin with urgency, all of
/// it counts as routine, so that no plan's choice goes before what is urgent with another.
#[must_use]
pub(super) fn place(order: &[WaitlistCriterion], claim: &Claim) -> String {
    let instant = |at: DateTime<Utc>| at.format("%Y-%m-%dT%H:%M:%S%.6f").to_string();
    let urgency = match claim.urgency {
        Urgency::Urgent => "0",
        Urgency::Routine => "1",
    };
    let mut parts: Vec<String> = Vec::new();
    if order.first() != Some(&WaitlistCriterion::Urgency) {
        parts.push("1".to_owned());
    }
    for criterion in order {
        parts.push(match criterion {
            WaitlistCriterion::Urgency => urgency.to_owned(),
            WaitlistCriterion::NeededBy => claim
                .needed_by
                .map_or_else(|| "9999-12-31".to_owned(), |day| day.to_string()),
            WaitlistCriterion::Received => instant(claim.received_at),
            WaitlistCriterion::WaitingSince => instant(claim.joined_at),
        });
    }
    if !order.contains(&WaitlistCriterion::Received) {
        parts.push(instant(claim.received_at));
    }
    parts.join("|")
}

/// What a referral waits for: the pools of all that are out of question for want of room alone.
/// Of those with room, behind others who wait, as well.
pub(super) fn entries(candidates: &[Candidate]) -> Vec<Entry> {
    candidates
        .iter()
        .filter(|one| one.exclusions.iter().all(|why| is_for_want_of_room(*why)))
        .flat_map(|one| {
            one.pools.iter().map(|pool| Entry {
                pool: *pool,
                provider: one.provider,
            })
        })
        .collect()
}

/// Whose place it would be, where the pool can serve the referral now.
pub(super) fn fit_for(pool: PoolId, candidates: &Candidates) -> Option<OrganizationId> {
    let mut included = candidates.included();
    let fit = included.find(|one| one.pools.contains(&pool));
    fit.map(|one| one.provider)
}

fn is_for_want_of_room(exclusion: Exclusion) -> bool {
    match exclusion {
        Exclusion::Paused | Exclusion::Full | Exclusion::ShareUsed | Exclusion::FigureDisputed => {
            true
        }
        Exclusion::NotContracted
        | Exclusion::OutsideArea
        | Exclusion::PopulationNotServed
        | Exclusion::Declined => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claim(urgency: Urgency, needed_by: Option<&str>, received: &str) -> Claim {
        Claim {
            urgency,
            needed_by: needed_by.map(|day| day.parse().unwrap()),
            received_at: received.parse().unwrap(),
            joined_at: "2026-11-10T10:00:00Z".parse().unwrap(),
        }
    }

    #[test]
    fn the_order_is_that_of_the_criteria() {
        use Urgency::{Routine, Urgent};
        use WaitlistCriterion::{NeededBy, Received, Urgency as ByUrgency, WaitingSince};
        let early = "2026-11-01T10:00:00Z";
        let late = "2026-11-02T10:00:00.000001Z";
        let cases: &[(&[WaitlistCriterion], Claim, Claim)] = &[
            (
                &[ByUrgency, Received],
                claim(Urgent, None, late),
                claim(Routine, None, early),
            ),
            (
                &[ByUrgency, Received],
                claim(Routine, None, early),
                claim(Routine, None, late),
            ),
            (
                &[NeededBy, ByUrgency],
                claim(Routine, Some("2026-12-01"), late),
                claim(Urgent, Some("2026-12-02"), early),
            ),
            (
                &[NeededBy, ByUrgency],
                claim(Urgent, Some("2026-12-01"), late),
                claim(Routine, Some("2026-12-01"), early),
            ),
            // Who needs it by no day comes after who does; alike in all, who came first.
            (
                &[NeededBy],
                claim(Routine, Some("2027-12-01"), late),
                claim(Routine, None, early),
            ),
            (
                &[NeededBy],
                claim(Routine, None, early),
                claim(Urgent, None, late),
            ),
        ];
        for (order, first, second) in cases {
            let (one, other) = (place(order, first), place(order, second));
            assert!(one < other, "{order:?} {first:?} {second:?}");
        }
        let joined_first = Claim {
            joined_at: "2026-11-09T10:00:00Z".parse().unwrap(),
            ..claim(Routine, None, late)
        };
        let other = claim(Routine, None, early);
        assert!(place(&[WaitingSince], &joined_first) < place(&[WaitingSince], &other));
    }

    #[test]
    fn what_is_urgent_is_before_what_another_plan_orders_by() {
        use WaitlistCriterion::{NeededBy, Received, Urgency as ByUrgency};
        let urgent = claim(Urgency::Urgent, None, "2026-11-09T10:00:00Z");
        let soon = claim(Urgency::Urgent, Some("2026-11-11"), "2026-11-01T10:00:00Z");
        assert!(place(&[ByUrgency, Received], &urgent) < place(&[NeededBy], &soon));
    }

    #[test]
    fn one_waits_for_room_and_for_nothing_else() {
        use Exclusion::{
            Declined, FigureDisputed, Full, NotContracted, OutsideArea, Paused,
            PopulationNotServed, ShareUsed,
        };
        for why in [Paused, Full, ShareUsed, FigureDisputed] {
            assert!(is_for_want_of_room(why));
        }
        for why in [NotContracted, OutsideArea, PopulationNotServed, Declined] {
            assert!(!is_for_want_of_room(why));
        }
    }
}
