//! Why an act on a referral was refused: one enum per use case.

use crate::error::Failure;
use crate::refusal::{Refusals, text_codes};

/// Why an act did not happen.
pub type ReferralError<C> = Failure<Refusals<C>>;

/// Refusals that every act on an existing referral has.
pub trait ActCodes: Clone + Send + Sync + 'static {
    /// The act is out of order.
    fn wrong_state() -> Self;
    /// The referral changed since the client read it.
    fn stale() -> Self;
    /// The idempotency key was used for another input.
    fn key_reused() -> Self;
}

macro_rules! act_refusals {
    ($($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident),* $(,)? })+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name {
            /// The act is out of order; the message names the state and the way on.
            WrongState,
            /// The referral changed since the client read it; the current one comes along.
            Stale,
            /// The idempotency key was used for another input.
            IdempotencyKeyReused,
            $($(#[$vdoc])* $variant,)*
        }

        impl ActCodes for $name {
            fn wrong_state() -> Self {
                Self::WrongState
            }
            fn stale() -> Self {
                Self::Stale
            }
            fn key_reused() -> Self {
                Self::IdempotencyKeyReused
            }
        }
    )+};
}

act_refusals! {
    /// Why a member was not confirmed.
    ConfirmMemberRefusal {
        /// The plan has no such member.
        UnknownMember,
    }
    /// Why a referral was not assigned or reassigned.
    AssignRefusal {
        /// There is no such provider.
        UnknownProvider,
        /// The plan does not offer this service there today.
        NotOffered,
        /// The plan has no contract with the provider for this service today.
        NotContracted,
        /// The provider does not offer this service there today.
        OutsideArea,
        /// The provider, or the plan's share of it, has no room, or the provider is paused.
        AtCapacity,
        /// The plan assigns the service only once it is authorized, and nothing covers today.
        NotAuthorized,
        /// That provider has it already.
        SameProvider,
        /// Others wait for this provider's places before it, and no reason says why it goes first.
        OthersWait,
        /// The member chose another that could be assigned, and no reason says why not.
        MemberChose,
        /// The member is not enrolled in the plan today.
        NotEnrolled,
        /// Another programme excludes the service, and no reason says why not here.
        InOtherProgram,
        /// The member has another referral or a service for the same need, and no reason says why
        /// this is needed too.
        Duplicate,
        /// Another ECM provider has the member.
        OtherEcmProvider,
        /// The member must not be contacted; the plan settles that first.
        NoContact,
        /// The member died.
        Deceased,
        /// Records under 42 CFR Part 2 go to a provider only with consent in force.
        ConsentMissing,
        /// The instant until which the place is held is over, or too far away.
        OutOfRange,
        /// A field that must say something is blank.
        Required,
        /// A field is longer than it takes.
        TooLong,
    }
    /// Why a place is not held until then.
    HoldRefusal {
        /// The instant is over, or too far away.
        OutOfRange,
    }
    /// Why a contact from before the assignment was not recorded.
    EarlyContactRefusal {
        /// Nobody was named, or that is over.
        NotNamed,
        /// The contact lies in the future.
        InFuture,
        /// The contact was made before the referral came in.
        BeforeReferral,
        /// Minutes are negative, more than a day, or not a number.
        InvalidMinutes,
        /// A field is longer than it takes.
        TooLong,
        /// A field that must say something is blank.
        Required,
    }
    /// Why a named provider's pass was not taken.
    PassNamingRefusal {
        /// Nobody was named, or that is over.
        NotNamed,
        /// A field is longer than it takes.
        TooLong,
        /// A field that must say something is blank.
        Required,
    }
    /// Why a named provider's wish was not taken.
    RequestAssignmentRefusal {
        /// Nobody was named, or that is over.
        NotNamed,
        /// The plan was asked already.
        AskedAlready,
        /// A field is longer than it takes.
        TooLong,
        /// A field that must say something is blank.
        Required,
    }
    /// Why a referral was not accepted.
    AcceptRefusal {}
    /// Why a decline was not taken.
    DeclineRefusal {
        /// A field that must say something is blank.
        Required,
        /// A field is longer than it takes.
        TooLong,
    }
    /// Why a contact was not recorded.
    OutreachRefusal {
        /// The attempt lies in the future.
        InFuture,
        /// The attempt was made before the assignment.
        BeforeAssignment,
        /// Minutes are negative, more than a day, or not a number.
        InvalidMinutes,
        /// A field is longer than it takes.
        TooLong,
        /// A field that must say something is blank.
        Required,
    }
    /// Why an attempt was not corrected.
    CorrectOutreachRefusal {
        /// There is no such attempt on this referral, or it was corrected already.
        UnknownAttempt,
        /// The attempt lies in the future.
        InFuture,
        /// The attempt was made before the assignment.
        BeforeAssignment,
        /// Minutes are negative, more than a day, or not a number.
        InvalidMinutes,
        /// A field is longer than it takes.
        TooLong,
        /// A field that must say something is blank.
        Required,
    }
    /// Why a hand-off was not recorded.
    HandOffRefusal {
        /// The hand-off lies in the future.
        InFuture,
        /// The hand-off lies before the assignment.
        BeforeAssignment,
        /// A field is longer than it takes.
        TooLong,
        /// A field that must say something is blank.
        Required,
    }
    /// Why service was not started.
    StartServiceRefusal {
        /// The start lies in the future.
        InFuture,
        /// The start lies before the assignment.
        BeforeAssignment,
        /// The start lies in the future, and the plan would not pay for it.
        NotAuthorized,
    }
    /// Why a start was not corrected.
    CorrectStartRefusal {
        /// The start lies in the future.
        InFuture,
        /// The start lies before the assignment.
        BeforeAssignment,
        /// A field is longer than it takes.
        TooLong,
        /// A field that must say something is blank.
        Required,
    }
    /// Why a reassessment was not recorded.
    ReassessmentRefusal {
        /// It lies in the future.
        InFuture,
        /// It lies before the start of the service, or before the last reassessment.
        TooEarly,
        /// No reassessment is asked for.
        NotPlanned,
        /// What is to be corrected is not the last that was done.
        UnknownReassessment,
        /// A field is longer than it takes.
        TooLong,
        /// A field that must say something is blank.
        Required,
    }
    /// Why service was not ended.
    EndServiceRefusal {
        /// The end lies in the future.
        InFuture,
        /// The end lies before the start.
        BeforeStart,
        /// This reason cannot be reported on that day.
        ReasonNotOpen,
        /// A field is longer than it takes.
        TooLong,
        /// A field that must say something is blank.
        Required,
    }
    /// Why a referral was not withdrawn.
    WithdrawRefusal {
        /// Only the plan withdraws for the member.
        NotForMember,
        /// A field is longer than it takes.
        TooLong,
        /// A field that must say something is blank.
        Required,
    }
    /// Why a referral was not put on the wait list.
    JoinWaitlistRefusal {
        /// A provider has room.
        RoomAvailable,
        /// No provider could be meant even with room.
        NobodyToWaitFor,
    }
    /// Why a referral did not leave the wait list.
    LeaveWaitlistRefusal {
        /// A field is longer than it takes.
        TooLong,
        /// A field that must say something is blank.
        Required,
    }
    /// Why an offer was not passed.
    PassOfferRefusal {
        /// No place is offered.
        NothingOffered,
        /// A field is longer than it takes.
        TooLong,
        /// A field that must say something is blank.
        Required,
    }
    /// Why a loop was not opened again.
    ReopenRefusal {
        /// It was closed longer ago than the plan's policy allows.
        TooLate,
        /// The member died.
        Deceased,
        /// A field is longer than it takes.
        TooLong,
        /// A field that must say something is blank.
        Required,
    }
    /// Why a duty was not excused.
    ExcuseOutreachRefusal {
        /// No outreach is owed on this assignment.
        NoDuty,
        /// The provider reached out in time.
        AlreadyMet,
        /// It was excused already.
        AlreadyExcused,
        /// A field is longer than it takes.
        TooLong,
        /// A field that must say something is blank.
        Required,
    }
    /// Why a loop was not closed.
    CloseRefusal {
        /// This reason is not for this party, or not today.
        ReasonNotOpen,
        /// A field that must say something is blank.
        Required,
        /// A field is longer than it takes.
        TooLong,
    }
}

