//! What the HTTP edge asks: who is calling, and is that still so?

use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};

use aws_lc_rs::digest;
use lru::LruCache;
use uuid::Uuid;

use super::{Suspended, Tokens};
use crate::access::Actor;
use crate::clock::Clock;
use crate::http::{Authenticate, TokenRefused, Verified};

/// Tokens kept after their signature was checked.
const KNOWN_TOKENS: NonZeroUsize = NonZeroUsize::new(4096).unwrap();

/// Turns access tokens into actors.
#[derive(Clone)]
pub struct TokenAuthenticator {
    tokens: Tokens,
    suspended: Suspended,
    clock: Arc<dyn Clock>,
    anonymous: Arc<Actor>,
    known: Arc<KnownTokens>,
}

impl TokenAuthenticator {
    /// Believes tokens that `tokens` signed, of accounts that are not suspended.
    #[must_use]
    pub fn new(tokens: Tokens, suspended: Suspended, clock: Arc<dyn Clock>) -> Self {
        Self {
            tokens,
            suspended,
            clock,
            anonymous: Arc::new(Actor::Anonymous),
            known: Arc::default(),
        }
    }

    fn verify(&self, token: &str) -> Result<Verified<Arc<Actor>>, TokenRefused> {
        let name = KnownTokens::name(token);
        if let Some(known) = self.known.get(name)
            && self.clock.now() < known.expires_at
        {
            return Ok(known);
        }
        let (person, expires_at) = self.tokens.verify(token, self.clock.as_ref())?;
        let verified = Verified {
            caller: Arc::new(Actor::person(person)),
            expires_at,
        };
        self.known.put(name, verified.clone());
        Ok(verified)
    }
}

/// Tokens whose signature was good, by their SHA-256. A client sends the same token with every
/// request, and to check an Ed25519 signature takes longer than most of what a request asks for.
/// Whether the token has ended and the account is suspended is still asked each time.
struct KnownTokens(Mutex<LruCache<[u8; 32], Verified<Arc<Actor>>>>);

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

    fn get(&self, name: [u8; 32]) -> Option<Verified<Arc<Actor>>> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(&name).cloned()
    }

    fn put(&self, name: [u8; 32], verified: Verified<Arc<Actor>>) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.put(name, verified);
    }
}

impl Authenticate for TokenAuthenticator {
    type Caller = Arc<Actor>;

    fn anonymous(&self) -> Arc<Actor> {
        Arc::clone(&self.anonymous)
    }

    async fn authenticate(&self, token: &str) -> Result<Verified<Arc<Actor>>, TokenRefused> {
        let verified = self.verify(token)?;
        if self.still_valid(&verified.caller) {
            Ok(verified)
        } else {
            Err(TokenRefused)
        }
    }

    fn still_valid(&self, caller: &Arc<Actor>) -> bool {
        caller
            .as_person()
            .is_none_or(|person| !self.suspended.contains(person.account))
    }

    fn user(&self, caller: &Arc<Actor>) -> Option<Uuid> {
        caller.as_person().map(|person| person.account.0)
    }
}
