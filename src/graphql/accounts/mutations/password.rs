use async_graphql::{Context, InputObject, Object};
use secrecy::SecretString;

use crate::graphql::accounts::payload::DonePayload;
use crate::graphql::{ApiError, ContextExt};

/// A person takes up their account.
#[derive(InputObject)]
pub struct AcceptInvitationInput {
    /// The token of the invitation.
    #[graphql(secret)]
    token: String,
    /// The password to sign in with: 12 characters or more, 256 bytes or less, not one that is
    /// guessed first. No kind of character is demanded.
    #[graphql(secret)]
    password: String,
}

/// A person who forgot their password chooses another.
#[derive(InputObject)]
pub struct ResetPasswordInput {
    /// The token of the reset.
    #[graphql(secret)]
    token: String,
    /// The new password: 12 characters or more, 256 bytes or less, not one that is guessed first.
    #[graphql(secret)]
    password: String,
}

/// A person changes their password.
#[derive(InputObject)]
pub struct ChangePasswordInput {
    /// The present password.
    #[graphql(secret)]
    current_password: String,
    /// The new password: 12 characters or more, 256 bytes or less, not one that is guessed first.
    #[graphql(secret)]
    password: String,
}

/// The codes of acts that take a new password: their own, and why a password is not taken.
macro_rules! password_error_codes {
    ($(#[$doc:meta])* $name:ident = $remote:literal { $(#[$vdoc:meta])* $variant:ident }) => {
        $(#[$doc])*
        #[derive(async_graphql::Enum, Clone, Copy, Debug, PartialEq, Eq)]
        #[graphql(remote = $remote)]
        pub enum $name {
            $(#[$vdoc])*
            $variant,
            /// The password has fewer than 12 characters.
            PasswordTooShort,
            /// The password has more than 256 bytes.
            PasswordTooLong,
            /// The password is among those that are guessed first, whatever is around it.
            PasswordCommon,
            /// The password repeats itself, or follows alphabet, digits or keyboard.
            PasswordPredictable,
            /// The password is little more than the person's name, e-mail address or organization.
            PasswordPersonal,
            /// Too many passwords are checked at this moment; try again seconds later.
            Busy,
            /// Too many attempts have failed; the message says how long to wait.
            TooManyAttempts,
        }
    };
}

password_error_codes! {
    /// Why an invitation was not accepted.
    AcceptInvitationErrorCode = "crate::identity::accounts::RedeemRefusal" {
        /// The token is unknown, used, replaced or too old: which one is not told.
        InvalidToken
    }
}

password_error_codes! {
    /// Why a password was not reset.
    ResetPasswordErrorCode = "crate::identity::accounts::RedeemRefusal" {
        /// The token is unknown, used, replaced or too old: which one is not told.
        InvalidToken
    }
}

password_error_codes! {
    /// Why a password was not changed.
    ChangePasswordErrorCode = "crate::identity::accounts::ChangePasswordRefusal" {
        /// The present password is wrong.
        WrongPassword
    }
}

/// How people come to a password.
#[derive(Default)]
pub struct Password;

// To hash a password is slow on purpose: one such act a document, with the usual limit of cost.
#[Object]
impl Password {
    /// Take up an account with the token of an invitation, and a password of one's own. Then sign
    /// in. A token works once. Public.
    #[graphql(complexity = 2_001)]
    async fn accept_invitation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Token and password.")] input: AcceptInvitationInput,
    ) -> Result<DonePayload<AcceptInvitationErrorCode>, ApiError> {
        let (token, password) = secrets(input.token, input.password);
        let accounts = &ctx.services()?.accounts;
        let outcome = accounts.accept_invitation(ctx.op()?, &token, &password);
        DonePayload::from_outcome(outcome.await)
    }

    /// Choose another password with the token of a reset. All sessions end; a second factor stays.
    /// A token works once. Public.
    #[graphql(complexity = 2_001)]
    async fn reset_password(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Token and password.")] input: ResetPasswordInput,
    ) -> Result<DonePayload<ResetPasswordErrorCode>, ApiError> {
        let (token, password) = secrets(input.token, input.password);
        let accounts = &ctx.services()?.accounts;
        let outcome = accounts.reset_password(ctx.op()?, &token, &password);
        DonePayload::from_outcome(outcome.await)
    }

    /// Change one's own password. All other sessions end.
    #[graphql(complexity = 2_001)]
    async fn change_password(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The present password and the new one.")] input: ChangePasswordInput,
    ) -> Result<DonePayload<ChangePasswordErrorCode>, ApiError> {
        let op = ctx.signed_in()?;
        let (current, new) = secrets(input.current_password, input.password);
        let accounts = &ctx.services()?.accounts;
        DonePayload::from_outcome(accounts.change_password(op, &current, &new).await)
    }
}

fn secrets(one: String, other: String) -> (SecretString, SecretString) {
    (one.into(), other.into())
}
