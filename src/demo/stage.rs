//! Where stories stand today, and how long they have stood there.

use std::ops::RangeInclusive;

use chrono::{DateTime, TimeDelta, Timelike, Utc};

use super::dice::Dice;

/// In minutes, like all ages and gaps of stories.
pub(super) const HOUR: i64 = 60;
/// A day's minutes.
pub(super) const DAY: i64 = 24 * HOUR;
/// California's winter time. The same in summer, so that every day has 24 hours.
pub(super) const ZONE: TimeDelta = TimeDelta::hours(-8);

/// Where a story stands today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// Came in; the plan has yet to say which member it is.
    Received,
    /// Waits to be assigned.
    Ready,
    /// Assigned today: the 24 hours run.
    Running,
    /// Accepted today: the 24 hours run.
    RunningAccepted,
    /// The 24 hours are over and nobody called.
    Overdue,
    /// The provider has reached out.
    InOutreach,
    /// Taken from a provider that did not call, and given to another.
    Moved,
    /// The service runs.
    InService,
    /// The service came to its end.
    Served,
    /// Closed: nobody reached.
    UnableToReach,
    /// Closed: the member does not want it.
    Unwanted,
    /// Closed: no longer eligible.
    NotEligible,
    /// Closed: no provider took it.
    NoProvider,
    /// Closed for another reason.
    Withdrawn,
}

impl Stage {
    /// How many of 300 stories stand there.
    pub(super) const COUNTS: [(Self, usize); 14] = [
        (Self::Received, 18),
        (Self::Ready, 24),
        (Self::Running, 26),
        (Self::RunningAccepted, 12),
        (Self::Overdue, 9),
        (Self::InOutreach, 40),
        (Self::Moved, 6),
        (Self::InService, 74),
        (Self::Served, 45),
        (Self::UnableToReach, 18),
        (Self::Unwanted, 14),
        (Self::NotEligible, 6),
        (Self::NoProvider, 4),
        (Self::Withdrawn, 4),
    ];

    /// Does the story turn on the 24-hour duty?
    pub(super) fn needs_duty(self) -> bool {
        matches!(
            self,
            Self::Running | Self::RunningAccepted | Self::Overdue | Self::Moved
        )
    }

    /// Does the story need two providers?
    pub(super) fn needs_choice(self) -> bool {
        matches!(self, Self::Moved | Self::NoProvider)
    }

    /// How many minutes ago the last act was.
    pub(super) fn age(self, now: DateTime<Utc>, dice: &mut Dice) -> i64 {
        match self {
            Self::Received => dice.between(4..=2 * DAY),
            Self::Ready => dice.between(15..=3 * DAY),
            Self::Running => waking_age(HOUR..=22 * HOUR, now, dice),
            Self::RunningAccepted => waking_age(20..=18 * HOUR, now, dice),
            Self::Overdue => dice.between(33 * HOUR..=64 * HOUR),
            Self::InOutreach | Self::Moved => dice.between(10 * HOUR..=9 * DAY),
            Self::InService => dice.between(10 * HOUR..=28 * DAY),
            Self::Served => dice.between(10 * HOUR..=10 * DAY),
            Self::UnableToReach
            | Self::Unwanted
            | Self::NotEligible
            | Self::NoProvider
            | Self::Withdrawn => dice.between(10 * HOUR..=30 * DAY),
        }
    }
}

/// An age at which people were awake, if one is found soon.
fn waking_age(range: RangeInclusive<i64>, now: DateTime<Utc>, dice: &mut Dice) -> i64 {
    let mut age = dice.between(range.clone());
    for _ in 0..12 {
        let local = now + ZONE - TimeDelta::minutes(age);
        if (7..19).contains(&local.hour()) {
            break;
        }
        age = dice.between(range.clone());
    }
    age
}
