//! A server as its callers know it: an address, and people who may call.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use handoff::access::Person;
use handoff::clock::Clock;
use handoff::config::Config;
use handoff::identity::{Grant, Role, SessionId, Tokens};
use secrecy::ExposeSecret as _;
use uuid::Uuid;

use super::{Caller, network, settings};

/// A server, in this process or another. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Server(Arc<Inner>);

struct Inner {
    address: String,
    clock: Arc<dyn Clock>,
    tokens: Tokens,
    http: reqwest::Client,
    numbers: AtomicU64,
}

impl Server {
    /// The server at that address, which tells the time by that clock.
    pub(crate) fn new(address: String, config: &Config, clock: Arc<dyn Clock>) -> Self {
        let identity = &config.identity;
        Self(Arc::new(Inner {
            address,
            clock,
            tokens: Tokens::new(
                &settings::keys(),
                &identity.issuer,
                &identity.audience,
                identity.token_lifetime(),
            ),
            http: reqwest::Client::new(),
            numbers: AtomicU64::new(1),
        }))
    }

    /// Host and port.
    pub(crate) fn address(&self) -> &str {
        &self.0.address
    }

    pub(crate) fn http(&self) -> &reqwest::Client {
        &self.0.http
    }

    /// Somebody who is not signed in.
    pub(crate) fn anonymous(&self) -> Caller {
        Caller::new(self.clone(), None)
    }

    /// A coordinator of plan A.
    pub(crate) fn plan(&self) -> Caller {
        self.plan_named("a")
    }

    /// A coordinator of that plan: `a` or `b`.
    pub(crate) fn plan_named(&self, name: &str) -> Caller {
        self.person(network::plan(name))
    }

    /// Staff of that provider: `p1`, `p2` or `p3`.
    pub(crate) fn provider(&self, name: &str) -> Caller {
        self.person(network::provider(name))
    }

    /// Somebody of the hospital that refers.
    pub(crate) fn referrer(&self) -> Caller {
        self.referrer_named("r1")
    }

    /// Somebody of that referrer: `r1` or `r2`.
    pub(crate) fn referrer_named(&self, name: &str) -> Caller {
        self.person(network::referrer(name))
    }

    /// Somebody with another role than their organization's first person.
    pub(crate) fn colleague(&self, name: &str, role: Role) -> Caller {
        self.person(network::colleague_of(name, role))
    }

    /// The first person of that organization.
    pub(crate) fn first_of(&self, name: &str) -> Caller {
        self.person(network::first_person(name))
    }

    /// That person, whoever it is.
    pub(crate) fn person(&self, person: Person) -> Caller {
        Caller::new(self.clone(), Some(person))
    }

    /// A token as sign-in would give it now, without the cost of a password.
    pub(crate) fn token(&self, person: &Person) -> String {
        let id = Uuid::from_u128(self.next_number().into());
        let now = self.0.clock.now();
        // Of a session that no table knows: it can be ended by nobody.
        let grant = Grant {
            session: SessionId(id),
            version: 1,
        };
        let within = now..now + self.0.tokens.lifetime();
        let issued = self.0.tokens.issue(person, grant, within, id).unwrap();
        issued.token.expose_secret().to_owned()
    }

    /// A number that was not given out before.
    pub(super) fn next_number(&self) -> u64 {
        self.0.numbers.fetch_add(1, Ordering::Relaxed)
    }
}
