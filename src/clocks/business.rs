//! Business days: the days on which a plan works, in whole days of California's time.
//!
//! No text of the state says which days a plan may rest. The default is ours: the days on which the
//! offices of the state are open. California Government Code section 19853 lists what they keep;
//! section 6700 lists more "holidays" than that (Lincoln's, Lunar New Year, Genocide Remembrance,
//! Juneteenth, Admission, Native American, Columbus, Diwali), on which they are open and an employee
//! may at most choose the day off.
//!
//! | Closed | When | Source |
//! |---|---|---|
//! | New Year | 1 January | § 19853(a) |
//! | Martin Luther King | third Monday of January | § 19853(a) |
//! | Presidents | third Monday of February | § 19853(a) |
//! | Cesar Chavez | 31 March | § 19853(a) |
//! | Memorial Day | last Monday of May | § 19853(a) |
//! | Independence Day | 4 July | § 19853(a) |
//! | Labor Day | first Monday of September | § 19853(a) |
//! | Veterans Day | 11 November | § 19853(a) |
//! | Thanksgiving and the day after | fourth Thursday of November and Friday | § 19853(a) |
//! | Christmas | 25 December | § 19853(a) |
//! | the Monday after | any of these that is a Sunday | § 19853(b); 6701 |
//! | 10 November | when the 11th is a Saturday; no other Saturday moves | § 19853(b); 6701 |
//!
//! The list holds since 2010. Days that a Governor appoints once, and days on which a plan departs
//! from this, are the plan's own exceptions.

use std::collections::BTreeMap;

use chrono::{Datelike as _, NaiveDate, TimeDelta, Weekday};

/// A day on which a plan departs from the default.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exception {
    /// The day, in California.
    pub day: NaiveDate,
    /// Is the plan closed on that day? Otherwise it works, whatever the default says.
    pub is_closed: bool,
}

/// The business days of a plan: the default by rule, and the plan's own exceptions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calendar {
    closed: BTreeMap<NaiveDate, bool>,
}

impl Calendar {
    /// The default with these exceptions; of two for one day the last holds. `Calendar::default()`
    /// has none.
    #[must_use]
    pub fn new(exceptions: impl IntoIterator<Item = Exception>) -> Self {
        let closed = exceptions
            .into_iter()
            .map(|exception| (exception.day, exception.is_closed))
            .collect();
        Self { closed }
    }

    /// Does the plan work on that day?
    #[must_use]
    pub fn is_business_day(&self, day: NaiveDate) -> bool {
        let is_closed = self.closed.get(&day).copied();
        !is_closed.unwrap_or_else(|| is_weekend(day) || is_state_holiday(day))
    }

    /// The business days that follow a day, which itself is not among them: the day on which
    /// something happens is not counted, the last day of a term is (Government Code section 6800).
    pub fn business_days(&self, after: NaiveDate) -> impl Iterator<Item = NaiveDate> {
        let following = after.iter_days().skip(1);
        following.filter(|day| self.is_business_day(*day))
    }

    /// The `n`th business day after a day; the day itself, business day or not, when `n` is 0.
    #[must_use]
    pub fn business_days_after(&self, day: NaiveDate, n: usize) -> NaiveDate {
        let last = n.checked_sub(1);
        last.map_or(day, |last| {
            // The days of `chrono` end in the year 262142.
            self.business_days(day).nth(last).unwrap_or(NaiveDate::MAX)
        })
    }
}

