use async_graphql::{Context, Enum, InputObject, Object, SimpleObject};
use secrecy::SecretString;

use crate::graphql::identity::SignedIn;
use crate::graphql::{ApiError, ContextExt, UserError};
use crate::identity::{self, SignInError, SignInRefusal};

/// Who wants to be let in.
#[derive(InputObject)]
pub struct SignInInput {
    /// E-mail address of the account; letter case does not matter.
    email: String,
    /// Password of the account.
    #[graphql(secret)]
    password: String,
    /// The code that the authenticator app shows, six digits; for accounts with a second factor.
    #[graphql(secret)]
    code: Option<String>,
}

/// Why a person was not let in.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignInErrorCode {
    /// Unknown e-mail address, wrong password, or an account without access: which one is not
    /// told.
    WrongCredentials,
    /// The password is right, and the account has a second factor: sign in with `code`. Counts as
    /// an attempt.
    SecondFactorRequired,
    /// The password is right, and the code is not good now, or was used before.
    WrongCode,
    /// Too many attempts on this account, or from this address, have failed: the password was not
    /// looked at. Wait `retryAfterSeconds`.
    TooManyAttempts,
    /// Too many people sign in at this moment; the same request may succeed seconds later.
    Busy,
}

/// A session, or why there is none.
#[derive(SimpleObject)]
pub struct SignInPayload {
    /// The session; null when the person was not let in.
    session: Option<SignedIn>,
    /// After `TOO_MANY_ATTEMPTS`: how many seconds to wait before the next attempt. Else null.
    retry_after_seconds: Option<u32>,
    /// Why the person was not let in; empty when they were.
    user_errors: Vec<UserError<SignInErrorCode>>,
}

/// Letting a person in.
#[derive(Default)]
pub struct SignIn;

#[Object]
impl SignIn {
    /// Let a person in with e-mail address and password: opens a session. Public.
    // A password check is slow on purpose: one a document, with the usual limit of cost.
    #[graphql(complexity = 2_001)]
    async fn sign_in(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who wants to be let in.")] input: SignInInput,
    ) -> Result<SignInPayload, ApiError> {
        let password = SecretString::from(input.password);
        let identity = &ctx.services()?.identity;
        let code = input.code.as_deref();
        let outcome = identity
            .sign_in(ctx.op()?, &input.email, &password, code)
            .await;
        SignInPayload::from_outcome(outcome)
    }
}

impl SignInPayload {
    fn from_outcome(outcome: Result<identity::SignedIn, SignInError>) -> Result<Self, ApiError> {
        match outcome {
            Ok(signed_in) => Ok(Self {
                session: Some(signed_in.into()),
                retry_after_seconds: None,
                user_errors: Vec::new(),
            }),
            Err(SignInError::Refused(refusal)) => Ok(Self {
                session: None,
                retry_after_seconds: match refusal {
                    SignInRefusal::TooManyAttempts {
                        retry_after_seconds,
                    } => Some(retry_after_seconds),
                    SignInRefusal::WrongCredentials
                    | SignInRefusal::SecondFactorRequired
                    | SignInRefusal::WrongCode
                    | SignInRefusal::Busy => None,
                },
                user_errors: vec![UserError::new(refusal.into(), refusal.to_string())],
            }),
            Err(SignInError::Store(error)) => Err(error.into()),
            Err(error @ SignInError::Broken(_)) => Err(ApiError::internal(error)),
        }
    }
}

impl From<SignInRefusal> for SignInErrorCode {
    fn from(refusal: SignInRefusal) -> Self {
        match refusal {
            SignInRefusal::WrongCredentials => Self::WrongCredentials,
            SignInRefusal::SecondFactorRequired => Self::SecondFactorRequired,
            SignInRefusal::WrongCode => Self::WrongCode,
            SignInRefusal::TooManyAttempts { .. } => Self::TooManyAttempts,
            SignInRefusal::Busy => Self::Busy,
        }
    }
}
