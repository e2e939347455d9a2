//! Letting a person in by e-mail address and password.
//!
//! ```text
//! throttle: count the attempt ─→ one read by address ─→ compare ─→ one transaction: open the session
//!      └ refused: nothing hashed or kept                  └ wrong: one row of the audit trail
//! ```
//! A known and an unknown address take the same statements and the same work; whatever differs
//! comes after a right password. An attempt that the throttle refuses leaves no row: whoever sends
//! thousands would fill the trail with them.

use secrecy::SecretString;

use super::accounts::CodeCheck;
use super::model::{Account, SignedIn};
use super::password::PasswordError;
use super::rules::fold_email;
use super::service::Identity;
use super::session_store;
use super::store::{self, Credentials};
use super::throttle::{Attempt, ReserveError};
use super::token::SigningFailed;
use crate::audit::{Act, AuditOutcome};
use crate::db::statements::identity as statements;
use crate::error::{Retryable, StoreError, Verdict};
use crate::op::OpCtx;

/// The act, of nobody who is known.
const SIGN_IN: Act = Act::new("signIn");

/// Why a person was not let in. Which part was wrong is nobody's business.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignInRefusal {
    /// Unknown e-mail address, wrong password, or an account that is suspended.
    #[error("e-mail address or password is wrong")]
    WrongCredentials,
    /// Too many attempts on this account, or from this address, have failed.
    #[error("too many attempts; wait {} and try again", seconds(*retry_after_seconds))]
    TooManyAttempts {
        /// How long to wait; an earlier attempt is refused unread.
        retry_after_seconds: u32,
    },
    /// The password is right, and the account has a second factor.
    #[error("this account has a second factor; sign in with a code from the authenticator app")]
    SecondFactorRequired,
    /// The password is right, and the code is not.
    #[error("this code is not good now, or was used before; wait for the next one and type that")]
    WrongCode,
    /// Too many people sign in at this moment.
    #[error("too many sign-ins at this moment; try again in a few seconds")]
    Busy,
}

impl SignInRefusal {
    /// As the trail keeps it.
    const fn code(self) -> &'static str {
        match self {
            Self::WrongCredentials => "WRONG_CREDENTIALS",
            Self::TooManyAttempts { .. } => "TOO_MANY_ATTEMPTS",
            Self::SecondFactorRequired => "SECOND_FACTOR_REQUIRED",
            Self::WrongCode => "WRONG_CODE",
            Self::Busy => "BUSY",
        }
    }
}

fn seconds(count: u32) -> String {
    if count == 1 {
        "1 second".to_owned()
    } else {
        format!("{count} seconds")
    }
}

/// Why a sign-in did not happen.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// The person was not let in.
    #[error(transparent)]
    Refused(#[from] SignInRefusal),
    /// The database could not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Hashing or signing failed.
    #[error("sign-in failed: {0}")]
    Broken(&'static str),
}

impl From<ReserveError> for SignInError {
    fn from(error: ReserveError) -> Self {
        match error {
            ReserveError::Wait(retry_after_seconds) => {
                Self::Refused(SignInRefusal::TooManyAttempts {
                    retry_after_seconds,
                })
            }
            ReserveError::Store(error) => Self::Store(error),
        }
    }
}

impl From<SigningFailed> for SignInError {
    fn from(_: SigningFailed) -> Self {
        Self::Broken("token not signed")
    }
}

impl Retryable for SignInError {
    fn store_error(&self) -> Option<&StoreError> {
        match self {
            Self::Store(error) => Some(error),
            Self::Refused(_) | Self::Broken(_) => None,
        }
    }
}

impl Verdict for SignInError {
    fn verdict(&self) -> (AuditOutcome, Option<String>) {
        match self {
            Self::Refused(refusal) => (AuditOutcome::Refused, Some(refusal.code().to_owned())),
            Self::Store(_) | Self::Broken(_) => (AuditOutcome::Failed, None),
        }
    }
}

impl Identity {
    /// Lets a person in. Unknown, suspended and mistyped cost the same work and read the same.
    pub async fn sign_in(
        &self,
        op: &OpCtx,
        email: &str,
        password: &SecretString,
        code: Option<&str>,
    ) -> Result<SignedIn, SignInError> {
        let op = &op.as_system("nobody is signed in yet: the account says who it is");
        let email = fold_email(email);
        let attempt = self.throttle.reserve(&self.db, op, &email).await?;
        let known = store::credentials_by_email(&self.db.read(op), &email).await?;
        let act = known.as_ref().map_or(SIGN_IN, Credentials::sign_in);
        let stored = known.as_ref().map(|known| known.password_hash.clone());
        let matches = match self.passwords.matches(password, stored).await {
            Ok(matches) => matches,
            Err(PasswordError::Busy) => {
                attempt.give_back(&self.db, op).await?;
                return Err(SignInRefusal::Busy.into());
            }
            Err(PasswordError::Failed) => return Err(SignInError::Broken("password not compared")),
        };
        let Some(known) = known.filter(|known| matches && known.is_active) else {
            tracing::info!("sign-in refused");
            let refused = SignInError::from(SignInRefusal::WrongCredentials);
            self.db.act_failed(op, act, &refused).await?;
            return Err(refused);
        };
        self.open_session(op, &known, code, &attempt).await
    }

    /// Opens the session of a person whose password was right, if the code is as well, and counts
    /// the attempt as good. Without the code it stays counted: whoever has guessed a password does
    /// not guess codes at leisure.
    async fn open_session(
        &self,
        op: &OpCtx,
        known: &Credentials,
        code: Option<&str>,
        attempt: &Attempt,
    ) -> Result<SignedIn, SignInError> {
        let (session, refresh_token) = self.new_session(op, known.account);
        let new = &session;
        let account = self
            .db
            .act(op, known.sign_in(), |tx| async move {
                // A suspension or a new password that comes between is waited for, and counts.
                tx.lock(&statements::LOCK_ACCOUNT, known.account.0).await?;
                let account = store::account_by_id(&tx, known.account)
                    .await?
                    .filter(|account| still_the_same(account, known))
                    .ok_or(SignInRefusal::WrongCredentials)?;
                match self.take_code_in(&tx, known.account, code).await? {
                    CodeCheck::NotEnrolled | CodeCheck::Taken => {}
                    CodeCheck::Missing => return Err(SignInRefusal::SecondFactorRequired.into()),
                    CodeCheck::Wrong => return Err(SignInRefusal::WrongCode.into()),
                }
                session_store::session_insert(&tx, new).await?;
                attempt.succeeded_in(&tx).await?;
                Ok::<_, SignInError>(account)
            })
            .await?;
        tracing::info!(account = %account.viewer.account, "signed in");
        Ok(self.signed_in(op, account, session.id, session.expires_at, refresh_token)?)
    }
}

impl Credentials {
    /// The act, in the trail of their organization also where it fails.
    fn sign_in(&self) -> Act {
        SIGN_IN.by(self.organization, self.account)
    }
}

fn still_the_same(account: &Account, known: &Credentials) -> bool {
    account.is_active && account.password_hash == known.password_hash
}
