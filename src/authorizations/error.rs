//! Why something about an authorization was refused: one enum per use case.

use crate::refusal::{TextCodes, text_codes};

/// Refusals that every act on an authorization has.
pub trait AuthorizationCodes: TextCodes + Clone + Send + Sync + 'static {
    /// The act is out of order.
    fn wrong_state() -> Self;
    /// The authorization changed since the client read it.
    fn stale() -> Self;
    /// The idempotency key was used for another input.
    fn key_reused() -> Self;
}

macro_rules! refusals {
    ($($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident),* $(,)? })+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name {
            /// The act is out of order; the message says where it stands and what to do.
            WrongState,
            /// It changed since the client read it; the current one comes along.
            Stale,
            /// The idempotency key was used for another input.
            IdempotencyKeyReused,
            /// A field that must say something is blank.
            Required,
            /// A field is longer than it takes.
            TooLong,
            $($(#[$vdoc])* $variant,)*
        }

        text_codes!($name);

        impl AuthorizationCodes for $name {
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

refusals! {
    /// Why an authorization was not asked for.
    RequestRefusal {
        /// Neither a referral nor a member is named, or both.
        OneOf,
        /// There is no such member.
        UnknownMember,
        /// There is no such provider.
        UnknownProvider,
        /// The one that it is to go on from is not known, or is for something else.
        UnknownAuthorization,
        /// One is pending for this referral, or for this member and the same days, already.
        AskedAlready,
        /// The kind does not fit: a retrospective one too late, or before anything started.
        WrongKind,
        /// The last day lies before the first.
        DatesReversed,
        /// Days, units or amount are outside of what they may be.
        OutOfRange,
        /// The billing code cannot be read, or its modifiers are missing.
        InvalidCode,
        /// The billing code means another service, or is not used on that day.
        WrongCode,
        /// The code counts units, or reports money, and the wish says the other.
        WrongUnit,
        /// A criterion is none of the service's, or answered twice.
        UnknownCriterion,
        /// A diagnosis cannot be read, or there are more than five.
        InvalidDiagnosis,
        /// Too many documents or answers.
        TooMany,
        /// The plan has not said which member it is, and nothing is presumed for somebody unknown.
        MemberUnconfirmed,
        /// The plan has not named the provider to start before it decides.
        NotPresumptive,
        /// A limit of the service stands against starting before a reviewer decides.
        LimitReached,
        /// The referral cannot be assigned at once: the message says why.
        NotAssignable,
    }
    /// Why a request was not completed.
    AnswerRefusal {
        /// Nothing was asked, and nothing is added.
        NothingAsked,
        /// A criterion is none of the service's, or answered twice.
        UnknownCriterion,
        /// Too many documents or answers.
        TooMany,
    }
    /// Why nothing more was asked.
    AskRefusal {
        /// An earlier question waits for its answer.
        AskedAlready,
    }
    /// Why the plan does not get more time.
    ExtendRefusal {
        /// It was extended before.
        ExtendedAlready,
        /// The terms of this request give no extension.
        NotExtendable,
        /// The limit has passed: an extension is taken before it.
        TooLate,
    }
    /// Why a decision was not taken.
    DecideRefusal {
        /// Whoever asked does not decide.
        OwnRequest,
        /// The plan has not said which member it is for.
        MemberUnconfirmed,
        /// The reviewer is not marked competent to deny or give less.
        NotCompetent,
        /// The second reviewer is another person than the first.
        SecondReviewer,
        /// A reason is missing, is none, or does not fit the decision.
        UnknownReason,
        /// The last day lies before the first.
        DatesReversed,
        /// Days, units or amount are outside of what they may be.
        OutOfRange,
        /// An approval grants what was asked, and the figures say something else.
        NotAsAsked,
        /// A modification grants something else than was asked, and the figures do not.
        NothingModified,
        /// A reduction gives more, or nothing less.
        NotLess,
        /// Less would remain than is used already.
        UsedAlready,
        /// A limit of the service would be exceeded, and no complete exception says why it may.
        LimitReached,
        /// The referral cannot be assigned to whoever asked: the message says why.
        NotAssignable,
        /// An appeal against what was decided is open; it is decided first.
        AppealOpen,
    }
    /// Why nothing was filed.
    FileAppealRefusal {
        /// Whoever enters it may not file it so.
        WrongFiler,
        /// The name of whoever speaks for the member is missing, or nobody does.
        RepresentativeNeeded,
        /// The day of the member's written consent is missing, or lies ahead.
        ConsentNeeded,
        /// The instant lies ahead, or before the notice.
        InvalidTime,
        /// Nothing was told that an appeal could be against.
        NothingToAppeal,
        /// The days for an appeal are over.
        TooLate,
        /// One is open, or was decided.
        AppealedAlready,
    }
    /// Why nothing was confirmed.
    AcknowledgeAppealRefusal {
        /// It was confirmed before, or has ended.
        NotOpen,
    }
    /// Why an appeal was not decided.
    DecideAppealRefusal {
        /// It has ended.
        NotOpen,
        /// Whoever asked or decided before does not decide the appeal.
        DecidedBefore,
        /// To uphold takes a reviewer who is marked competent.
        NotCompetent,
        /// Days, units or amount are outside of what they may be, or given where nothing is granted.
        OutOfRange,
        /// The last day lies before the first.
        DatesReversed,
        /// A limit of the service would be exceeded, and no complete exception says why it may.
        LimitReached,
        /// The referral cannot be assigned to whoever asked: the message says why.
        NotAssignable,
    }
    /// Why an appeal was not taken back.
    WithdrawAppealRefusal {
        /// It has ended.
        NotOpen,
    }
    /// Why a request was not taken back.
    WithdrawAuthorizationRefusal {}
}
