//! Who could be meant, in which order, and why. Pure.
//!
//! A provider is out of question for a reason that is named, or it has a rank, and what the rank is
//! made of is named too. The member's choice comes first where it can be followed (S0: a member
//! new to a service may choose the provider); then the member's language; the provider's own wish
//! to serve those whom it referred, such as its clinic's patients (S0: special requests for member
//! assignment); how much room there is; who waited longest for an assignment, so that small
//! providers are not forgotten; and nearness. Nothing about the member but place, language and, for
//! Enhanced Care Management, population of focus goes into it.

use std::cmp::Reverse;

use chrono::{DateTime, Utc};
use entity::types::{OrganizationId, PoolId};

use crate::capacity::{PoolFigures, band, status};

/// Why a provider is out of question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exclusion {
    /// The plan has no contract with it for the service that day.
    NotContracted,
    /// It does not offer the service where it is needed.
    OutsideArea,
    /// It takes nobody for now.
    Paused,
    /// All its places are taken.
    Full,
    /// It has places, and the plan has used up its share of them.
    ShareUsed,
    /// The service is ECM, and it serves none of the member's populations of focus.
    PopulationNotServed,
    /// It declined this referral.
    Declined,
    /// It declined for capacity while its figures showed room, and has not corrected them since.
    FigureDisputed,
}

impl Exclusion {
    const ALL: [Self; 8] = [
        Self::NotContracted,
        Self::OutsideArea,
        Self::Paused,
        Self::Full,
        Self::ShareUsed,
        Self::PopulationNotServed,
        Self::Declined,
        Self::FigureDisputed,
    ];

    /// The code that is stored.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotContracted => "NOT_CONTRACTED",
            Self::OutsideArea => "OUTSIDE_AREA",
            Self::Paused => "PAUSED",
            Self::Full => "FULL",
            Self::ShareUsed => "SHARE_USED",
            Self::PopulationNotServed => "POPULATION_NOT_SERVED",
            Self::Declined => "DECLINED",
            Self::FigureDisputed => "FIGURE_DISPUTED",
        }
    }

    /// The exclusion with this code.
    pub(super) fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }
}

/// A pool of a provider that covers the place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CoveringPool {
    /// Which.
    pub id: PoolId,
    /// Its figures.
    pub figures: PoolFigures,
    /// Places that are left of the plan's share; `None` where the plan has no share.
    pub share_left: Option<i32>,
}

impl CoveringPool {
    /// Places that this plan could hold now.
    fn free(&self) -> i32 {
        let share = self.share_left.unwrap_or(0).max(0);
        if self.figures.is_paused {
            0
        } else {
            self.figures.free().min(share)
        }
    }
}

/// How a provider answered this referral before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// It declined.
    Declined,
    /// It declined for capacity while the figures showed room.
    Disputed {
        /// When.
        at: DateTime<Utc>,
    },
    /// It declined for capacity, and the figures agreed: it is asked again once it has room.
    WasFull,
}

/// What is known of a provider for one referral.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "facts, each true or not")]
pub struct Facts {
    /// Which provider.
    pub provider: OrganizationId,
    /// The plan has a contract with it for the service that day.
    pub is_contracted: bool,
    /// Its pools that cover the place.
    pub pools: Vec<CoveringPool>,
    /// The member chose it.
    pub is_chosen: bool,
    /// It serves in the member's language.
    pub speaks_language: bool,
    /// It serves a population of focus of the member, or the service knows none.
    pub serves_population: bool,
    /// It prefers people whom it referred itself, and referred this one.
    pub is_preferred: bool,
    /// When it was last assigned somebody, by any plan.
    pub last_assigned_at: Option<DateTime<Utc>>,
    /// Whole kilometres between the middles of the ZIP codes, where both are known.
    pub distance_km: Option<i32>,
    /// How it answered this referral before.
    pub answer: Option<Answer>,
}

