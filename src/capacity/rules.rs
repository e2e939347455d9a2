//! From figures to what a reader sees. The directory's SQL repeats [`band`] to sort by it; a test
//! of the directory holds the two together.

use chrono::{DateTime, NaiveDate, Utc};

use super::error::{DecideCapacityRefusal, PauseReferralsRefusal};
use super::model::{Capacity, CapacityStatus, Figures, PoolFigures, Queue, Viewer};
use super::pool::Decision;
use crate::clock::to_day;
use crate::refusal::{Checks, Refusal, Refusals};
use crate::text;

/// Room is limited when at most one place in this many is free.
const LIMITED_FROM: i32 = 5;

/// Most places that a pool may have.
const MOST_PLACES: i32 = 100_000;
/// Most letters of a reason.
const REASON: usize = 500;

/// Nobody waits.
pub const NOBODY_WAITS: Queue = Queue {
    ahead: 0,
    waiting: 0,
};

/// How much room there is, in one word. While people wait for a place, a newcomer waits with them,
/// whatever is free.
#[must_use]
pub fn status(pool: &PoolFigures, waiting: i64) -> CapacityStatus {
    if pool.is_paused {
        CapacityStatus::Paused
    } else if waiting > 0 {
        CapacityStatus::Waitlist
    } else if pool.free() == 0 {
        CapacityStatus::Full
    } else if pool.free() <= pool.capacity / LIMITED_FROM {
        CapacityStatus::Limited
    } else {
        CapacityStatus::Open
    }
}

/// Place in the order by availability. A band, not a number of places: one assignment more does
/// not reshuffle the list.
#[must_use]
pub fn band(status: CapacityStatus) -> i32 {
    match status {
        CapacityStatus::Open => 0,
        CapacityStatus::Limited => 1,
        CapacityStatus::Waitlist => 2,
        CapacityStatus::Full => 3,
        CapacityStatus::Paused => 4,
    }
}

/// What this viewer sees of a pool.
#[must_use]
pub fn view(pool: &PoolFigures, viewer: Viewer, queue: Queue) -> Capacity {
    let status = status(pool, queue.ahead);
    let waiting = Some(i32::try_from(queue.waiting).unwrap_or(i32::MAX));
    let figures = match viewer {
        Viewer::Insider => Some(Figures {
            limit: Some(pool.capacity),
            held: Some(pool.held),
            active: Some(pool.active),
            waiting,
        }),
        Viewer::Plan(share) => share.map(|share| Figures {
            limit: share.cap,
            held: Some(share.held),
            active: Some(share.active),
            waiting,
        }),
        Viewer::Public => None,
    };
    Capacity {
        status,
        available: if status.accepts_referrals() {
            pool.free()
        } else {
            0
        },
        // To the microsecond it would say which provider's pool changed with an act on a referral
        // of which the viewer knows only that it exists.
        updated_at: if figures.is_some() {
            pool.updated_at
        } else {
            to_day(pool.updated_at)
        },
        figures,
    }
}

/// What a provider's word does now, and whether the rest of it is a proposal. `most` is the most
/// that a plan agreed to, or where none did what came into the directory; what stands may stay, and
/// less is always the provider's own to say.
#[must_use]
pub(super) fn limit_now(stands: i32, most: i32, wanted: i32) -> (i32, bool) {
    let own = stands.max(most);
    (wanted.min(own), wanted > own)
}

/// Checks a number of places.
pub(super) fn check_places<C>(
    places: i32,
    out_of_range: C,
    path: &'static [&'static str],
) -> Result<(), Refusals<C>> {
    if (0..=MOST_PLACES).contains(&places) {
        return Ok(());
    }
    Err(vec![Refusal::at(
        out_of_range,
        path,
        format!("A number of places lies between 0 and {MOST_PLACES}."),
    )])
}

