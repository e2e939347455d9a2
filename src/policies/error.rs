//! Why a policy was not set.

/// Why a policy was not set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SetLoopPolicyRefusal {
    /// The first day lies in the past: what was decided stays as it was.
    InPast,
    /// A figure is outside of what it may be.
    OutOfRange,
    /// The order of who waits has no criterion, or one twice.
    InvalidOrder,
    /// The escalation has too many steps, or two that are alike.
    InvalidEscalation,
    /// The idempotency key was used for another input.
    IdempotencyKeyReused,
}
