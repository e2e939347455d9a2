//! Sessions: how one goes on, and how it ends.
//!
//! ```text
//! signIn ─→ generation 1 ─ refresh ─→ 2 ─ refresh ─→ 3 …    each with a refresh token of its own
//!                │                    │
//!                └ comes back later ──┴─→ the session ends: one of two who have it is a thief
//! ```

use chrono::{DateTime, TimeDelta, Utc};
use entity::types::{AccountId, SessionEnd, SessionId};
use secrecy::SecretString;

use super::model::{Account, Session, SignedIn};
use super::refresh_token::{NewRefreshToken, RefreshToken};
use super::service::Identity;
use super::session_store::{self, NewSession, Rotation};
use super::store;
use super::token::{Grant, SigningFailed};
use crate::access::Denied;
use crate::audit::{Act, AuditOutcome};
use crate::db::Tx;
use crate::error::{Failure, Retryable, StoreError, Verdict};
use crate::op::OpCtx;

/// How long a session may go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionLifetime {
    /// Without being refreshed.
    pub idle: TimeDelta,
    /// In all.
    pub absolute: TimeDelta,
}

impl SessionLifetime {
    /// When a session ends that was begun then and is used now.
    fn end(self, created_at: DateTime<Utc>, now: DateTime<Utc>) -> DateTime<Utc> {
        (now + self.idle).min(created_at + self.absolute)
    }
}

/// Why a session did not go on.
#[derive(Debug, thiserror::Error)]
pub enum RefreshError {
    /// The token is not good, or no longer: which of the two is not told.
    #[error("the session has ended; sign in again")]
    SessionEnded,
    /// The token had been used before, and the session was ended for it. The client is told no more
    /// than of any other end.
    #[error("the session has ended; sign in again")]
    Reused,
    /// The database could not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Signing failed.
    #[error("the session was not refreshed: token not signed")]
    Broken,
}

impl Retryable for RefreshError {
    fn store_error(&self) -> Option<&StoreError> {
        match self {
            Self::Store(error) => Some(error),
            Self::SessionEnded | Self::Reused | Self::Broken => None,
        }
    }
}

impl Verdict for RefreshError {
    fn verdict(&self) -> (AuditOutcome, Option<String>) {
        match self {
            Self::SessionEnded => (AuditOutcome::Refused, Some("SESSION_ENDED".to_owned())),
            Self::Reused => (AuditOutcome::Refused, Some("REUSED".to_owned())),
            Self::Store(_) | Self::Broken => (AuditOutcome::Failed, None),
        }
    }
}

impl From<SigningFailed> for RefreshError {
    fn from(_: SigningFailed) -> Self {
        Self::Broken
    }
}

/// What came of a refresh token.
enum Refreshed {
    Going(Account, DateTime<Utc>),
    /// It had been used before: the session of this account is over.
    Reused(Account),
    Over,
}

/// Why an act on one's own sessions was not carried out.
pub type SessionError = Failure<std::convert::Infallible>;

impl Identity {
    /// Goes on with a session: a fresh access token with the person's roles as they are now, and
    /// the next refresh token. Whoever has the token may; nobody else is asked for.
    pub async fn refresh(
        &self,
        op: &OpCtx,
        token: &SecretString,
    ) -> Result<SignedIn, RefreshError> {
        let old = &self
            .refresh_tokens
            .read(token)
            .ok_or(RefreshError::SessionEnded)?;
        let op = &op.as_system("the refresh token says whose session it is");
        let generation = old.generation.saturating_add(1);
        let new = self
            .refresh_tokens
            .make(old.session, generation, op.entropy());
        let (hash, lifetime) = (&new.hash, self.session_lifetime);
        let refreshed = self
            .db
            .write(op, |tx| async move {
                refresh_in(&tx, old, hash, lifetime).await
            })
            .await?;
        match refreshed {
            Refreshed::Going(account, expires_at) => {
                Ok(self.signed_in(op, account, old.session, expires_at, new)?)
            }
            Refreshed::Reused(account) => {
                tracing::warn!(session = %old.session, "a refresh token came back; session ended");
                self.learn(op).await;
                let (viewer, reused) = (account.viewer, RefreshError::Reused);
                let act = Act::new("refreshSession").by(viewer.organization.id, viewer.account);
                self.db.act_failed(op, act, &reused).await?;
                Err(reused)
            }
            Refreshed::Over => Err(RefreshError::SessionEnded),
        }
    }

    /// Ends the session of the caller. Gives how many were ended: none if it has ended already.
    pub async fn sign_out(&self, op: &OpCtx) -> Result<u64, SessionError> {
        let (account, session) = own(op)?;
        let ended = self
            .db
            .act(op, Act::new("signOut"), |tx| async move {
                Ok::<_, SessionError>(
                    session_store::end(&tx, account, Some(session), SessionEnd::SignedOut).await?,
                )
            })
            .await?;
        self.learn(op).await;
        Ok(ended)
    }

