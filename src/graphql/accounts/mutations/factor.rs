use async_graphql::{Context, Enum, InputObject, Object, SimpleObject};
use secrecy::{ExposeSecret, SecretString};

use crate::graphql::accounts::payload::{AccountPayload, split};
use crate::graphql::{ApiError, ContextExt, UserError};
use crate::identity::accounts;

/// Who wants a second factor.
#[derive(InputObject)]
pub struct EnrollSecondFactorInput {
    /// The present password.
    #[graphql(secret)]
    password: String,
}

/// Why a second factor was not made.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "accounts::EnrollFactorRefusal")]
pub enum EnrollSecondFactorErrorCode {
    /// The password is wrong.
    WrongPassword,
    /// There is one already; remove it first.
    AlreadyEnrolled,
    /// Too many passwords are checked at this moment; try again seconds later.
    Busy,
    /// Too many attempts have failed; the message says how long to wait.
    TooManyAttempts,
}

/// A second factor to put into an authenticator app: time-based codes of six digits (RFC 6238). It
/// is shown in this answer only.
#[derive(SimpleObject)]
pub struct SecondFactorEnrollment {
    /// The secret, to be typed into the app.
    secret: String,
    /// The same as an `otpauth:` address, to be shown as a QR code.
    uri: String,
}

/// What came of the act.
#[derive(SimpleObject)]
pub struct EnrollSecondFactorPayload {
    /// What the authenticator app needs; null when the act was refused.
    enrollment: Option<SecondFactorEnrollment>,
    /// Why the act was refused; empty when it was done.
    user_errors: Vec<UserError<EnrollSecondFactorErrorCode>>,
}

/// The first code of a second factor.
#[derive(InputObject)]
pub struct ConfirmSecondFactorInput {
    /// The code that the app shows now, six digits.
    #[graphql(secret)]
    code: String,
}

/// Why a second factor was not confirmed.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "accounts::ConfirmFactorRefusal")]
pub enum ConfirmSecondFactorErrorCode {
    /// The code is not good now.
    WrongCode,
    /// There is no second factor to confirm; enroll one first.
    NothingToConfirm,
}

/// Who wants to sign in with the password alone.
#[derive(InputObject)]
pub struct RemoveSecondFactorInput {
    /// The present password.
    #[graphql(secret)]
    password: String,
    /// The code that the app shows now, six digits.
    #[graphql(secret)]
    code: String,
}

/// Why a second factor was not removed.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "accounts::RemoveFactorRefusal")]
pub enum RemoveSecondFactorErrorCode {
    /// The password is wrong.
    WrongPassword,
    /// The code is not good now, or was used before.
    WrongCode,
    /// There is none.
    NotEnrolled,
    /// Too many passwords are checked at this moment; try again seconds later.
    Busy,
    /// Too many attempts have failed; the message says how long to wait.
    TooManyAttempts,
}

/// What an organization asks of its people.
#[derive(InputObject)]
pub struct RequireSecondFactorInput {
    /// Whether who has no second factor has no roles.
    required: bool,
}

/// Why a second factor was not made a duty.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "accounts::RequireFactorRefusal")]
pub enum RequireSecondFactorErrorCode {
    /// The administrator has none, and would lose their own roles.
    EnrollFirst,
}

/// What came of the act.
#[derive(SimpleObject)]
pub struct RequireSecondFactorPayload {
    /// What the organization asks for from now on; null when the act was refused.
    is_required: Option<bool>,
    /// Why the act was refused; empty when it was done.
    user_errors: Vec<UserError<RequireSecondFactorErrorCode>>,
}

/// Second factors.
#[derive(Default)]
pub struct Factor;

#[Object]
impl Factor {
    /// Make a second factor for oneself. It counts once it is confirmed; until then another can be
    /// made in its place.
    #[graphql(complexity = 2_001)]
    async fn enroll_second_factor(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who wants it.")] input: EnrollSecondFactorInput,
    ) -> Result<EnrollSecondFactorPayload, ApiError> {
        let op = ctx.signed_in()?;
        let password = SecretString::from(input.password);
        let outcome = ctx.services()?.accounts.enroll_factor(op, &password).await;
        let (made, user_errors) = split(outcome)?;
        Ok(EnrollSecondFactorPayload {
            enrollment: made.map(|made| SecondFactorEnrollment {
                secret: made.secret.expose_secret().to_owned(),
                uri: made.uri.expose_secret().to_owned(),
            }),
            user_errors,
        })
    }

    /// Confirm one's second factor with a first code: from now on `signIn` asks for one. Who had no
    /// roles for want of it has them with the next `refreshSession`.
    async fn confirm_second_factor(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first code.")] input: ConfirmSecondFactorInput,
    ) -> Result<AccountPayload<ConfirmSecondFactorErrorCode>, ApiError> {
        let op = ctx.signed_in()?;
        let accounts = &ctx.services()?.accounts;
        AccountPayload::from_outcome(accounts.confirm_factor(op, &input.code).await)
    }

    /// Remove one's second factor, for example to enroll another device. Where the organization asks
    /// for one, all roles are gone until the next is confirmed.
    #[graphql(complexity = 2_001)]
    async fn remove_second_factor(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Password and code.")] input: RemoveSecondFactorInput,
    ) -> Result<AccountPayload<RemoveSecondFactorErrorCode>, ApiError> {
        let op = ctx.signed_in()?;
        let password = SecretString::from(input.password);
        let accounts = &ctx.services()?.accounts;
        let outcome = accounts.remove_factor(op, &password, &input.code).await;
        AccountPayload::from_outcome(outcome)
    }

    /// Say whether the people of one's own organization need a second factor. Who has none loses all
    /// roles within 5 seconds, until they enroll one. For the organization's administrators.
    async fn require_second_factor(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What the organization asks for.")] input: RequireSecondFactorInput,
    ) -> Result<RequireSecondFactorPayload, ApiError> {
        let op = ctx.signed_in()?;
        let accounts = &ctx.services()?.accounts;
        let (is_required, user_errors) = split(accounts.require_factor(op, input.required).await)?;
        Ok(RequireSecondFactorPayload {
            is_required,
            user_errors,
        })
    }
}
