//! When there is a notice of action, and from which day it holds. Pure.

use chrono::{DateTime, Days, NaiveDate, Utc};
use entity::types::ActionKind;

use crate::authorizations::{Authorization, Decision, Grant};
use crate::clock::{day_of, end_of, start_of};

/// Days within which a notice is sent that nothing makes more urgent. The source counts business
/// days (domain notes, section 2.3: two, in many cases); calendar days are never later.
pub(crate) const SENT_WITHIN_DAYS: u64 = 2;

/// What a decision makes a notice of; `None` where the member gets all that was asked, and where
/// nothing had counted.
#[must_use]
pub(crate) const fn kind_of(decision: Decision) -> Option<ActionKind> {
    match decision {
        Decision::Approve | Decision::Void => None,
        Decision::Modify => Some(ActionKind::Modification),
        Decision::Deny => Some(ActionKind::Denial),
        Decision::Reduce => Some(ActionKind::Reduction),
        Decision::Terminate => Some(ActionKind::Termination),
    }
}

/// Whether it takes from what was granted: then it is told ahead, and an appeal in time keeps what
/// there was.
#[must_use]
pub(crate) const fn takes_away(kind: ActionKind) -> bool {
    match kind {
        ActionKind::Reduction | ActionKind::Termination => true,
        ActionKind::Denial | ActionKind::Modification | ActionKind::Delay => false,
    }
}

/// First day on which it holds. What is taken away is told ahead: it holds from its announced day on,
/// or after the last day that is left; where neither changes, once the member had the plan's days to
/// hear of it.
#[must_use]
pub(crate) fn effective_on(
    kind: ActionKind,
    (had, of): (Option<Grant>, &Authorization),
    (today, ahead_days): (NaiveDate, i32),
) -> NaiveDate {
    if !takes_away(kind) {
        return today;
    }
    if let Some(announced) = of.announced {
        return announced.from_on;
    }
    match (had, of.granted) {
        (Some(had), Some(left)) if left.until_on < had.until_on => after(left.until_on, 1),
        _ => after(today, u64::try_from(ahead_days).unwrap_or_default()),
    }
}

/// Day by which it is to be sent: a delay on its day, for the law wants it given then (42 CFR
/// 438.404(c)(5)).
#[must_use]
pub(crate) fn send_by(kind: ActionKind, today: NaiveDate) -> NaiveDate {
    match kind {
        ActionKind::Delay => today,
        ActionKind::Denial
        | ActionKind::Modification
        | ActionKind::Reduction
        | ActionKind::Termination => after(today, SENT_WITHIN_DAYS),
    }
}

/// When the notice of a delay is prepared: at the limit itself where that is an hour of a day. A
/// limit that ends with its day leaves nobody time to send a letter on that day, so the notice is
/// ready in its first minute, and is recalled where the decision comes before the day is over.
#[must_use]
pub(crate) fn delay_prepared_at(due_at: DateTime<Utc>) -> DateTime<Utc> {
    let day = day_of(due_at);
    if due_at == end_of(day) {
        start_of(day)
    } else {
        due_at
    }
}

/// So many days later.
#[must_use]
pub(crate) fn after(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_add_days(Days::new(days)).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use entity::types::AuthorizationStatus;

    use super::*;
    use crate::authorizations::Announced;
    use crate::authorizations::sample::authorization;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[expect(
        clippy::unnecessary_wraps,
        reason = "as the rule takes what was granted"
    )]
    fn grant(units: i32, until_on: &str) -> Option<Grant> {
        Some(Grant {
            units: Some(units),
            cents: None,
            from_on: day("2026-11-01"),
            until_on: day(until_on),
        })
    }

    #[test]
    fn what_is_taken_away_is_told_ahead_and_the_rest_holds_at_once() {
        use ActionKind::{Delay, Denial, Modification, Reduction, Termination};
        let (had, shorter, fewer) = (
            grant(30, "2027-01-31"),
            grant(30, "2026-12-15"),
            grant(10, "2027-01-31"),
        );
        let announced = Some(Announced {
            units: Some(10),
            cents: None,
            from_on: day("2026-12-09"),
        });
        for (kind, (before, granted, announced), expected) in [
            (Denial, (None, None, None), "2026-11-23"),
            (Modification, (None, fewer, None), "2026-11-23"),
            (Delay, (None, None, None), "2026-11-23"),
            (Termination, (had, shorter, None), "2026-12-16"),
            (Reduction, (had, shorter, None), "2026-12-16"),
            (Reduction, (had, had, announced), "2026-12-09"),
            // Both: the units first, the days when they end.
            (Reduction, (had, shorter, announced), "2026-12-09"),
            // It would have ended by then anyway.
            (Termination, (had, had, None), "2026-12-03"),
        ] {
            let of = Authorization {
                granted,
                announced,
                ..authorization(AuthorizationStatus::Reduced)
            };
            let effective = effective_on(kind, (before, &of), (day("2026-11-23"), 10));
            assert_eq!(effective, day(expected), "{kind:?} {granted:?}");
        }
    }

    #[test]
    fn a_delay_is_ready_on_its_day() {
        for (due_at, prepared_at) in [
            ("2026-12-05T07:59:59.999999Z", "2026-12-04T08:00:00Z"),
            ("2026-12-04T21:15:00Z", "2026-12-04T21:15:00Z"),
        ] {
            let due_at: DateTime<Utc> = due_at.parse().unwrap();
            let prepared_at: DateTime<Utc> = prepared_at.parse().unwrap();
            assert_eq!(delay_prepared_at(due_at), prepared_at);
            assert_eq!(day_of(prepared_at), day("2026-12-04"));
        }
    }
}