/// Why a referral was not made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CreateRefusal {
    /// A field that must say something is blank.
    Required,
    /// A field is longer than it takes.
    TooLong,
    /// Neither a birth date nor a CIN says who it is.
    BirthDateOrCinRequired,
    /// The birth date is in the future or before 1890.
    InvalidBirthDate,
    /// Not a client index number.
    InvalidCin,
    /// Not a phone number.
    InvalidPhone,
    /// Not a county of California.
    UnknownCounty,
    /// Not a ZIP code of California.
    UnknownZip,
    /// Records under 42 CFR Part 2 come with the person's consent.
    ConsentRequired,
    /// The consent was given in the future, or is not asked for.
    InvalidConsent,
    /// Faxes are agreed on with a plan that enters a referral for others, and not in the future.
    InvalidFax,
    /// Not a plan on this server.
    UnknownPlan,
    /// The service is not available today.
    ServiceNotAvailable,
    /// A service is named twice in one intake.
    ServiceTwice,
    /// The day by which it is needed is over.
    InvalidNeededBy,
    /// Not a code for a social need.
    UnknownSocialNeed,
    /// Not a National Provider Identifier.
    InvalidNpi,
    /// Not a language that the server knows.
    UnknownLanguage,
    /// Not a provider on this server.
    UnknownProvider,
    /// The plan routes this service itself: nobody is named.
    PlanRoutes,
    /// The named provider is not contracted for a service, or does not offer it there.
    NotContracted,
    /// What is restricted goes to the plan, which assigns it.
    RestrictedGoesToPlan,
    /// The referral that this is to follow from is not one of yours with that plan.
    UnknownReferral,
    /// The idempotency key was used for another input.
    IdempotencyKeyReused,
}

