//! The operation: who acts, when, and why. First argument of every service and store function;
//! without one, nothing can be read or written.

use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use entity::types::SessionId;
use uuid::Uuid;

use crate::access::{About, Actor};
use crate::audit::Shown;
use crate::clock::Clock;
use crate::entropy::{Entropy, uuid_v7};

/// Names one request in logs and in the errors that its client sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestId(Arc<str>);

impl RequestId {
    /// Takes the text as it is.
    #[must_use]
    pub fn new(text: impl Into<Arc<str>>) -> Self {
        Self(text.into())
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Longest name of a client's program that is kept, in bytes.
const AGENT_BYTES: usize = 200;

/// Who sent a request, as far as the network tells. Cheap to clone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Client {
    address: Option<IpAddr>,
    agent: Option<Arc<str>>,
}

impl Client {
    /// A client at that address, with a program that calls itself so; an endless name is cut.
    #[must_use]
    pub fn new(address: Option<IpAddr>, agent: Option<&str>) -> Self {
        let agent = agent
            .map(|agent| &agent[..agent.floor_char_boundary(AGENT_BYTES)])
            .filter(|agent| !agent.trim().is_empty());
        Self {
            address,
            agent: agent.map(Arc::from),
        }
    }

    /// Where it is.
    #[must_use]
    pub fn address(&self) -> Option<IpAddr> {
        self.address
    }

    /// What its program calls itself.
    #[must_use]
    pub fn agent(&self) -> Option<&str> {
        self.agent.as_deref()
    }
}

/// One operation by one actor. Its time is fixed when it starts, so that everything it writes
/// bears the same instant.
#[derive(Clone)]
pub struct OpCtx {
    actor: Arc<Actor>,
    now: DateTime<Utc>,
    request_id: RequestId,
    entropy: Arc<dyn Entropy>,
    client: Client,
    session: Option<SessionId>,
    shown: Shown,
}

impl OpCtx {
    /// Starts an operation now.
    #[must_use]
    pub fn start(
        actor: Arc<Actor>,
        clock: &dyn Clock,
        request_id: RequestId,
        entropy: Arc<dyn Entropy>,
    ) -> Self {
        Self {
            actor,
            now: clock.now(),
            request_id,
            entropy,
            client: Client::default(),
            session: None,
            shown: Shown::default(),
        }
    }

    /// The same operation, sent by that client.
    #[must_use]
    pub fn sent_by(self, client: Client) -> Self {
        Self { client, ..self }
    }

    /// The same operation as part of a greater one, whose answer shows what this one reads.
    #[must_use]
    pub fn answering(self, shown: Shown) -> Self {
        Self { shown, ..self }
    }

    /// The same operation in the hands of the server itself, for what its caller may set off but
    /// not read. `reason` says why; it is for the reader of the code.
    #[must_use]
    pub fn as_system(&self, reason: &'static str) -> Self {
        debug_assert!(!reason.is_empty());
        Self {
            actor: Arc::new(Actor::system()),
            ..self.clone()
        }
    }

    /// Who acts.
    #[must_use]
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// The instant of the operation, in whole microseconds.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.now
    }

    /// Today in California, where the plans' days begin and end.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        self.now
            .with_timezone(&chrono_tz::America::Los_Angeles)
            .date_naive()
    }

    /// Names the request in logs.
    #[must_use]
    pub fn request_id(&self) -> &RequestId {
        &self.request_id
    }

    /// The same operation, by the person of that session.
    #[must_use]
    pub fn in_session(self, session: Option<SessionId>) -> Self {
        Self { session, ..self }
    }

    /// The session of the person who acts.
    #[must_use]
    pub fn session(&self) -> Option<SessionId> {
        self.session
    }

    /// Where the client is that set it off; `None` for the server itself.
    #[must_use]
    pub fn address(&self) -> Option<IpAddr> {
        self.client.address()
    }

    /// What the client's program calls itself.
    #[must_use]
    pub fn agent(&self) -> Option<&str> {
        self.client.agent()
    }

    /// A row about that person is on its way to whoever asked. What the server reads for itself
    /// does not count, and nobody in particular is shown nobody.
    pub fn shows(&self, about: About) {
        if self.actor.as_person().is_some() {
            self.shown.note(about);
        }
    }

    /// An act of this operation is in the audit trail, with those whom it concerned.
    pub fn covers(&self, about: impl IntoIterator<Item = About>) {
        self.shown.cover(about);
    }

    /// Whom the answer is about.
    #[must_use]
    pub fn shown(&self) -> &Shown {
        &self.shown
    }

    /// A new id, greater than those of earlier operations.
    #[must_use]
    pub fn new_id(&self) -> Uuid {
        uuid_v7(self.now, self.entropy.as_ref())
    }

    /// Where random bytes come from.
    #[must_use]
    pub fn entropy(&self) -> &dyn Entropy {
        self.entropy.as_ref()
    }
}

impl fmt::Debug for OpCtx {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OpCtx")
            .field("actor", &self.actor)
            .field("now", &self.now)
            .field("request_id", &self.request_id)
            .finish_non_exhaustive()
    }
}
