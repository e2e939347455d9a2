//! What a decision grants. Pure: all mistakes at once.

use chrono::{Days, NaiveDate};

use super::announced::{Announced, split};
use super::error::DecideRefusal;
use super::input::{DecideAuthorization, Decision, GrantWish};
use super::model::{Authorization, Grant};
use super::rules::{SPAN_ADVICE, check_sizes, is_span};
use crate::refusal::{Checks, Refusal, Refusals};

/// What is granted by a decision, and what stays of it from a later day on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Granting {
    /// `None`: nothing.
    pub(crate) grant: Option<Grant>,
    /// A decision takes the place of what was announced before and has not come.
    pub(crate) announced: Option<Announced>,
}

impl From<Grant> for Granting {
    fn from(grant: Grant) -> Self {
        Self {
            grant: Some(grant),
            announced: None,
        }
    }
}

/// The day of a decision, and how many days ahead the member is told what is taken away.
pub(crate) type Ahead = (NaiveDate, i32);

/// What a decision grants from now on, and what it announces.
pub(crate) fn check_decision(
    decide: &DecideAuthorization,
    of: &Authorization,
    ahead: Ahead,
) -> Result<Granting, Refusals<DecideRefusal>> {
    let mut checks = Checks::default();
    let wish = decide.grant;
    check_sizes(&mut checks, wish.units, wish.cents);
    let asked = of.asked.grant();
    let granting = match (decide.decision, of.granted) {
        (Decision::Approve, _) => {
            if wish.over(asked) != asked {
                checks.refuse(Refusal::new(
                    DecideRefusal::NotAsAsked,
                    "Approval grants what was asked: leave units, amount and days out. To grant \
                     something else, decide MODIFY with a reason.",
                ));
            }
            Granting::from(asked)
        }
        (Decision::Modify, _) => {
            if wish.over(asked) == asked {
                checks.refuse(Refusal::new(
                    DecideRefusal::NothingModified,
                    "Nothing differs from what was asked: decide APPROVE, or say which units, \
                     amount or days are granted instead.",
                ));
            }
            check_modified(&mut checks, wish.over(asked), asked);
            Granting::from(wish.over(asked))
        }
        (Decision::Reduce, Some(had)) => check_reduction(&mut checks, wish, had, ahead),
        (Decision::Terminate, Some(had)) => check_end(&mut checks, wish, had, ahead),
        (Decision::Deny | Decision::Void, _) | (Decision::Reduce | Decision::Terminate, None) => {
            Granting::default()
        }
    };
    check_grant(&mut checks, (decide.decision, of), granting, ahead);
    checks.done().map(|()| granting)
}

/// What is granted otherwise is no more than was asked, and for days as a request may have.
fn check_modified(checks: &mut Checks<DecideRefusal>, grant: Grant, asked: Grant) {
    let is_more = matches!((grant.units, asked.units), (Some(units), Some(most)) if units > most)
        || matches!((grant.cents, asked.cents), (Some(cents), Some(most)) if cents > most);
    if is_more {
        checks.refuse(Refusal::at(
            DecideRefusal::OutOfRange,
            &["units"],
            "That is more than was asked. Grant at most that; more takes a request of its own.",
        ));
    }
    if !is_span(grant.from_on, grant.until_on) {
        checks.refuse(Refusal::at(
            DecideRefusal::OutOfRange,
            &["fromOn"],
            SPAN_ADVICE,
        ));
    }
}

/// Nothing any more from a day on: earlier than it ends by itself, and not before it begins.
fn check_end(
    checks: &mut Checks<DecideRefusal>,
    wish: GrantWish,
    had: Grant,
    ahead: Ahead,
) -> Granting {
    let last = wish.until_on.unwrap_or_else(|| first_told(ahead));
    if last >= had.until_on {
        checks.refuse(Refusal::new(
            DecideRefusal::NotLess,
            format!(
                "By itself it ends on {}, which is no later. Leave it, or give an earlier last day.",
                had.until_on
            ),
        ));
        return Granting::default();
    }
    if last < had.from_on {
        checks.refuse(Refusal::at(
            DecideRefusal::OutOfRange,
            &["untilOn"],
            format!(
                "It begins only on {}. Give a last day from then on, or decide VOID.",
                had.from_on
            ),
        ));
        return Granting::default();
    }
    Granting::from(Grant {
        until_on: last,
        ..had
    })
}

