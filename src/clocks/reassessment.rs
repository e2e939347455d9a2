//! By when a member whose service runs is reassessed.
//!
//! ```text
//! start ──── months ────→ due_on ─ day after: overdue
//!                done_on ──── months ────→ due_on …        (earlier is as good)
//! ```
//! A plan asks for it every so many months (S0: 12, for ECM), and of members who came from a programme
//! that ended for the first one sooner (S1 Q45: 6). Months are those of the calendar: the same day of a
//! later month, or the last of that month where it has no such day.

use chrono::{DateTime, Days, Months, NaiveDate, Utc};

use crate::clock::start_of;

/// How often a plan asks for it. Months; `None`: not at all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Terms {
    /// From the start, and then from each reassessment.
    pub every: Option<i32>,
    /// From the start to the first of a member who came from a programme that ended.
    pub transitioned: Option<i32>,
}

/// What is told of an open reassessment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// It is due soon.
    Due,
    /// It was due, and none was recorded.
    Overdue,
}

impl Terms {
    /// The day by which the first is due; `None` where none is asked for.
    #[must_use]
    pub fn first_due_on(self, started_on: NaiveDate, is_transitioned: bool) -> Option<NaiveDate> {
        let sooner = self.transitioned.filter(|_| is_transitioned);
        let months = [sooner, self.every].into_iter().flatten().min()?;
        Some(due_on(started_on, months))
    }
}

/// The same day so many months later, or the last of that month where it has no such day.
#[must_use]
pub fn due_on(from: NaiveDate, months: i32) -> NaiveDate {
    let months = Months::new(u32::try_from(months).unwrap_or_default());
    from.checked_add_months(months).unwrap_or(NaiveDate::MAX)
}

/// What is told first, and when: so many days ahead that it is due, or at once where that day has
/// passed; after the day itself only that it was due.
#[must_use]
pub fn first_told(due_on: NaiveDate, ahead_days: i32, now: DateTime<Utc>) -> (Told, DateTime<Utc>) {
    let overdue_at = overdue_at(due_on);
    if overdue_at <= now {
        return (Told::Overdue, overdue_at);
    }
    let ahead = Days::new(u64::try_from(ahead_days).unwrap_or_default());
    let told_on = due_on.checked_sub_days(ahead).unwrap_or(due_on);
    (Told::Due, start_of(told_on))
}

/// From when on it is overdue: the day after.
#[must_use]
pub fn overdue_at(due_on: NaiveDate) -> DateTime<Utc> {
    start_of(due_on.succ_opt().unwrap_or(due_on))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn months_are_those_of_the_calendar() {
        for (from, months, due) in [
            ("2026-11-23", 12, "2027-11-23"),
            ("2026-11-23", 6, "2027-05-23"),
            ("2026-11-23", 1, "2026-12-23"),
            ("2026-12-31", 1, "2027-01-31"),
            // The last day of a shorter month.
            ("2026-08-31", 6, "2027-02-28"),
            ("2027-08-31", 6, "2028-02-29"),
            ("2027-10-31", 1, "2027-11-30"),
            ("2027-01-30", 1, "2027-02-28"),
            // The leap day, and what was counted from it.
            ("2028-02-29", 12, "2029-02-28"),
            ("2028-02-29", 48, "2032-02-29"),
            ("2028-02-29", 6, "2028-08-29"),
            ("2028-02-28", 12, "2029-02-28"),
            // 2100 is no leap year.
            ("2096-02-29", 48, "2100-02-28"),
            ("2026-01-01", 60, "2031-01-01"),
        ] {
            assert_eq!(due_on(day(from), months), day(due), "{from} + {months}");
        }
    }

    #[test]
    fn the_first_is_due_sooner_for_who_came_from_a_programme_that_ended() {
        let terms = |every, transitioned| Terms {
            every,
            transitioned,
        };
        for (terms, is_transitioned, due) in [
            (terms(Some(12), Some(6)), false, Some("2027-11-23")),
            (terms(Some(12), Some(6)), true, Some("2027-05-23")),
            // At the latest: whoever is reassessed more often anyway is not reassessed later.
            (terms(Some(3), Some(6)), true, Some("2027-02-23")),
            (terms(None, Some(6)), true, Some("2027-05-23")),
            (terms(None, Some(6)), false, None),
            (terms(Some(12), None), true, Some("2027-11-23")),
            (terms(None, None), true, None),
        ] {
            let found = terms.first_due_on(day("2026-11-23"), is_transitioned);
            assert_eq!(found, due.map(day), "{terms:?} {is_transitioned}");
        }
    }

    #[test]
    fn it_is_told_ahead_and_on_the_day_after() {
        let due = day("2027-11-23");
        for (ahead, now, expected) in [
            (
                14,
                "2026-11-23T17:00:00Z",
                (Told::Due, "2027-11-09T08:00:00Z"),
            ),
            (
                0,
                "2026-11-23T17:00:00Z",
                (Told::Due, "2027-11-23T08:00:00Z"),
            ),
            // Days in California, over the end of daylight saving time.
            (
                30,
                "2026-11-23T17:00:00Z",
                (Told::Due, "2027-10-24T07:00:00Z"),
            ),
            // Its day ahead has passed: at the next look.
            (
                14,
                "2027-11-20T17:00:00Z",
                (Told::Due, "2027-11-09T08:00:00Z"),
            ),
            // On the day itself there is still time.
            (
                14,
                "2027-11-24T07:59:59Z",
                (Told::Due, "2027-11-09T08:00:00Z"),
            ),
            (
                14,
                "2027-11-24T08:00:00Z",
                (Told::Overdue, "2027-11-24T08:00:00Z"),
            ),
        ] {
            let expected = (expected.0, at(expected.1));
            assert_eq!(
                first_told(due, ahead, at(now)),
                expected,
                "{ahead} at {now}"
            );
        }
        assert_eq!(overdue_at(due), at("2027-11-24T08:00:00Z"));
    }
}
