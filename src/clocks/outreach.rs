//! The 24-hour duty: an ILOS provider reaches out within 24 hours of assignment.
//!
//! Source: S3 (provider webinar), "initial outreach to the referred member within 24 hours of
//! assignment". Clock hours: nights, weekends and holidays count. ECM assignments come as a
//! monthly list and have no such duty; sobering centers serve at once.
//!
//! ```text
//! assigned_at ──────── 24 h ────────→ due_at
//!      RUNNING  │ attempt made ≤ due: MET       │ none by then, or later: MISSED
//!               │ assignment ended first: CANCELLED
//! ```

use chrono::{DateTime, Duration, TimeDelta, Utc};

/// Time from assignment to the first outreach attempt.
pub const OUTREACH_WITHIN: TimeDelta = Duration::hours(24);

/// Where the duty stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DutyStatus {
    /// Time is left and no attempt was made yet.
    Running,
    /// The first attempt was made at or before the due instant.
    Met,
    /// The due instant passed without an attempt.
    Missed,
    /// The assignment ended before the duty was due and before any attempt.
    Cancelled,
}

/// The duty of one assignment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutreachDuty {
    /// The last instant at which an attempt meets it.
    pub due_at: DateTime<Utc>,
    /// When the earliest attempt was made, however late it was recorded.
    pub first_attempt_at: Option<DateTime<Utc>>,
    /// When the assignment ended, if it did.
    pub ended_at: Option<DateTime<Utc>>,
}

/// When outreach is due for an assignment made at that instant.
#[must_use]
pub fn due_at(assigned_at: DateTime<Utc>) -> DateTime<Utc> {
    assigned_at + OUTREACH_WITHIN
}

impl OutreachDuty {
    /// Where it stands at `now`.
    #[must_use]
    pub fn status(&self, now: DateTime<Utc>) -> DutyStatus {
        match (self.first_attempt_at, self.ended_at) {
            (Some(made_at), _) if made_at <= self.due_at => DutyStatus::Met,
            (None, Some(ended_at)) if ended_at <= self.due_at => DutyStatus::Cancelled,
            (None, None) if now <= self.due_at => DutyStatus::Running,
            (Some(_), _) | (None, Some(_) | None) => DutyStatus::Missed,
        }
    }

    /// How late the first attempt was, or is by now; `None` while it is not late.
    #[must_use]
    pub fn late_by(&self, now: DateTime<Utc>) -> Option<TimeDelta> {
        match self.status(now) {
            DutyStatus::Missed => {
                let until = self.first_attempt_at.or(self.ended_at).unwrap_or(now);
                Some(until - self.due_at)
            }
            DutyStatus::Running | DutyStatus::Met | DutyStatus::Cancelled => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn due_is_24_clock_hours_on_even_when_the_clocks_change() {
        // Friday evening; and the nights in which California's clocks go forward and back.
        for (assigned, due) in [
            ("2026-11-21T01:30:00Z", "2026-11-22T01:30:00Z"),
            ("2026-03-08T07:30:00Z", "2026-03-09T07:30:00Z"),
            ("2026-11-01T06:30:00Z", "2026-11-02T06:30:00Z"),
            ("2028-02-28T12:00:00Z", "2028-02-29T12:00:00Z"),
        ] {
            assert_eq!(due_at(at(assigned)), at(due));
        }
    }

    #[test]
    fn an_attempt_at_the_due_instant_meets_it_and_a_microsecond_later_does_not() {
        let due = at("2026-11-22T12:00:00Z");
        let just = Duration::microseconds(1);
        let duty = |attempt, ended| OutreachDuty {
            due_at: due,
            first_attempt_at: attempt,
            ended_at: ended,
        };
        for (duty, now, status) in [
            (duty(None, None), due, DutyStatus::Running),
            (duty(None, None), due + just, DutyStatus::Missed),
            (
                duty(Some(due), None),
                due + Duration::days(9),
                DutyStatus::Met,
            ),
            (duty(Some(due + just), None), due + just, DutyStatus::Missed),
            (
                duty(None, Some(due)),
                due + Duration::days(9),
                DutyStatus::Cancelled,
            ),
            (
                duty(None, Some(due + just)),
                due + Duration::days(9),
                DutyStatus::Missed,
            ),
            (
                duty(Some(due), Some(due + just)),
                due + just,
                DutyStatus::Met,
            ),
        ] {
            assert_eq!(duty.status(now), status, "{duty:?} at {now}");
        }
    }

    #[test]
    fn lateness_stops_growing_at_the_first_attempt() {
        let due = at("2026-11-22T12:00:00Z");
        let hour = Duration::hours(1);
        let mut duty = OutreachDuty {
            due_at: due,
            first_attempt_at: None,
            ended_at: None,
        };
        assert_eq!(duty.late_by(due), None);
        assert_eq!(duty.late_by(due + hour * 3), Some(hour * 3));
        duty.first_attempt_at = Some(due + hour);
        assert_eq!(duty.late_by(due + hour * 3), Some(hour));
    }
}
