//! Who is calling: the bearer token of a request or of a socket, checked by the product.

use std::{future::Future, sync::Arc};

use async_graphql::Executor;
use axum::http::{HeaderMap, header};
use chrono::{DateTime, Utc};
use tokio::sync::watch;
use uuid::Uuid;

use super::Core;
use crate::clock::Clock;

/// Turns a bearer token into who is calling. Implemented by identity.
pub trait Authenticate: Send + Sync + 'static {
    /// What resolvers find in the request's data.
    type Caller: Clone + Send + Sync + 'static;

    /// The caller without a token.
    fn anonymous(&self) -> Self::Caller;

    /// The verified caller, and when the token expires. Whatever is wrong with a token, the client
    /// learns only that it was refused.
    fn authenticate(
        &self,
        token: &str,
    ) -> impl Future<Output = Result<Verified<Self::Caller>, TokenRefused>> + Send;

    /// Whether the caller of a live socket still has access. Asked each second and before each
    /// delivery, so it must answer from memory. The expiry of the token is the edge's own business.
    fn standing(&self, caller: &Self::Caller) -> Result<(), Ended>;

    /// The user behind a caller; `None` for the anonymous one. A socket stays with its user when it
    /// takes a fresh token, and the sockets of one user are counted.
    fn user(&self, caller: &Self::Caller) -> Option<Uuid>;
}

/// A caller whose token has been checked.
#[derive(Clone, Debug)]
pub struct Verified<C> {
    /// Who it is.
    pub caller: C,
    /// From this instant on the token is no longer good.
    pub expires_at: DateTime<Utc>,
}

/// Why access ended before the token did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// The session was ended: by its person, or because its refresh token was used twice.
    SessionEnded,
    /// The account was suspended.
    Suspended,
    /// What the account may do has changed: a fresh token says what it is now.
    AccessChanged,
}

/// The token is malformed, forged, expired, revoked, or of an unknown user: nobody is told which.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the access token is not valid")]
pub struct TokenRefused;

/// The caller of an operation as of now. Over HTTP it never changes; on a socket a fresh token
/// replaces it while a subscription runs.
#[derive(Clone, Debug)]
pub struct LiveCaller<C> {
    seen: watch::Receiver<C>,
}

impl<C: Clone> LiveCaller<C> {
    /// A caller that never changes.
    pub(super) fn fixed(caller: C) -> Self {
        let (_, seen) = watch::channel(caller);
        Self { seen }
    }

    /// The caller whom `source` replaces with each fresh token.
    pub(super) fn following(source: &watch::Sender<C>) -> Self {
        Self {
            seen: source.subscribe(),
        }
    }

    /// The caller, by the newest token.
    #[must_use]
    pub fn now(&self) -> C {
        self.seen.borrow().clone()
    }
}

/// Checks a token: by the product, and by the clock.
pub(super) async fn verify<E: Executor, A: Authenticate>(
    core: &Core<E, A>,
    token: &str,
) -> Result<Verified<A::Caller>, TokenRefused> {
    let verified = core.edge.identity.authenticate(token).await?;
    if is_expired(verified.expires_at, &core.edge.clock) {
        return Err(TokenRefused);
    }
    Ok(verified)
}

/// The caller of an HTTP request. A request without the header is anonymous; any other than one
/// well-formed `Bearer` header with a good token is refused.
pub(super) async fn identify<E: Executor, A: Authenticate>(
    core: &Core<E, A>,
    headers: &HeaderMap,
) -> Result<A::Caller, TokenRefused> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    match (values.next(), values.next()) {
        (None, _) => Ok(core.edge.identity.anonymous()),
        (Some(value), None) => {
            let token = value.to_str().ok().and_then(bearer).ok_or(TokenRefused)?;
            Ok(verify(core, token).await?.caller)
        }
        (Some(_), Some(_)) => Err(TokenRefused),
    }
}

/// The token of an `Authorization` value, `Bearer <token>`. The scheme's case does not matter
/// (RFC 9110, section 11.1).
pub(super) fn bearer(value: &str) -> Option<&str> {
    let (scheme, token) = value.trim().split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}

/// Whether an instant of expiry has come: at the instant itself a token is no longer good.
pub(super) fn is_expired(expires_at: DateTime<Utc>, clock: &Arc<dyn Clock>) -> bool {
    expires_at <= clock.now()
}
