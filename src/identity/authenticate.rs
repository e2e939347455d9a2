//! What the HTTP edge asks: who is calling, and is that still so?

use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};

use aws_lc_rs::digest;
use entity::types::SessionId;
use lru::LruCache;
use uuid::Uuid;

use super::token::Grant;
use super::{ExternalIdentities, Revocations, Tokens};
use crate::access::Actor;
use crate::clock::Clock;
use crate::http::{Authenticate, Ended, TokenRefused, Verified};

/// Tokens kept after their signature was checked.
const KNOWN_TOKENS: NonZeroUsize = NonZeroUsize::new(4096).unwrap();

/// Who calls, and what that rests on. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Caller {
    actor: Arc<Actor>,
    grant: Option<Grant>,
}

impl Caller {
    /// Who it is.
    #[must_use]
    pub fn actor(&self) -> &Arc<Actor> {
        &self.actor
    }

    /// The session of a person; none where a plan's identity provider let them in.
    #[must_use]
    pub fn session(&self) -> Option<SessionId> {
        self.grant
            .map(|grant| grant.session)
            .filter(|session| !session.0.is_nil())
    }
}

/// Turns access tokens into callers.
#[derive(Clone)]
pub struct TokenAuthenticator {
    tokens: Tokens,
    revocations: Revocations,
    clock: Arc<dyn Clock>,
    anonymous: Caller,
    known: Arc<KnownTokens>,
    external: Option<ExternalIdentities>,
}

impl TokenAuthenticator {
    /// Believes tokens that `tokens` signed, as long as nothing they rest on has ended.
    #[must_use]
    pub fn new(tokens: Tokens, revocations: Revocations, clock: Arc<dyn Clock>) -> Self {
        Self {
            tokens,
            revocations,
            clock,
            anonymous: Caller {
                actor: Arc::new(Actor::Anonymous),
                grant: None,
            },
            known: Arc::default(),
            external: None,
        }
    }

    /// Believes tokens of plans' identity providers as well.
    #[must_use]
    pub fn and_of(self, external: ExternalIdentities) -> Self {
        Self {
            external: Some(external),
            ..self
        }
    }

    /// Whom a token of a plan's identity provider lets in.
    async fn admit(&self, token: &str) -> Result<Verified<Caller>, TokenRefused> {
        let external = self.external.as_ref().ok_or(TokenRefused)?;
        let admitted = external.admit(token).await?;
        Ok(Verified {
            caller: Caller {
                actor: Arc::new(Actor::person(admitted.person)),
                grant: Some(admitted.grant),
            },
            expires_at: admitted.expires_at,
        })
    }

    fn verify(&self, token: &str) -> Result<Verified<Caller>, TokenRefused> {
        let name = KnownTokens::name(token);
        if let Some(known) = self.known.get(name)
            && self.clock.now() < known.expires_at
        {
            return Ok(known);
        }
        let bearer = self.tokens.verify(token, self.clock.as_ref())?;
        let verified = Verified {
            caller: Caller {
                actor: Arc::new(Actor::person(bearer.person)),
                grant: Some(bearer.grant),
            },
            expires_at: bearer.expires_at,
        };
        self.known.put(name, verified.clone());
        Ok(verified)
    }
}

/// Tokens whose signature was good, by their SHA-256. A client sends the same token with every
/// request, and to check an Ed25519 signature takes longer than most of what a request asks for.
/// Whether the token has expired and what it rests on still stands is asked each time.
struct KnownTokens(Mutex<LruCache<[u8; 32], Verified<Caller>>>);

impl Default for KnownTokens {
    fn default() -> Self {
        Self(Mutex::new(LruCache::new(KNOWN_TOKENS)))
    }
}

impl KnownTokens {
    /// Tokens themselves are not kept: who reads the memory of a server should find none.
    fn name(token: &str) -> [u8; 32] {
        let mut name = [0; 32];
        name.copy_from_slice(digest::digest(&digest::SHA256, token.as_bytes()).as_ref());
        name
    }

    fn get(&self, name: [u8; 32]) -> Option<Verified<Caller>> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(&name).cloned()
    }

    fn put(&self, name: [u8; 32], verified: Verified<Caller>) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.put(name, verified);
    }
}

impl Authenticate for TokenAuthenticator {
    type Caller = Caller;

    fn anonymous(&self) -> Caller {
        self.anonymous.clone()
    }

    async fn authenticate(&self, token: &str) -> Result<Verified<Caller>, TokenRefused> {
        let verified = match self.verify(token) {
            Ok(verified) => verified,
            Err(TokenRefused) => self.admit(token).await?,
        };
        match self.standing(&verified.caller) {
            Ok(()) => Ok(verified),
            Err(_) => Err(TokenRefused),
        }
    }

    fn standing(&self, caller: &Caller) -> Result<(), Ended> {
        match (caller.actor.as_person(), caller.grant) {
            (Some(person), Some(grant)) => self.revocations.judge(person.account, grant),
            (None, _) | (_, None) => Ok(()),
        }
    }

    fn user(&self, caller: &Caller) -> Option<Uuid> {
        caller.actor.as_person().map(|person| person.account.0)
    }
}
