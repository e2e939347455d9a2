use async_graphql::{Context, Enum, InputObject, Object, SimpleObject};
use secrecy::{ExposeSecret, SecretString};

use crate::graphql::identity::Viewer;
use crate::graphql::scalars::DateTime;
use crate::graphql::{ApiError, ContextExt, UserError};
use crate::identity::{Session, SignInError, SignInRefusal};

/// Who wants to be let in.
#[derive(InputObject)]
pub struct SignInInput {
    /// E-mail address of the account; letter case does not matter.
    email: String,
    /// Password of the account.
    #[graphql(secret)]
    password: String,
}

/// Why a person was not let in.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignInErrorCode {
    /// Unknown e-mail address, wrong password, or an account without access: which one is not
    /// told.
    WrongCredentials,
    /// Too many people sign in at this moment; the same request may succeed seconds later.
    Busy,
}

/// A session, or why there is none.
#[derive(SimpleObject)]
pub struct SignInPayload {
    /// The session; null when the person was not let in.
    session: Option<SignedIn>,
    /// Why the person was not let in; empty when they were.
    user_errors: Vec<UserError<SignInErrorCode>>,
}

/// What a signed-in person works with.
#[derive(SimpleObject)]
#[graphql(name = "Session")]
pub struct SignedIn {
    /// The access token: for the header `Authorization: Bearer …`, and for `connection_init` on a
    /// socket. Keep it in memory only.
    token: String,
    /// From this instant on the token is refused; sign in again before.
    expires_at: DateTime,
    /// Who signed in.
    viewer: Viewer,
}

/// Letting a person in.
#[derive(Default)]
pub struct SignIn;

#[Object]
impl SignIn {
    /// Let a person in with e-mail address and password. Public.
    // A password check is slow on purpose: one a document, with the usual limit of cost.
    #[graphql(complexity = 2_001)]
    async fn sign_in(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who wants to be let in.")] input: SignInInput,
    ) -> Result<SignInPayload, ApiError> {
        let password = SecretString::from(input.password);
        let identity = &ctx.services()?.identity;
        let outcome = identity.sign_in(ctx.op()?, &input.email, &password).await;
        SignInPayload::from_outcome(outcome)
    }
}

impl SignInPayload {
    fn from_outcome(outcome: Result<Session, SignInError>) -> Result<Self, ApiError> {
        match outcome {
            Ok(session) => Ok(Self {
                session: Some(session.into()),
                user_errors: Vec::new(),
            }),
            Err(SignInError::Refused(refusal)) => Ok(Self {
                session: None,
                user_errors: vec![UserError::new(refusal.into(), refusal.to_string())],
            }),
            Err(SignInError::Store(error)) => Err(error.into()),
            Err(error @ SignInError::Broken(_)) => Err(ApiError::internal(error)),
        }
    }
}

impl From<Session> for SignedIn {
    fn from(session: Session) -> Self {
        Self {
            token: session.token.expose_secret().to_owned(),
            expires_at: DateTime(session.expires_at),
            viewer: Viewer(session.viewer),
        }
    }
}

impl From<SignInRefusal> for SignInErrorCode {
    fn from(refusal: SignInRefusal) -> Self {
        match refusal {
            SignInRefusal::WrongCredentials => Self::WrongCredentials,
            SignInRefusal::Busy => Self::Busy,
        }
    }
}