/// Checks a pause; gives its reason.
pub(super) fn check_pause(
    reason: &str,
    until: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Result<String, Refusals<PauseReferralsRefusal>> {
    let mut checks = Checks::default();
    let reason = checks.text(&["reason"], text::required(reason, REASON));
    if until.is_some_and(|until| until <= now) {
        checks.refuse(Refusal::at(
            PauseReferralsRefusal::InPast,
            &["until"],
            "A pause ends later than now; leave `until` out if you do not know.",
        ));
    }
    checks.done()?;
    Ok(reason.unwrap_or_default())
}

/// Checks a decision; gives its reason.
pub(super) fn check_decision(
    decision: &Decision,
    today: NaiveDate,
) -> Result<Option<String>, Refusals<DecideCapacityRefusal>> {
    let mut checks = Checks::default();
    let reason = text::optional(decision.reason.as_deref(), REASON);
    let reason = checks.text(&["reason"], reason).flatten();
    if !decision.is_accepted && reason.is_none() {
        checks.refuse(Refusal::at(
            DecideCapacityRefusal::Required,
            &["reason"],
            "Say why not, so that the provider can plan with it.",
        ));
    }
    if decision.from.is_some_and(|from| from < today) {
        checks.refuse(Refusal::at(
            DecideCapacityRefusal::InPast,
            &["fromOn"],
            "What is agreed holds from today on or later.",
        ));
    }
    checks.done()?;
    Ok(reason)
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use entity::types::{AccountId, OrganizationId, OrganizationKind, Role};
    use uuid::Uuid;

    use super::super::model::ShareFigures;
    use super::*;
    use crate::access::{Actor, Person};

    fn pool(capacity: i32, held: i32, active: i32) -> PoolFigures {
        PoolFigures {
            capacity,
            held,
            active,
            is_paused: false,
            updated_at: DateTime::UNIX_EPOCH,
        }
    }

    #[test]
    fn the_status_follows_from_the_figures() {
        use CapacityStatus::{Full, Limited, Open};
        for (capacity, held, active, expected) in [
            (0, 0, 0, Full),
            (1, 0, 0, Open),
            (1, 1, 0, Full),
            (1, 0, 1, Full),
            // Exactly a fifth is limited, one more is not.
            (10, 3, 5, Limited),
            (10, 3, 4, Open),
            (5, 0, 4, Limited),
            (4, 0, 3, Open),
            (10, 4, 5, Limited),
            (10, 5, 5, Full),
            // Over-full after a cut of the capacity.
            (3, 2, 5, Full),
            (i32::MAX, 0, 0, Open),
            (i32::MAX, i32::MAX, i32::MAX, Full),
        ] {
            let figures = pool(capacity, held, active);
            assert_eq!(status(&figures, 0), expected, "{capacity} {held} {active}");
            let paused = PoolFigures {
                is_paused: true,
                ..figures
            };
            assert_eq!(status(&paused, 0), CapacityStatus::Paused);
            assert_eq!(status(&paused, 1), CapacityStatus::Paused);
            assert_eq!(status(&figures, 1), CapacityStatus::Waitlist);
            assert_eq!(view(&paused, Viewer::Public, NOBODY_WAITS).available, 0);
        }
    }

    #[test]
    fn a_provider_says_less_at_once_and_more_up_to_what_is_agreed() {
        for (stands, most, wanted, limit, is_proposal) in [
            (10, 20, 5, 5, false),
            (10, 20, 10, 10, false),
            (10, 20, 20, 20, false),
            (10, 20, 21, 20, true),
            // Lowered by mistake, it is raised to what is agreed, or came into the directory.
            (0, 10, 10, 10, false),
            // More stands than is agreed: it stays until the provider says less.
            (30, 20, 30, 30, false),
            (30, 20, 31, 30, true),
            (30, 20, 25, 25, false),
            (0, 0, 1, 0, true),
        ] {
            let now = limit_now(stands, most, wanted);
            assert_eq!(now, (limit, is_proposal), "{stands} {most} {wanted}");
        }
    }

    #[test]
    fn a_no_says_why_and_nothing_is_agreed_for_the_past() {
        use DecideCapacityRefusal::{InPast, Required};
        let today = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
        for (is_accepted, reason, from, expected) in [
            (true, None, None, vec![]),
            (true, Some(" "), Some(today), vec![]),
            (false, Some("no budget"), None, vec![]),
            (false, Some(" "), None, vec![Required]),
            (false, None, today.pred_opt(), vec![Required, InPast]),
        ] {
            let decision = Decision {
                proposal: entity::types::CapacityProposalId(Uuid::nil()),
                is_accepted,
                reason: reason.map(ToOwned::to_owned),
                from,
            };
            let found = check_decision(&decision, today).err().unwrap_or_default();
            let codes: Vec<_> = found.iter().map(|refusal| refusal.code).collect();
            assert_eq!(codes, expected, "{decision:?}");
        }
    }

    #[test]
    fn bands_go_from_the_most_room_to_the_least() {
        let bands: Vec<i32> = CapacityStatus::ALL.iter().copied().map(band).collect();
        assert!(bands.is_sorted_by(|a, b| a < b), "{bands:?}");
        for (status, accepts) in [
            (CapacityStatus::Open, true),
            (CapacityStatus::Limited, true),
            (CapacityStatus::Waitlist, false),
            (CapacityStatus::Full, false),
            (CapacityStatus::Paused, false),
        ] {
            assert_eq!(status.accepts_referrals(), accepts, "{status:?}");
        }
    }

    #[test]
    fn outsiders_learn_the_day_of_a_change_and_not_the_instant() {
        let instant = "2026-11-22T19:20:21.222324Z".parse().unwrap();
        let day = "2026-11-22T08:00:00Z".parse().unwrap();
        let pool = PoolFigures {
            updated_at: instant,
            ..pool(10, 1, 1)
        };
        let share = ShareFigures {
            cap: None,
            held: 0,
            active: 0,
        };
        for (viewer, seen) in [
            (Viewer::Insider, instant),
            (Viewer::Plan(Some(share)), instant),
            (Viewer::Plan(None), day),
            (Viewer::Public, day),
        ] {
            assert_eq!(
                view(&pool, viewer, NOBODY_WAITS).updated_at,
                seen,
                "{viewer:?}"
            );
        }
    }

    #[test]
    fn figures_are_for_the_provider_and_a_plans_own_share() {
        let provider = OrganizationId(Uuid::from_u128(1));
        let other = OrganizationId(Uuid::from_u128(2));
        let person = |organization, kind| {
            Actor::person(Person::new(
                AccountId(Uuid::from_u128(9)),
                organization,
                kind,
                vec![Role::ProviderStaff],
            ))
        };
        let share = Some(ShareFigures {
            cap: None,
            held: 1,
            active: 2,
        });
        let whole = Some(Figures {
            limit: Some(10),
            held: Some(3),
            active: Some(4),
            waiting: Some(0),
        });
        let part = Some(Figures {
            limit: None,
            held: Some(1),
            active: Some(2),
            waiting: Some(0),
        });
        let kinds = (
            OrganizationKind::Provider,
            OrganizationKind::Plan,
            OrganizationKind::Referrer,
        );
        for (actor, share, expected) in [
            (Actor::Anonymous, share, None),
            (person(other, kinds.2), share, None),
            (person(other, kinds.0), share, None),
            (person(other, kinds.1), None, None),
            (person(other, kinds.1), share, part),
            (person(provider, kinds.0), None, whole),
            (Actor::system(), None, whole),
        ] {
            let seen = view(
                &pool(10, 3, 4),
                Viewer::of(&actor, provider, share),
                NOBODY_WAITS,
            );
            assert_eq!(seen.figures, expected, "{actor:?}");
            assert_eq!((seen.status, seen.available), (CapacityStatus::Open, 3));
        }
    }
}
