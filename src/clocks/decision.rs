//! The plan's duty to decide a request for authorization in time.
//!
//! ```text
//! requested_at ───────────────→ due_at                 (deadlines: `authorization`)
//!      RUNNING │ decided ≤ due: MET       │ undecided then, or decided later: MISSED
//!       PAUSED │ withdrawn ≤ due: CANCELLED
//! ```
//! `PAUSED`: something that the plan needs is lacking, and the limit that runs from it stands still.
//! The limit that runs from the request goes on, so that a paused duty can be missed.
//!
//! A limit that passes counts as a denial, and the notice of it is given on the day of the limit
//! (42 CFR 438.404(c)(5)): [`DecisionDuty::lapses_on`].

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use crate::clock::day_of;

/// Where the duty stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DutyStatus {
    /// Time is left, and nothing is lacking.
    Running,
    /// Time is left or none is counted, and something is lacking.
    Paused,
    /// Decided at or before the due instant.
    Met,
    /// The due instant passed without a decision.
    Missed,
    /// Withdrawn at or before the due instant.
    Cancelled,
}

/// The duty to decide one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DecisionDuty {
    /// The last instant at which a decision meets it; `None`: no limit runs now.
    pub due_at: Option<DateTime<Utc>>,
    /// When the plan decided, if it did.
    pub decided_at: Option<DateTime<Utc>>,
    /// When the request was withdrawn or made void, if it was.
    pub withdrawn_at: Option<DateTime<Utc>>,
    /// Does the limit that runs from the information stand still?
    pub is_paused: bool,
}

impl DecisionDuty {
    /// Is the instant after the last one that meets it?
    fn is_late(&self, at: DateTime<Utc>) -> bool {
        self.due_at.is_some_and(|due_at| due_at < at)
    }

    /// Where it stands at `now`.
    #[must_use]
    pub fn status(&self, now: DateTime<Utc>) -> DutyStatus {
        match (self.decided_at, self.withdrawn_at) {
            (Some(at), _) | (None, Some(at)) if self.is_late(at) => DutyStatus::Missed,
            (Some(_), _) => DutyStatus::Met,
            (None, Some(_)) => DutyStatus::Cancelled,
            (None, None) if self.is_late(now) => DutyStatus::Missed,
            (None, None) if self.is_paused || self.due_at.is_none() => DutyStatus::Paused,
            (None, None) => DutyStatus::Running,
        }
    }

    /// Is a decision still owed, in time or late?
    #[must_use]
    pub fn is_owed(&self) -> bool {
        self.decided_at.is_none() && self.withdrawn_at.is_none()
    }

    /// The time that is left, paused or not; `None` when no limit runs, and once the duty is met,
    /// missed or cancelled.
    #[must_use]
    pub fn time_left(&self, now: DateTime<Utc>) -> Option<TimeDelta> {
        match self.status(now) {
            DutyStatus::Running | DutyStatus::Paused => self.due_at.map(|due_at| due_at - now),
            DutyStatus::Met | DutyStatus::Missed | DutyStatus::Cancelled => None,
        }
    }

    /// How late the decision was, or is by now; `None` while it is not late.
    #[must_use]
    pub fn late_by(&self, now: DateTime<Utc>) -> Option<TimeDelta> {
        let until = self.decided_at.or(self.withdrawn_at).unwrap_or(now);
        let late = self.due_at.map(|due_at| until - due_at);
        late.filter(|late| *late > TimeDelta::zero())
    }