/// Fewer units and less money hold from a day on, at the earliest when the member had the plan's days
/// to hear of it; fewer days hold when they come.
fn check_reduction(
    checks: &mut Checks<DecideRefusal>,
    wish: GrantWish,
    had: Grant,
    ahead: Ahead,
) -> Granting {
    let less = Grant {
        from_on: had.from_on,
        ..wish.over(had)
    };
    let is_less = fits(less.units, had.units)
        && fits(less.cents, had.cents)
        && less.until_on <= had.until_on
        && less != had;
    if !is_less {
        checks.refuse(not_less(
            "A reduction gives fewer units, less money or fewer days than were granted, and \
             nothing more.",
        ));
    }
    let earliest = first_told(ahead);
    let from_on = |message: String| Refusal::at(DecideRefusal::OutOfRange, &["fromOn"], message);
    let is_announced = (less.units, less.cents) != (had.units, had.cents);
    let holds_on = wish.from_on.unwrap_or(earliest);
    if is_less && !is_announced && wish.from_on.is_some() {
        checks.refuse(from_on(
            "Fewer days hold when they end; fromOn is the day from which fewer units or less money \
             hold. Leave it out."
                .to_owned(),
        ));
    } else if is_announced && holds_on < earliest {
        checks.refuse(from_on(format!(
            "The member is told {} days ahead: it holds from {earliest} on at the earliest.",
            ahead.1
        )));
    } else if is_announced && holds_on > less.until_on {
        checks.refuse(from_on(format!(
            "By {holds_on} nothing is left: the last day is {}.",
            less.until_on
        )));
    }
    let (grant, announced) = split(had, less, (holds_on, ahead.0));
    Granting {
        grant: Some(grant),
        announced,
    }
}

/// Whether a part is no more than the whole; what was not granted has no part.
fn fits<T: PartialOrd>(part: Option<T>, whole: Option<T>) -> bool {
    match (part, whole) {
        (Some(part), Some(whole)) => part <= whole,
        (None, None) => true,
        (Some(_), None) | (None, Some(_)) => false,
    }
}

fn not_less(message: &'static str) -> Refusal<DecideRefusal> {
    Refusal::new(DecideRefusal::NotLess, message)
}

/// The first day on which less may hold that is told today.
fn first_told((today, ahead_days): Ahead) -> NaiveDate {
    let ahead = Days::new(u64::try_from(ahead_days).unwrap_or_default());
    today.checked_add_days(ahead).unwrap_or(today)
}

fn check_grant(
    checks: &mut Checks<DecideRefusal>,
    (decision, of): (Decision, &Authorization),
    granting: Granting,
    ahead: Ahead,
) {
    let Some(grant) = granting.grant else {
        return;
    };
    if grant.until_on < grant.from_on {
        checks.refuse(Refusal::at(
            DecideRefusal::DatesReversed,
            &["untilOn"],
            "The last day lies before the first; check both.",
        ));
    }
    let (units, cents) = granting
        .announced
        .map_or((grant.units, grant.cents), |left| (left.units, left.cents));
    let is_used = units.is_some_and(|units| units < of.used_units)
        || cents.is_some_and(|cents| cents < of.used_cents);
    if is_used {
        checks.refuse(Refusal::at(
            DecideRefusal::UsedAlready,
            &["units"],
            "More than that is used already; grant at least what is used.",
        ));
    }
    let takes_away = matches!(decision, Decision::Reduce | Decision::Terminate);
    let ends_earlier = of.granted.is_some_and(|had| grant.until_on < had.until_on);
    let earliest = first_told(ahead);
    if takes_away && ends_earlier && grant.until_on < earliest {
        checks.refuse(Refusal::at(
            DecideRefusal::OutOfRange,
            &["untilOn"],
            format!(
                "The member is told {} days ahead: the last day is {earliest} at the earliest.",
                ahead.1
            ),
        ));
    }
}

#[cfg(test)]
mod tests {
    use entity::types::{AuthorizationId, AuthorizationStatus};
    use uuid::Uuid;

