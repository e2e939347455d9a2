//! Why something was not done with an account: one enum per use case.

use crate::error::Failure;
use crate::identity::password::PasswordFault;
use crate::refusal::{Refusal, Refusals, text_codes};

/// Why something was not done with an account.
pub type AccountError<C> = Failure<Refusals<C>>;

macro_rules! refusals {
    ($($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident),+ $(,)? })+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name {
            $($(#[$vdoc])* $variant,)+
        }
    )+};
}

/// The same for use cases that take a new password.
macro_rules! password_refusals {
    ($($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident),+ $(,)? })+) => {
        refusals! {$(
            $(#[$doc])*
            $name {
                $($(#[$vdoc])* $variant,)+
                /// Too few characters.
                PasswordTooShort,
                /// Too many bytes.
                PasswordTooLong,
                /// A common password.
                PasswordCommon,
                /// Repeats itself, or follows alphabet, digits or keyboard.
                PasswordPredictable,
                /// Little more than what anybody knows of the person.
                PasswordPersonal,
                /// Too many passwords are checked at this moment.
                Busy,
                /// Too many attempts have failed.
                TooManyAttempts,
            }
        )+}
        $(impl PasswordCodes for $name {
            fn of(fault: PasswordFault) -> Self {
                match fault {
                    PasswordFault::TooShort => Self::PasswordTooShort,
                    PasswordFault::TooLong => Self::PasswordTooLong,
                    PasswordFault::Common => Self::PasswordCommon,
                    PasswordFault::Predictable => Self::PasswordPredictable,
                    PasswordFault::Personal => Self::PasswordPersonal,
                }
            }
        }

)+
        guard_codes!($($name),+);
    };
}

/// Codes of use cases that take a new password.
pub(super) trait PasswordCodes: GuardCodes {
    /// The code of a fault.
    fn of(fault: PasswordFault) -> Self;
}

/// Codes of use cases that hash or compare a password.
pub(super) trait GuardCodes {
    /// Too many passwords are checked at this moment.
    fn busy() -> Self;
    /// Too many attempts have failed.
    fn too_many_attempts() -> Self;
}

macro_rules! guard_codes {
    ($($name:ident),+) => {$(
        impl GuardCodes for $name {
            fn busy() -> Self {
                Self::Busy
            }

            fn too_many_attempts() -> Self {
                Self::TooManyAttempts
            }
        }
    )+};
}

refusals! {
    /// Why a person was not invited.
    InviteRefusal {
        /// A field that must say something is blank.
        Required,
        /// A field is longer than it takes.
        TooLong,
        /// The e-mail address has no name, no host or a space.
        InvalidEmail,
        /// An account with this e-mail address exists.
        EmailTaken,
        /// No role was given.
        NoRole,
        /// A role does not fit the kind of organization.
        RoleDoesNotFit,
    }
    /// Why roles were not set.
    SetRolesRefusal {
        /// No role was given.
        NoRole,
        /// A role does not fit the kind of organization.
        RoleDoesNotFit,
        /// The organization would have no administrator.
        LastAdministrator,
        /// Nobody changes their own roles.
        OwnRoles,
    }
    /// Why an account was not deactivated.
    DeactivateRefusal {
        /// The organization would have no administrator.
        LastAdministrator,
    }
    /// Why an account was not reactivated.
    ReactivateRefusal {
        /// The person never accepted an invitation.
        NeverJoined,
    }
    /// Why no reset was issued.
    IssueResetRefusal {
        /// The person may not sign in.
        NotActive,
        /// Who is signed in changes their password instead.
        OwnPassword,
    }
    /// Why a second factor was not reset.
    ResetFactorRefusal {
        /// The person has none.
        NotEnrolled,
        /// Who is signed in removes their second factor instead.
        OwnFactor,
    }
    /// Why a reviewer was not marked competent.
    MarkReviewerRefusal {
        /// The person does not review for the plan.
        NotReviewer,
        /// No service was named.
        NoService,
        /// Nobody marks themselves.
        OwnCompetence,
        /// The idempotency key was used for another input.
        IdempotencyKeyReused,
    }
    /// Why a mark was not taken from a reviewer.
    UnmarkReviewerRefusal {
        /// The idempotency key was used for another input.
        IdempotencyKeyReused,
    }
    /// Why a second factor was not made.
    EnrollFactorRefusal {
        /// The password is wrong.
        WrongPassword,
        /// There is one already.
        AlreadyEnrolled,
        /// Too many passwords are checked at this moment.
        Busy,
        /// Too many attempts have failed.
        TooManyAttempts,
    }
    /// Why a second factor was not confirmed.
    ConfirmFactorRefusal {
        /// The code is wrong, or was used before.
        WrongCode,
        /// There is none to confirm.
        NothingToConfirm,
    }
    /// Why a second factor was not removed.
    RemoveFactorRefusal {
        /// The password is wrong.
        WrongPassword,
        /// The code is wrong, or was used before.
        WrongCode,
        /// There is none.
        NotEnrolled,
        /// Too many passwords are checked at this moment.
        Busy,
        /// Too many attempts have failed.
        TooManyAttempts,
    }
    /// Why a second factor was not made a duty.
    RequireFactorRefusal {
        /// The administrator has none, and would lose their own roles.
        EnrollFirst,
    }
    /// Why an organization was not made.
    CreateOrganizationRefusal {
        /// A field that must say something is blank.
        Required,
        /// A field is longer than it takes.
        TooLong,
        /// An organization of this kind and name exists.
        NameTaken,
        /// Only the command line makes an operator.
        KindNotOffered,
        /// The e-mail address has no name, no host or a space.
        InvalidEmail,
        /// An account with this e-mail address exists.
        EmailTaken,
    }
    /// Why a delegation was not offered.
    OfferDelegationRefusal {
        /// A plan does not delegate to itself.
        SamePlan,
        /// One of them is part of another delegation: delegation has one step.
        Chain,
        /// The plan works for the one that offers already.
        AlreadyDelegated,
    }
    /// Why a delegation was not accepted.
    AcceptDelegationRefusal {
        /// That plan offers nothing.
        NotOffered,
        /// One of them is part of another delegation: delegation has one step.
        Chain,
        /// The plan that accepts works for another one.
        AlreadyDelegated,
    }
    /// Why nothing was ended.
    EndDelegationRefusal {
        /// There is neither a delegation nor an offer between the two plans.
        NothingToEnd,
    }
}

password_refusals! {
    /// Why a ticket set no password.
    RedeemRefusal {
        /// The token is unknown, used, voided or too old.
        InvalidToken,
    }
    /// Why a password was not changed.
    ChangePasswordRefusal {
        /// The present password is wrong.
        WrongPassword,
    }
}

guard_codes!(EnrollFactorRefusal, RemoveFactorRefusal);

text_codes!(InviteRefusal, CreateOrganizationRefusal);

/// One refusal of the act itself.
pub(super) fn refused<C>(code: C, message: &'static str) -> AccountError<C> {
    Failure::Refused(vec![Refusal::new(code, message)])
}

/// One refusal about a field.
pub(super) fn refused_at<C>(
    code: C,
    path: &'static [&'static str],
    message: &'static str,
) -> AccountError<C> {
    Failure::Refused(vec![Refusal::at(code, path, message)])
}
