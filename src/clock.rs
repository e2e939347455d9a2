//! Time is injected: rules get `now` as an argument, services take it from [`crate::op::OpCtx`].

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Duration, DurationRound, Utc};

/// Where the program's time comes from.
pub trait Clock: Send + Sync + 'static {
    /// The present instant, cut to microseconds: PostgreSQL keeps no more, so an instant that
    /// went through the database still equals the one that was written.
    fn now(&self) -> DateTime<Utc>;
}

/// Cuts an instant to whole microseconds.
#[must_use]
pub fn to_micros(instant: DateTime<Utc>) -> DateTime<Utc> {
    instant
        .duration_trunc(Duration::microseconds(1))
        .unwrap_or(instant)
}

/// The machine's clock.
#[derive(Debug, Default, Clone, Copy)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that asks the machine"
    )]
    fn now(&self) -> DateTime<Utc> {
        to_micros(Utc::now())
    }
}

/// A clock that tests and the demonstration set by hand. Clones share one hand.
#[derive(Debug, Clone)]
pub struct ManualClock(Arc<Mutex<DateTime<Utc>>>);

impl ManualClock {
    /// Starts at the given instant.
    #[must_use]
    pub fn at(instant: DateTime<Utc>) -> Self {
        Self(Arc::new(Mutex::new(to_micros(instant))))
    }

    /// Moves to the given instant, forwards or back.
    pub fn set(&self, instant: DateTime<Utc>) {
        *self
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = to_micros(instant);
    }

    /// Moves on by the given time.
    pub fn advance(&self, by: Duration) {
        let mut instant = self
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        *instant += by;
    }
}

impl Clock for ManualClock {
    fn now(&self) -> DateTime<Utc> {
        *self
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}
