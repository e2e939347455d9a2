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
//!               │ excused by the plan, before or after it was due: EXCUSED
//! ```
//! A plan may set another time; what its policy said when the referral was assigned holds for the
//! assignment's whole life.

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
    /// The plan excused it, with a reason.
    Excused,
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
    /// When the service started, if it did: whoever is served was reached. No text of the state says
    /// so; it is our reading.
    pub started_at: Option<DateTime<Utc>>,
    /// When the plan excused it, if it did.
    pub excused_at: Option<DateTime<Utc>>,
    /// When the assignment ended, if it did.
    pub ended_at: Option<DateTime<Utc>>,
}

/// When outreach is due for an assignment made at that instant: clock time, so that the nights in
/// which California's clocks change are as long as any other.
#[must_use]
pub fn due_at(assigned_at: DateTime<Utc>, within: TimeDelta) -> DateTime<Utc> {
    assigned_at + within
}

impl OutreachDuty {
    /// When the provider first turned to the member: by an attempt, or by serving them.
    fn turned_at(&self) -> Option<DateTime<Utc>> {
        let turns = [self.first_attempt_at, self.started_at];
        turns.into_iter().flatten().min()
    }

    /// Where it stands at `now`.
    #[must_use]
    pub fn status(&self, now: DateTime<Utc>) -> DutyStatus {
        match (self.turned_at(), self.ended_at) {
            (Some(made_at), _) if made_at <= self.due_at => DutyStatus::Met,
            (Some(_) | None, _) if self.excused_at.is_some() => DutyStatus::Excused,
            (None, Some(ended_at)) if ended_at <= self.due_at => DutyStatus::Cancelled,
            (None, None) if now <= self.due_at => DutyStatus::Running,
            (Some(_), _) | (None, Some(_) | None) => DutyStatus::Missed,
        }
    }

    /// Is an attempt still owed: none was made, no service runs, nobody excused it, and the
    /// assignment lives?
    #[must_use]
    pub fn is_owed(&self) -> bool {
        self.turned_at().is_none() && self.excused_at.is_none() && self.ended_at.is_none()
    }

    /// Can it still be excused: the assignment lives, and outreach was not made in time?
    #[must_use]
    pub fn is_excusable(&self) -> bool {
        let is_met = self.turned_at().is_some_and(|at| at <= self.due_at);
        !is_met && self.excused_at.is_none() && self.ended_at.is_none()
    }

    /// The time that is left; `None` once it is met, missed, excused or cancelled.
    #[must_use]
    pub fn time_left(&self, now: DateTime<Utc>) -> Option<TimeDelta> {
        (self.status(now) == DutyStatus::Running).then(|| self.due_at - now)
    }