    use super::*;
    use crate::authorizations::sample::authorization;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// Thirty units until the end of January, of which twelve are used; ten days ahead.
    fn check(decision: Decision, grant: GrantWish) -> Result<Granting, Vec<DecideRefusal>> {
        let of = Authorization {
            used_units: 12,
            ..authorization(AuthorizationStatus::Approved)
        };
        let of = Authorization {
            granted: Some(of.asked.grant()),
            ..of
        };
        let decide = DecideAuthorization {
            authorization: AuthorizationId(Uuid::nil()),
            decision,
            grant,
            exception: None,
            reason: None,
            note: None,
        };
        let checked = check_decision(&decide, &of, (day("2026-11-23"), 10));
        checked.map_err(|refusals| refusals.into_iter().map(|one| one.code).collect())
    }

    fn wish(units: Option<i32>, from_on: Option<&str>, until_on: Option<&str>) -> GrantWish {
        GrantWish {
            units,
            cents: None,
            from_on: from_on.map(day),
            until_on: until_on.map(day),
        }
    }

    #[test]
    fn fewer_units_hold_from_the_day_the_member_is_told() {
        for (wish, expected) in [
            (
                wish(Some(20), None, None),
                (30, "2027-01-31", Some((20, "2026-12-03"))),
            ),
            (
                wish(Some(20), Some("2026-12-24"), None),
                (30, "2027-01-31", Some((20, "2026-12-24"))),
            ),
            (
                wish(Some(20), None, Some("2026-12-31")),
                (30, "2026-12-31", Some((20, "2026-12-03"))),
            ),
            (
                wish(None, None, Some("2026-12-31")),
                (30, "2026-12-31", None),
            ),
        ] {
            let granting = check(Decision::Reduce, wish).unwrap();
            let (units, until_on, announced) = expected;
            let grant = granting.grant.unwrap();
            assert_eq!((grant.units, grant.until_on), (Some(units), day(until_on)));
            let found = granting.announced.map(|left| (left.units, left.from_on));
            let announced = announced.map(|(units, from_on)| (Some(units), day(from_on)));
            assert_eq!(found, announced, "{wish:?}");
        }
    }

    #[test]
    fn a_reduction_that_is_none_or_comes_too_soon_is_refused() {
        use DecideRefusal::{NotLess, OutOfRange, UsedAlready};
        for (wish, expected) in [
            (wish(None, None, None), NotLess),
            (wish(Some(40), None, None), NotLess),
            (wish(None, None, Some("2027-03-31")), NotLess),
            (wish(Some(11), None, None), UsedAlready),
            (wish(Some(20), Some("2026-12-02"), None), OutOfRange),
            (wish(Some(20), Some("2026-11-23"), None), OutOfRange),
            (wish(Some(20), Some("2027-02-01"), None), OutOfRange),
            (
                wish(None, Some("2026-12-24"), Some("2026-12-31")),
                OutOfRange,
            ),
            (wish(None, None, Some("2026-12-02")), OutOfRange),
        ] {
            assert_eq!(
                check(Decision::Reduce, wish),
                Err(vec![expected]),
                "{wish:?}"
            );
        }
    }

    #[test]
    fn an_end_ends_something_and_a_modification_is_within_what_was_asked() {
        use DecideRefusal::{NotLess, OutOfRange};
        for (decision, wish, expected) in [
            (Decision::Terminate, wish(None, None, None), None),
            (
                Decision::Terminate,
                wish(None, None, Some("2027-01-30")),
                None,
            ),
            (
                Decision::Terminate,
                wish(None, None, Some("2027-01-31")),
                Some(NotLess),
            ),
            (
                Decision::Terminate,
                wish(None, None, Some("2026-10-31")),
                Some(OutOfRange),
            ),
            (Decision::Modify, wish(Some(12), None, None), None),
            (
                Decision::Modify,
                wish(Some(31), None, None),
                Some(OutOfRange),
            ),
            (
                Decision::Modify,
                wish(None, Some("2021-12-31"), None),
                Some(OutOfRange),
            ),
            (
                Decision::Modify,
                wish(None, None, Some("9999-12-31")),
                Some(OutOfRange),
            ),
        ] {
            let found = check(decision, wish).err();
            assert_eq!(
                found,
                expected.map(|code| vec![code]),
                "{decision:?} {wish:?}"
            );
        }
    }

    #[test]
    fn what_was_not_granted_is_not_reduced() {
        let money = GrantWish {
            cents: Some(500),
            ..GrantWish::default()
        };
        let found = check(Decision::Reduce, money);
        assert_eq!(found, Err(vec![DecideRefusal::NotLess]));
    }
}