    /// The day in California on which a notice of action for delay is prepared, unless a decision
    /// comes by the due instant of that day; `None` when one came in time, when the request was
    /// withdrawn in time, and when no limit runs.
    ///
    /// A limit in days ends with its day: whoever prepares the notice does so on that day, before
    /// the limit has passed.
    #[must_use]
    pub fn lapses_on(&self) -> Option<NaiveDate> {
        let due_at = self.due_at?;
        let ended_at = self.decided_at.or(self.withdrawn_at);
        let is_over_in_time = ended_at.is_some_and(|at| !self.is_late(at));
        (!is_over_in_time).then(|| day_of(due_at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    /// Due at the end of 4 December 2026 in California, undecided.
    fn duty() -> DecisionDuty {
        DecisionDuty {
            due_at: Some(at("2026-12-05T07:59:59.999999Z")),
            decided_at: None,
            withdrawn_at: None,
            is_paused: false,
        }
    }

    const JUST: TimeDelta = TimeDelta::microseconds(1);

    #[test]
    fn a_decision_at_the_due_instant_meets_it_and_a_microsecond_later_does_not() {
        let due = duty().due_at.unwrap();
        let (before, later) = (due - JUST, due + TimeDelta::days(9));
        let ended = |decided_at, withdrawn_at| DecisionDuty {
            decided_at,
            withdrawn_at,
            ..duty()
        };
        for (decided, withdrawn, now, status) in [
            (None, None, before, DutyStatus::Running),
            (None, None, due, DutyStatus::Running),
            (None, None, due + JUST, DutyStatus::Missed),
            (Some(due), None, later, DutyStatus::Met),
            (Some(due + JUST), None, due + JUST, DutyStatus::Missed),
            (None, Some(due), later, DutyStatus::Cancelled),
            (None, Some(due + JUST), later, DutyStatus::Missed),
            // Made void after it was decided.
            (Some(due), Some(later), later, DutyStatus::Met),
            (Some(due + JUST), Some(later), later, DutyStatus::Missed),
        ] {
            let duty = ended(decided, withdrawn);
            assert_eq!(duty.status(now), status, "{duty:?} at {now}");
            let is_missed = status == DutyStatus::Missed;
            assert_eq!(duty.late_by(now).is_some(), is_missed, "{duty:?}");
            assert_eq!(duty.is_owed(), decided.is_none() && withdrawn.is_none());
        }
    }

    #[test]
    fn a_paused_duty_runs_out_with_the_limit_of_the_request() {
        let due = duty().due_at.unwrap();
        let paused = DecisionDuty {
            is_paused: true,
            ..duty()
        };
        assert_eq!(paused.status(due), DutyStatus::Paused);
        assert_eq!(paused.time_left(due - JUST), Some(JUST));
        assert_eq!(paused.status(due + JUST), DutyStatus::Missed);
        let endless = DecisionDuty {
            due_at: None,
            ..paused
        };
        assert_eq!(endless.status(due + JUST), DutyStatus::Paused);
        assert_eq!(endless.time_left(due), None);
        assert_eq!(endless.late_by(due), None);
        assert_eq!(endless.lapses_on(), None);
        let decided = DecisionDuty {
            decided_at: Some(due),
            ..endless
        };
        assert_eq!(decided.status(due), DutyStatus::Met);
    }

    #[test]
    fn time_runs_out_at_the_due_instant_and_lateness_ends_with_the_decision() {
        let (due, hour) = (duty().due_at.unwrap(), TimeDelta::hours(1));
        assert_eq!(duty().time_left(due), Some(TimeDelta::zero()));
        assert_eq!(duty().time_left(due + JUST), None);
        assert_eq!(duty().late_by(due), None);
        assert_eq!(duty().late_by(due + hour * 3), Some(hour * 3));
        let decided = DecisionDuty {
            decided_at: Some(due + hour),
            ..duty()
        };
        assert_eq!(decided.late_by(due + hour * 3), Some(hour));
        assert_eq!(decided.time_left(due), None);
    }

    #[test]
    fn it_lapses_on_the_day_of_its_limit_in_california() {
        let due = duty().due_at.unwrap();
        let day = Some("2026-12-04".parse().unwrap());
        assert_eq!(duty().lapses_on(), day);
        for (ended_at, lapses_on) in [(due, None), (due + JUST, day)] {
            for (decided_at, withdrawn_at) in [(Some(ended_at), None), (None, Some(ended_at))] {
                let ended = DecisionDuty {
                    decided_at,
                    withdrawn_at,
                    ..duty()
                };
                assert_eq!(ended.lapses_on(), lapses_on);
            }
        }
    }
}
