//! Where the time comes from. Everything that asks what time it is asks a [`Clock`], so that tests
//! can stand a second before a deadline and a second after it.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, NaiveDate, NaiveTime, SubsecRound as _, TimeDelta, TimeZone as _, Utc};
use chrono_tz::America::Los_Angeles;

/// Tells the current instant, in UTC.
pub trait Clock: Send + Sync + 'static {
    /// The current instant, in whole microseconds: PostgreSQL keeps no more, and an instant must
    /// equal itself after a trip through the database.
    fn now(&self) -> DateTime<Utc>;
}

/// Cuts an instant to whole microseconds. A leap second is the second after it: neither database
/// knows of any.
#[must_use]
pub fn to_micros(instant: DateTime<Utc>) -> DateTime<Utc> {
    let micros = instant.timestamp_micros();
    DateTime::from_timestamp_micros(micros).unwrap_or_else(|| instant.trunc_subsecs(6))
}

/// Later than every due instant: what nothing is owed on sorts last.
#[must_use]
pub fn never() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(9999, 12, 31, 0, 0, 0)
        .single()
        .unwrap_or(DateTime::<Utc>::MAX_UTC)
}

/// The first instant of a day in California.
#[must_use]
pub fn start_of(day: NaiveDate) -> DateTime<Utc> {
    let midnight = day.and_time(NaiveTime::MIN);
    let there = Los_Angeles.from_local_datetime(&midnight).earliest();
    // California changes its clocks at two in the morning, so each of its midnights exists.
    there.map_or_else(|| midnight.and_utc(), |there| there.with_timezone(&Utc))
}

/// The last instant of a day in California that is kept: a microsecond before the next begins.
#[must_use]
pub fn end_of(day: NaiveDate) -> DateTime<Utc> {
    start_of(day + TimeDelta::days(1)) - TimeDelta::microseconds(1)
}

/// The day in California that an instant falls on.
#[must_use]
pub fn day_of(instant: DateTime<Utc>) -> NaiveDate {
    instant.with_timezone(&Los_Angeles).date_naive()
}

/// Cuts an instant to the day in California that it falls on: for whoever may know the day, but
/// would find by the instant what happened elsewhere at the same moment.
#[must_use]
pub fn to_day(instant: DateTime<Utc>) -> DateTime<Utc> {
    start_of(day_of(instant))
}

/// The clock of the computer.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that reads the computer's clock"
    )]
    fn now(&self) -> DateTime<Utc> {
        to_micros(Utc::now())
    }
}

/// A clock that stands still until it is moved. Clones share one hand.
#[derive(Clone, Debug)]
pub struct ManualClock {
    hand: Arc<Mutex<DateTime<Utc>>>,
}

impl ManualClock {
    /// A clock that shows `start`, cut to microseconds.
    #[must_use]
    pub fn new(start: DateTime<Utc>) -> Self {
        Self {
            hand: Arc::new(Mutex::new(start.trunc_subsecs(6))),
        }
    }

    /// Moves the hand on (or back, when `by` is negative).
    pub fn advance(&self, by: TimeDelta) {
        let mut hand = self.hand.lock().unwrap_or_else(PoisonError::into_inner);
        *hand += by;
    }

    /// Puts the hand on `instant`, cut to microseconds.
    pub fn set(&self, instant: DateTime<Utc>) {
        *self.hand.lock().unwrap_or_else(PoisonError::into_inner) = instant.trunc_subsecs(6);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> DateTime<Utc> {
        *self.hand.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn system_clock_tells_whole_microseconds() {
        assert_eq!(SystemClock.now().timestamp_subsec_nanos() % 1_000, 0);
    }

    #[test]
    fn a_day_begins_at_midnight_in_california() {
        for (instant, start) in [
            ("2026-11-22T07:59:59.999999Z", "2026-11-21T08:00:00Z"),
            ("2026-11-22T08:00:00Z", "2026-11-22T08:00:00Z"),
            ("2026-11-23T01:02:03.000004Z", "2026-11-22T08:00:00Z"),
            // Daylight saving time ends on 1 November 2026 and begins on 14 March 2027.
            ("2026-11-02T07:30:00Z", "2026-11-01T07:00:00Z"),
            ("2027-03-15T06:59:59Z", "2027-03-14T08:00:00Z"),
        ] {
            let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
            assert_eq!(to_day(at(instant)), at(start), "{instant}");
            let eve = day_of(at(start) - TimeDelta::microseconds(1));
            assert_eq!(end_of(eve) + TimeDelta::microseconds(1), at(start));
        }
    }

    #[test]
    fn clones_of_a_manual_clock_move_together() {
        let clock = ManualClock::new(DateTime::UNIX_EPOCH);
        let other = clock.clone();
        clock.advance(TimeDelta::hours(24));
        assert_eq!(other.now(), DateTime::UNIX_EPOCH + TimeDelta::hours(24));
    }
}