    /// Ends all sessions of the caller. Gives how many were ended.
    pub async fn sign_out_everywhere(&self, op: &OpCtx) -> Result<u64, SessionError> {
        let (account, _) = own(op)?;
        let ended = self
            .db
            .act(op, Act::new("signOutEverywhere"), |tx| async move {
                let reason = SessionEnd::SignedOutEverywhere;
                Ok::<_, SessionError>(session_store::end(&tx, account, None, reason).await?)
            })
            .await?;
        self.learn(op).await;
        Ok(ended)
    }

    /// Ends one of the caller's sessions. One that has ended already stays as it is.
    pub async fn end_session(&self, op: &OpCtx, id: SessionId) -> Result<(), SessionError> {
        let (account, current) = own(op)?;
        let reason = if id == current {
            SessionEnd::SignedOut
        } else {
            SessionEnd::EndedElsewhere
        };
        self.db
            .act(op, Act::new("endSession"), |tx| async move {
                session_store::session_by_id(&tx, id)
                    .await?
                    .ok_or(Failure::NotFound)?;
                session_store::end(&tx, account, Some(id), reason).await?;
                Ok::<_, SessionError>(())
            })
            .await?;
        self.learn(op).await;
        Ok(())
    }

    /// The caller's sessions that go on, the last used first.
    pub async fn sessions(&self, op: &OpCtx) -> Result<Vec<Session>, StoreError> {
        session_store::live_sessions(&self.db.read(op), op.session()).await
    }

    /// What has just been ended or changed counts here at once; the others read it within a second.
    /// The change stands whether or not this succeeds.
    pub(super) async fn learn(&self, op: &OpCtx) {
        if let Err(error) = self.revocations.refresh(&self.db, op).await {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "revocations not read; the next poll will"
            );
        }
    }

    /// A session that begins now, and its first refresh token.
    pub(super) fn new_session(
        &self,
        op: &OpCtx,
        account: AccountId,
    ) -> (NewSession, NewRefreshToken) {
        let id = SessionId(op.new_id());
        let token = self.refresh_tokens.make(id, 1, op.entropy());
        let session = NewSession {
            id,
            account,
            expires_at: self.session_lifetime.end(op.now(), op.now()),
            refresh_hash: token.hash.clone(),
        };
        (session, token)
    }

    /// What the person of a session works with.
    pub(super) fn signed_in(
        &self,
        op: &OpCtx,
        account: Account,
        session: SessionId,
        until: DateTime<Utc>,
        refresh_token: NewRefreshToken,
    ) -> Result<SignedIn, SigningFailed> {
        let grant = Grant {
            session,
            version: account.access_version,
        };
        let person = account.viewer.person();
        let within = op.now()..until;
        let issued = self.tokens.issue(&person, grant, within, op.new_id())?;
        Ok(SignedIn {
            token: issued.token,
            expires_at: issued.expires_at,
            refresh_token: refresh_token.text,
            refresh_expires_at: until,
            viewer: account.viewer,
        })
    }
}

/// The caller's account and session.
fn own(op: &OpCtx) -> Result<(AccountId, SessionId), Denied> {
    let person = op.actor().as_person().ok_or(Denied)?;
    let session = op.session().ok_or(Denied)?;
    Ok((person.account, session))
}

async fn refresh_in(
    tx: &Tx,
    old: &RefreshToken,
    new_hash: &[u8],
    lifetime: SessionLifetime,
) -> Result<Refreshed, RefreshError> {
    let Some(session) = session_store::session_by_id(tx, old.session).await? else {
        return Ok(Refreshed::Over);
    };
    let rotation = Rotation {
        old,
        new_hash,
        expires_at: lifetime.end(session.created_at, tx.now()),
    };
    if session_store::rotate(tx, &rotation).await? {
        let account = store::account_by_id(tx, session.account_id).await?;
        return Ok(match account.filter(|account| account.is_active) {
            Some(account) => Refreshed::Going(account, rotation.expires_at),
            None => Refreshed::Over,
        });
    }
    // Genuine, but not the one that is good. Of a session that is over nothing is left to end.
    let reason = SessionEnd::Reused;
    let is_live = session.ended_at.is_none() && session.expires_at > tx.now();
    let ended = if is_live {
        session_store::end(tx, session.account_id, Some(session.id), reason).await?
    } else {
        0
    };
    if ended == 0 {
        return Ok(Refreshed::Over);
    }
    let account = store::account_by_id(tx, session.account_id).await?;
    Ok(account.map_or(Refreshed::Over, Refreshed::Reused))
}
