//! Why a policy of authorizations, or a calendar, was not set.

/// Why a policy was not set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SetAuthorizationPolicyRefusal {
    /// The first day lies in the past: what was decided stays as it was.
    InPast,
    /// A figure is outside of what it may be.
    OutOfRange,
    /// No clock runs: neither from the information nor from the request.
    NoClock,
    /// It is to be authorized before it begins, and as it begins.
    AskedAndGranted,
    /// The idempotency key was used for another input.
    IdempotencyKeyReused,
}

/// Why nobody was named, or until when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SetPresumptiveProviderRefusal {
    /// There is no such provider.
    UnknownProvider,
    /// The provider does not offer the service on the first day.
    NotOffered,
    /// It is named for some of these days already.
    Overlaps,
    /// A day lies in the past: what was presumed by it stays as it was.
    InPast,
    /// The last day lies before the first.
    DatesReversed,
    /// The idempotency key was used for another input.
    IdempotencyKeyReused,
}

/// Why the days on which a plan is closed were not set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SetHolidaysRefusal {
    /// A day lies in the past: what was due by it stays as it was.
    InPast,
    /// A day stands there twice.
    Repeated,
    /// A name is missing or too long.
    InvalidName,
    /// Too many days at once.
    TooMany,
    /// The idempotency key was used for another input.
    IdempotencyKeyReused,
}