/// A provider in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Which provider.
    pub provider: OrganizationId,
    /// Place in the order, from 1; the excluded follow the included.
    pub rank: i32,
    /// Why it is out of question; empty: it is not.
    pub exclusions: Vec<Exclusion>,
    /// The member chose it.
    pub is_chosen: bool,
    /// It serves in the member's language.
    pub speaks_language: bool,
    /// It prefers people whom it referred itself, and referred this one.
    pub is_preferred: bool,
    /// Places that the plan could hold now.
    pub free_places: i32,
    /// When it was last assigned somebody.
    pub last_assigned_at: Option<DateTime<Utc>>,
    /// Whole kilometres, where known.
    pub distance_km: Option<i32>,
    /// Its pools that cover the place, the roomiest first.
    pub pools: Vec<PoolId>,
}

impl Candidate {
    /// Could it be assigned?
    #[must_use]
    pub fn is_included(&self) -> bool {
        self.exclusions.is_empty()
    }

    /// Has the plan a contract with it for the service that day?
    pub(in crate::referrals) fn is_contracted(&self) -> bool {
        !self.exclusions.contains(&Exclusion::NotContracted)
    }
}

/// All providers in order.
#[must_use]
pub fn rank(mut facts: Vec<Facts>) -> Vec<Candidate> {
    for one in &mut facts {
        one.pools
            .sort_by_key(|pool| (Reverse(pool.free()), pool.id));
    }
    facts.sort_by_cached_key(|facts| {
        let room = facts
            .pools
            .iter()
            .map(|pool| band(status(&pool.figures, 0)));
        (
            !exclusions(facts).is_empty(),
            !facts.is_chosen,
            !facts.speaks_language,
            !facts.is_preferred,
            room.min().unwrap_or(i32::MAX),
            // Who never had one comes before who had one long ago.
            facts.last_assigned_at,
            facts.distance_km.unwrap_or(i32::MAX),
            facts.provider,
        )
    });
    (1..)
        .zip(facts)
        .map(|(rank, facts)| Candidate {
            provider: facts.provider,
            rank,
            exclusions: exclusions(&facts),
            is_chosen: facts.is_chosen,
            speaks_language: facts.speaks_language,
            is_preferred: facts.is_preferred,
            free_places: facts.pools.first().map_or(0, CoveringPool::free),
            last_assigned_at: facts.last_assigned_at,
            distance_km: facts.distance_km,
            pools: facts.pools.into_iter().map(|pool| pool.id).collect(),
        })
        .collect()
}