    /// How late the first attempt was, or is by now; `None` while it is not late.
    #[must_use]
    pub fn late_by(&self, now: DateTime<Utc>) -> Option<TimeDelta> {
        match self.status(now) {
            DutyStatus::Missed => {
                let until = self.turned_at().or(self.ended_at).unwrap_or(now);
                Some(until - self.due_at)
            }
            DutyStatus::Running | DutyStatus::Met | DutyStatus::Excused | DutyStatus::Cancelled => {
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    /// A duty that began at noon and nothing else.
    fn duty() -> OutreachDuty {
        OutreachDuty {
            due_at: at("2026-11-22T12:00:00Z"),
            first_attempt_at: None,
            started_at: None,
            excused_at: None,
            ended_at: None,
        }
    }

    #[test]
    fn due_is_24_clock_hours_on_even_when_the_clocks_change() {
        // Friday evening; the nights in which California's clocks go forward and back; midnight in
        // UTC and in California; into a leap day, out of it, and past where there is none.
        for (assigned, due) in [
            ("2026-11-21T01:30:00Z", "2026-11-22T01:30:00Z"),
            ("2026-03-08T07:30:00Z", "2026-03-09T07:30:00Z"),
            ("2026-11-01T06:30:00Z", "2026-11-02T06:30:00Z"),
            ("2026-11-22T00:00:00Z", "2026-11-23T00:00:00Z"),
            ("2026-11-22T08:00:00Z", "2026-11-23T08:00:00Z"),
            ("2026-12-31T23:59:59.999999Z", "2027-01-01T23:59:59.999999Z"),
            ("2028-02-28T12:00:00Z", "2028-02-29T12:00:00Z"),
            ("2028-02-29T12:00:00Z", "2028-03-01T12:00:00Z"),
            ("2027-02-28T12:00:00Z", "2027-03-01T12:00:00Z"),
        ] {
            assert_eq!(due_at(at(assigned), OUTREACH_WITHIN), at(due));
        }
    }

    #[test]
    fn an_attempt_at_the_due_instant_meets_it_and_a_microsecond_later_does_not() {
        let due = duty().due_at;
        let (just, later) = (Duration::microseconds(1), due + Duration::days(9));
        let after = |attempt, ended| OutreachDuty {
            first_attempt_at: attempt,
            ended_at: ended,
            ..duty()
        };
        for (duty, now, status) in [
            (after(None, None), due, DutyStatus::Running),
            (after(None, None), due + just, DutyStatus::Missed),
            (after(Some(due), None), later, DutyStatus::Met),
            (
                after(Some(due + just), None),
                due + just,
                DutyStatus::Missed,
            ),
            (after(None, Some(due)), later, DutyStatus::Cancelled),
            (after(None, Some(due + just)), later, DutyStatus::Missed),
            (
                after(Some(due), Some(due + just)),
                due + just,
                DutyStatus::Met,
            ),
        ] {
            assert_eq!(duty.status(now), status, "{duty:?} at {now}");
        }
    }

    #[test]
    fn an_excuse_counts_before_and_after_the_due_instant_but_not_against_what_was_done() {
        let due = duty().due_at;
        let (just, hour) = (Duration::microseconds(1), Duration::hours(1));
        for (excused, attempt, status) in [
            (due - hour, None, DutyStatus::Excused),
            (due + hour, None, DutyStatus::Excused),
            (due - hour, Some(due + just), DutyStatus::Excused),
            (due - hour, Some(due), DutyStatus::Met),
        ] {
            let duty = OutreachDuty {
                excused_at: Some(excused),
                first_attempt_at: attempt,
                ..duty()
            };
            assert_eq!(duty.status(due + hour * 9), status, "{duty:?}");
            assert!(!duty.is_owed());
        }
    }

    #[test]
    fn time_runs_out_at_the_due_instant() {
        let due = duty().due_at;
        let just = Duration::microseconds(1);
        assert_eq!(duty().time_left(due - just), Some(just));
        assert_eq!(duty().time_left(due), Some(TimeDelta::zero()));
        assert_eq!(duty().time_left(due + just), None);
    }

    #[test]
    fn lateness_stops_growing_at_the_first_attempt() {
        let (due, hour) = (duty().due_at, Duration::hours(1));
        assert_eq!(duty().late_by(due), None);
        assert_eq!(duty().late_by(due + hour * 3), Some(hour * 3));
        let tried = OutreachDuty {
            first_attempt_at: Some(due + hour),
            ..duty()
        };
        assert_eq!(tried.late_by(due + hour * 3), Some(hour));
    }

    #[test]
    fn whoever_is_served_was_reached() {
        let due = duty().due_at;
        let served = |started_at, first_attempt_at| OutreachDuty {
            first_attempt_at,
            started_at,
            ..duty()
        };
        let (early, late) = (due - Duration::hours(1), due + Duration::hours(1));
        for (started_at, first_attempt_at, status) in [
            (Some(due), None, DutyStatus::Met),
            (Some(early), Some(late), DutyStatus::Met),
            (Some(late), None, DutyStatus::Missed),
        ] {
            let duty = served(started_at, first_attempt_at);
            assert_eq!(duty.status(late), status);
            assert!(!duty.is_owed());
        }
        let missed = served(Some(late), None);
        assert_eq!(missed.late_by(late), Some(Duration::hours(1)));
    }
}