fn is_weekend(day: NaiveDate) -> bool {
    matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

/// Are the offices of the state closed on that day, apart from weekends? See the module.
fn is_state_holiday(day: NaiveDate) -> bool {
    let is_sunday_made_up =
        day.weekday() == Weekday::Mon && is_fixed_holiday(day - TimeDelta::days(1));
    let is_veterans_eve = day.weekday() == Weekday::Fri && (day.month(), day.day()) == (11, 10);
    is_fixed_holiday(day) || is_holiday_of_the_week(day) || is_sunday_made_up || is_veterans_eve
}

/// A holiday by its date.
fn is_fixed_holiday(day: NaiveDate) -> bool {
    matches!(
        (day.month(), day.day()),
        (1, 1) | (3, 31) | (7, 4) | (11, 11) | (12, 25)
    )
}

/// A holiday by its place among the weeks of its month.
fn is_holiday_of_the_week(day: NaiveDate) -> bool {
    matches!(
        (day.month(), day.weekday(), day.day()),
        (1 | 2, Weekday::Mon, 15..=21)
            | (5, Weekday::Mon, 25..=31)
            | (9, Weekday::Mon, 1..=7)
            | (11, Weekday::Thu, 22..=28)
            | (11, Weekday::Fri, 23..=29)
    )
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    /// Another hand's list of holidays; its head says how it was made.
    const LISTED: &str = include_str!(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/data/california_holidays_2021_2030.csv"
    ));

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// Are state offices open although the list names the day so, and why?
    fn why_open(name: &str, day: NaiveDate) -> Option<&'static str> {
        match name {
            "Susan B. Anthony Day" => {
                Some("a day of remembrance, neither in Gov. Code 6700 nor in 19853")
            }
            "Juneteenth National Independence Day"
            | "Juneteenth National Independence Day (observed)"
            | "Diwali" => {
                Some("Gov. Code 6700 has it, 19853 does not: state employees may choose it")
            }
            "New Year's Day (observed)"
            | "Independence Day (observed)"
            | "Christmas Day (observed)"
                if day.weekday() == Weekday::Fri =>
            {
                Some("the federal government moves a Saturday to the Friday; 19853(b) does not")
            }
            _ => None,
        }
    }

    /// The days of the list on which state offices are closed.
    fn closed_by_the_list() -> BTreeSet<NaiveDate> {
        let mut reader = csv::ReaderBuilder::new()
            .comment(Some(b'#'))
            .from_reader(LISTED.as_bytes());
        let rows = reader.deserialize().map(Result::unwrap);
        rows.filter(|(day, names): &(NaiveDate, String)| {
            names.split("; ").any(|name| why_open(name, *day).is_none())
        })
        .map(|(day, _)| day)
        .collect()
    }

    #[test]
    fn every_day_of_ten_years_is_as_another_hand_lists_it() {
        let closed = closed_by_the_list();
        let calendar = Calendar::default();
        let days = day("2021-01-01").iter_days();
        let mut counted = 0;
        for day in days.take_while(|day| day.year() <= 2030) {
            let expected = !is_weekend(day) && !closed.contains(&day);
            assert_eq!(calendar.is_business_day(day), expected, "{day}");
            counted += 1;
        }
        assert_eq!(counted, 3652);
        // Eleven a year, less those whose Saturday does not move.
        let working_days_lost = closed.iter().filter(|day| !is_weekend(**day)).count();
        assert_eq!(working_days_lost, 104);
    }

    #[test]
    fn sundays_move_to_monday_and_one_saturday_to_friday() {
        let calendar = Calendar::default();
        for (closed, why) in [
            ("2023-01-02", "New Year on a Sunday"),
            ("2024-04-01", "31 March on a Sunday"),
            ("2027-07-05", "4 July on a Sunday"),
            ("2029-11-12", "11 November on a Sunday"),
            ("2022-12-26", "Christmas on a Sunday"),
            ("2023-11-10", "11 November on a Saturday"),
            ("2026-11-26", "Thanksgiving"),
            ("2026-11-27", "the day after"),
            ("2019-11-29", "the day after, as late as it comes"),
            ("2021-05-31", "the last Monday of May, as late as it comes"),
        ] {
            assert!(!calendar.is_business_day(day(closed)), "{why}");
        }
        for (open, why) in [
            ("2021-12-24", "Christmas on a Saturday"),
            ("2021-12-31", "New Year on a Saturday"),
            ("2020-07-03", "4 July on a Saturday"),
            ("2029-03-30", "31 March on a Saturday"),
            ("2026-02-12", "Lincoln"),
            ("2026-06-19", "Juneteenth"),
            ("2026-09-09", "Admission"),
            ("2026-10-12", "Columbus"),
            ("2028-02-29", "a leap day"),
            ("2026-11-10", "the eve of Veterans Day, a Tuesday"),
        ] {
            assert!(calendar.is_business_day(day(open)), "{why}");
        }
    }

    #[test]
    fn business_days_skip_weekends_and_holidays_in_a_row() {
        let calendar = Calendar::default();
        for (from, n, to) in [
            ("2026-11-20", 5, "2026-12-01"),
            ("2026-11-25", 1, "2026-11-30"),
            ("2026-12-24", 5, "2027-01-04"),
            ("2026-12-31", 1, "2027-01-04"),
            ("2028-02-28", 1, "2028-02-29"),
            ("2026-11-21", 1, "2026-11-23"),
            ("2026-11-21", 0, "2026-11-21"),
        ] {
            assert_eq!(
                calendar.business_days_after(day(from), n),
                day(to),
                "{from} {n}"
            );
        }
    }

    #[test]
    fn a_plans_exceptions_go_before_the_rule() {
        let except = |day_text, is_closed| Exception {
            day: day(day_text),
            is_closed,
        };
        let calendar = Calendar::new([
            except("2026-11-27", false),
            except("2026-11-28", false),
            except("2026-12-24", true),
            except("2026-11-30", true),
            except("2026-11-30", false),
        ]);
        assert!(calendar.is_business_day(day("2026-11-27")), "a holiday");
        assert!(calendar.is_business_day(day("2026-11-28")), "a Saturday");
        assert!(!calendar.is_business_day(day("2026-12-24")));
        assert!(
            calendar.is_business_day(day("2026-11-30")),
            "the last holds"
        );
        let third = calendar.business_days_after(day("2026-11-25"), 3);
        assert_eq!(third, day("2026-11-30"));
    }

    proptest! {
        #[test]
        fn the_nth_business_day_is_one_and_later_than_the_one_before(
            offset in 0_i64..7_300,
            n in 1_usize..40,
            exceptions in prop::collection::vec((0_i64..7_400, any::<bool>()), 0..20),
        ) {
            let start = day("2020-01-01");
            let at = |days: i64| start + TimeDelta::days(days);
            let calendar = Calendar::new(exceptions.into_iter().map(|(days, is_closed)| {
                Exception { day: at(days), is_closed }
            }));
            let (from, nth) = (at(offset), calendar.business_days_after(at(offset), n));
            prop_assert!(calendar.is_business_day(nth));
            prop_assert!(nth > calendar.business_days_after(from, n - 1));
            let between = from.iter_days().skip(1).take_while(|day| *day <= nth);
            prop_assert_eq!(between.filter(|day| calendar.is_business_day(*day)).count(), n);
        }
    }
}