/// Why a consent was not recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordConsentRefusal {
    /// A field that must say something is blank.
    Required,
    /// A field is longer than it takes.
    TooLong,
    /// The date lies in the future.
    InvalidDate,
    /// The referral is not restricted under 42 CFR Part 2.
    NotPart2,
    /// A consent is in force already.
    InForce,
    /// The idempotency key was used for another input.
    IdempotencyKeyReused,
}

/// Why a consent was not revoked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RevokeConsentRefusal {
    /// The date lies in the future, or before the consent.
    InvalidDate,
    /// The referral is not restricted under 42 CFR Part 2.
    NotPart2,
    /// No consent is in force.
    NotInForce,
    /// The idempotency key was used for another input.
    IdempotencyKeyReused,
}

/// Why a referral was not restricted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RestrictRefusal {
    /// The idempotency key was used for another input.
    IdempotencyKeyReused,
}

/// Why the links of a referral were not taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RevokeLinksRefusal {
    /// The idempotency key was used for another input.
    IdempotencyKeyReused,
}

/// Why the restriction of a referral was not lifted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LiftRestrictionRefusal {
    /// The member is restricted: lift that first.
    MemberRestricted,
    /// The idempotency key was used for another input.
    IdempotencyKeyReused,
}

/// Why a member was not restricted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RestrictMemberRefusal {
    /// The idempotency key was used for another input.
    IdempotencyKeyReused,
}

/// Why the restriction of a member was not lifted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LiftMemberRestrictionRefusal {
    /// The idempotency key was used for another input.
    IdempotencyKeyReused,
}

text_codes!(
    CreateRefusal,
    DeclineRefusal,
    OutreachRefusal,
    CloseRefusal,
    RecordConsentRefusal,
    AssignRefusal,
    CorrectOutreachRefusal,
    HandOffRefusal,
    CorrectStartRefusal,
    EndServiceRefusal,
    WithdrawRefusal,
    ReopenRefusal,
    EarlyContactRefusal,
    PassNamingRefusal,
    RequestAssignmentRefusal,
    LeaveWaitlistRefusal,
    PassOfferRefusal,
    ExcuseOutreachRefusal,
    ReassessmentRefusal,
);