fn exclusions(facts: &Facts) -> Vec<Exclusion> {
    let mut found = Vec::new();
    if !facts.is_contracted {
        found.push(Exclusion::NotContracted);
    }
    if facts.pools.is_empty() {
        found.push(Exclusion::OutsideArea);
    } else if facts.pools.iter().all(|pool| pool.figures.is_paused) {
        found.push(Exclusion::Paused);
    } else if facts.pools.iter().all(|pool| pool.figures.free() == 0) {
        found.push(Exclusion::Full);
    } else if facts.pools.iter().all(|pool| pool.free() == 0) {
        found.push(Exclusion::ShareUsed);
    }
    if !facts.serves_population {
        found.push(Exclusion::PopulationNotServed);
    }
    match facts.answer {
        Some(Answer::Declined) => found.push(Exclusion::Declined),
        Some(Answer::Disputed { at }) => {
            // Any later change of the figures is the correction that was asked for.
            if facts.pools.iter().all(|pool| pool.figures.updated_at <= at) {
                found.push(Exclusion::FigureDisputed);
            }
        }
        Some(Answer::WasFull) | None => {}
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Duration;
    use uuid::Uuid;

    const NOW: DateTime<Utc> = DateTime::UNIX_EPOCH;

    fn pool(capacity: i32, taken: i32, share_left: Option<i32>) -> CoveringPool {
        CoveringPool {
            id: PoolId(Uuid::nil()),
            figures: PoolFigures {
                capacity,
                held: taken,
                active: 0,
                is_paused: false,
                updated_at: NOW,
            },
            share_left,
        }
    }

    fn provider(number: u128) -> Facts {
        Facts {
            provider: OrganizationId(Uuid::from_u128(number)),
            is_contracted: true,
            pools: vec![pool(10, 0, Some(10))],
            is_chosen: false,
            speaks_language: false,
            serves_population: true,
            is_preferred: false,
            last_assigned_at: Some(NOW),
            distance_km: Some(10),
            answer: None,
        }
    }

    fn order(facts: Vec<Facts>) -> Vec<u128> {
        let ranked = rank(facts);
        ranked.iter().map(|one| one.provider.0.as_u128()).collect()
    }

    #[test]
    fn choice_then_language_then_panel_then_room_then_who_waited_then_nearness() {
        let facts = vec![
            Facts {
                distance_km: None,
                ..provider(1)
            },
            provider(2),
            Facts {
                distance_km: Some(1),
                ..provider(3)
            },
            Facts {
                last_assigned_at: Some(NOW - Duration::days(1)),
                ..provider(4)
            },
            Facts {
                last_assigned_at: None,
                ..provider(5)
            },
            Facts {
                pools: vec![pool(10, 9, Some(10))],
                last_assigned_at: None,
                ..provider(6)
            },
            Facts {
                pools: vec![pool(10, 9, Some(10))],
                speaks_language: true,
                ..provider(7)
            },
            Facts {
                is_chosen: true,
                distance_km: None,
                ..provider(8)
            },
            Facts {
                is_preferred: true,
                pools: vec![pool(10, 9, Some(10))],
                ..provider(9)
            },
        ];
        assert_eq!(order(facts), [8, 7, 9, 5, 4, 3, 2, 1, 6]);
    }

    #[test]
    fn each_exclusion_is_named_and_the_excluded_come_last() {
        use Exclusion::{
            Declined, FigureDisputed, Full, NotContracted, OutsideArea, Paused,
            PopulationNotServed, ShareUsed,
        };
        let mut paused = pool(10, 0, Some(10));
        paused.figures.is_paused = true;
        let mut corrected = pool(10, 0, Some(10));
        corrected.figures.updated_at = NOW + Duration::microseconds(1);
        let with = |pool: CoveringPool| Facts {
            pools: vec![pool],
            ..provider(9)
        };
        let answered = |answer, pool: CoveringPool| Facts {
            answer: Some(answer),
            ..with(pool)
        };
        let room = || pool(10, 0, Some(10));
        let disputed = Answer::Disputed { at: NOW };
        let table: [(Facts, &[Exclusion]); 12] = [
            (
                Facts {
                    serves_population: false,
                    ..provider(9)
                },
                &[PopulationNotServed],
            ),
            (provider(9), &[]),
            (
                Facts {
                    is_contracted: false,
                    pools: Vec::new(),
                    ..provider(9)
                },
                &[NotContracted, OutsideArea],
            ),
            (with(paused), &[Paused]),
            (with(pool(10, 10, Some(10))), &[Full]),
            // A limit that was lowered below what is in use evicts nobody.
            (with(pool(5, 10, Some(10))), &[Full]),
            (with(pool(10, 0, Some(0))), &[ShareUsed]),
            (with(pool(10, 0, None)), &[ShareUsed]),
            (answered(Answer::Declined, room()), &[Declined]),
            (answered(disputed, room()), &[FigureDisputed]),
            (answered(disputed, corrected), &[]),
            (answered(Answer::WasFull, room()), &[]),
        ];
        for (facts, exclusions) in table {
            let ranked = rank(vec![facts.clone(), provider(20)]);
            let found = ranked.iter().find(|one| one.provider == facts.provider);
            assert_eq!(found.unwrap().exclusions, exclusions, "{facts:?}");
            if !exclusions.is_empty() {
                assert_eq!(ranked[1].provider, facts.provider);
            }
        }
    }

    #[test]
    fn places_are_those_that_the_plan_could_hold() {
        let facts = Facts {
            pools: vec![pool(10, 8, Some(10)), pool(10, 2, Some(5))],
            ..provider(1)
        };
        assert_eq!(rank(vec![facts])[0].free_places, 5);
    }
}
