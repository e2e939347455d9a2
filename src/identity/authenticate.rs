//! What the HTTP edge asks: who is calling, and is that still so?

use std::sync::Arc;

use uuid::Uuid;

use super::{Suspended, Tokens};
use crate::access::Actor;
use crate::clock::Clock;
use crate::http::{Authenticate, TokenRefused, Verified};

/// Turns access tokens into actors.
#[derive(Clone)]
pub struct TokenAuthenticator {
    tokens: Tokens,
    suspended: Suspended,
    clock: Arc<dyn Clock>,
    anonymous: Arc<Actor>,
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
        }
    }
}

impl Authenticate for TokenAuthenticator {
    type Caller = Arc<Actor>;

    fn anonymous(&self) -> Arc<Actor> {
        Arc::clone(&self.anonymous)
    }

    async fn authenticate(&self, token: &str) -> Result<Verified<Arc<Actor>>, TokenRefused> {
        let (person, expires_at) = self.tokens.verify(token, self.clock.as_ref())?;
        if self.suspended.contains(person.account) {
            return Err(TokenRefused);
        }
        Ok(Verified {
            caller: Arc::new(Actor::person(person)),
            expires_at,
        })
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
