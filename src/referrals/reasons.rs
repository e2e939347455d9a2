//! Why, and by whom: the coded words of the acts.

/// Why a referral goes from one provider to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SwitchReason {
    /// The member wishes it.
    MemberWish,
    /// The plan decided so.
    PlanDecision,
}

/// Who says no.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeclinedBy {
    /// The provider: the plan looks for another.
    Provider,
    /// The member: the loop closes.
    Member,
}

/// Who takes a referral back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WithdrawnBy {
    /// Whoever referred.
    Referrer,
    /// The member, through the plan.
    Member,
    /// The plan.
    Plan,
}

/// Why a provider declines. Capacity is the only contractual ground; others are taken and
/// reported (S3, domain notes section 11). Our own list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeclineReason {
    /// All agreed places are taken.
    AtCapacity,
    /// The member lives where the provider does not serve.
    OutsideArea,
    /// The provider cannot meet a need of this member.
    CannotMeetNeed,
    /// The provider knows the member and there is a conflict.
    ConflictOfInterest,
    /// Anything else; the note says what.
    Other,
}

impl DeclineReason {
    /// Whether the provider's contract lets it decline on that ground (S3).
    #[must_use]
    pub const fn is_contractual(self) -> bool {
        matches!(self, Self::AtCapacity)
    }

    /// The code on the timeline.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::AtCapacity => "AT_CAPACITY",
            Self::OutsideArea => "OUTSIDE_AREA",
            Self::CannotMeetNeed => "CANNOT_MEET_NEED",
            Self::ConflictOfInterest => "CONFLICT_OF_INTEREST",
            Self::Other => "OTHER",
        }
    }
}

impl DeclineReason {
    /// Every reason.
    pub const ALL: &'static [Self] = &[
        Self::AtCapacity,
        Self::OutsideArea,
        Self::CannotMeetNeed,
        Self::ConflictOfInterest,
        Self::Other,
    ];

    /// The reason with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|one| one.code() == code)
    }
}

impl SwitchReason {
    /// The code on the timeline.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::MemberWish => "MEMBER_WISH",
            Self::PlanDecision => "PLAN_DECISION",
        }
    }
}

impl WithdrawnBy {
    /// The code on the timeline.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Referrer => "REFERRER",
            Self::Member => "MEMBER",
            Self::Plan => "PLAN",
        }
    }
}
