//! The edge on 127.0.0.1, with callers that are invented on the spot.

use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::FutureExt as _;
use handoff::{
    clock::{Clock as _, ManualClock},
    http::{
        self, Authenticate, Call, ConnectionLimits, Drained, Edge, Ended as EndedBecause, Gate,
        Limits, RequestId, TokenRefused, TrustedProxies, Verified, router, serve,
    },
};
use serde_json::{Value, json};
use tokio::{net::TcpListener, task::JoinHandle};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use uuid::Uuid;

use super::{
    schema::{self, Deeds},
    socket_client::Socket,
};

/// A token is `<name>:<number>:<minutes>`: whose it is, which one, and for how long it is good.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Caller {
    pub(super) name: String,
    pub(super) token: String,
}

/// What the product puts into each operation, here "<caller> <request id>".
pub(super) struct Prepared(pub(super) String);

pub(super) struct Identity {
    clock: ManualClock,
    born: DateTime<Utc>,
    ended: Ended,
}

/// Names whose access has ended, and why.
pub(super) type Ended = Arc<Mutex<HashMap<String, EndedBecause>>>;

impl Authenticate for Identity {
    type Caller = Caller;

    fn anonymous(&self) -> Caller {
        Caller {
            name: "nobody".into(),
            token: String::new(),
        }
    }

    async fn authenticate(&self, token: &str) -> Result<Verified<Caller>, TokenRefused> {
        let mut parts = token.split(':');
        let (Some(name), Some(_), Some(minutes)) = (parts.next(), parts.next(), parts.next())
        else {
            return Err(TokenRefused);
        };
        if name == "slow" {
            tokio::time::sleep(Duration::from_secs(5)).await;
        }
        assert!(self.clock.now() >= self.born);
        Ok(Verified {
            caller: Caller {
                name: name.to_owned(),
                token: token.to_owned(),
            },
            expires_at: self.born + TimeDelta::minutes(minutes.parse().map_err(|_| TokenRefused)?),
        })
    }

    fn standing(&self, caller: &Caller) -> Result<(), EndedBecause> {
        match self.ended.lock().unwrap().get(&caller.name) {
            Some(reason) => Err(*reason),
            None => Ok(()),
        }
    }

    fn user(&self, caller: &Caller) -> Option<Uuid> {
        let bytes = caller
            .name
            .bytes()
            .fold(0_u128, |sum, byte| sum * 256 + u128::from(byte));
        (caller.name != "nobody").then(|| Uuid::from_u128(bytes))
    }
}

pub(super) struct Server {
    pub(super) address: SocketAddr,
    pub(super) clock: ManualClock,
    pub(super) deeds: Deeds,
    pub(super) ended: Ended,
    pub(super) stop: CancellationToken,
    pub(super) running: JoinHandle<Drained>,
    pub(super) http: reqwest::Client,
}

/// Limits that keep tests short: sockets are checked every 10 ms.
pub(super) fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.socket.check_every = Duration::from_millis(10);
    limits
}

impl Server {
    pub(super) async fn start() -> Self {
        Self::with_limits(limits()).await
    }

    pub(super) async fn with_limits(limits: Limits) -> Self {
        Self::with(limits, ConnectionLimits::default()).await
    }

    pub(super) async fn with(limits: Limits, connections: ConnectionLimits) -> Self {
        let born = DateTime::from_timestamp_secs(1_800_000_000).unwrap();
        let clock = ManualClock::new(born);
        let (deeds, ended) = (Deeds::default(), Ended::default());
        let (stop, tasks) = (CancellationToken::new(), TaskTracker::new());
        let ids = AtomicU64::new(0);
        let edge = Edge {
            executor: schema::build(deeds.clone()),
            identity: Identity {
                clock: clock.clone(),
                born,
                ended: Arc::clone(&ended),
            },
            prepare: Arc::new(|call: Call<'_, Caller>, request| {
                let told = Prepared(format!("{} {}", call.caller.name, call.request_id));
                http::Prepared {
                    request: request.data(told),
                    gate: Gate::open(),
                }
            }),
            new_request_id: Arc::new(move || {
                RequestId::new(format!("id-{}", ids.fetch_add(1, Ordering::SeqCst)))
            }),
            ready: {
                let deeds = deeds.clone();
                Arc::new(move || {
                    let ready = deeds.added.load(Ordering::SeqCst) == 0;
                    async move { ready }.boxed()
                })
            },
            key_set: "{}".into(),
            look_up: Arc::new(|_| Box::pin(async { http::Found::Nothing })),
            trusted_proxies: TrustedProxies::default(),
            clock: Arc::new(clock.clone()),
            limits,
            stop: stop.clone(),
            tasks: tasks.clone(),
        };
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let serving = serve(listener, router(edge), connections, stop.clone(), tasks);
        #[expect(
            clippy::disallowed_methods,
            reason = "the server's own task has no tracker"
        )]
        let running = tokio::spawn(serving);
        Self {
            address,
            clock,
            deeds,
            ended,
            stop,
            running,
            http: reqwest::Client::new(),
        }
    }

    pub(super) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// A POST with both content types set as a modern client does.
    pub(super) fn post(&self, body: &Value) -> reqwest::RequestBuilder {
        self.http
            .post(self.url("/graphql"))
            .header("accept", "application/graphql-response+json")
            .json(body)
    }

    /// Runs an anonymous operation: status and body.
    pub(super) async fn run(&self, query: &str) -> (u16, Value) {
        answer(self.post(&json!({ "query": query }))).await
    }

    /// A socket before `connection_init`.
    pub(super) async fn socket(&self) -> Socket {
        Socket::open(self.address).await
    }

    /// A socket that has been acknowledged.
    pub(super) async fn socket_as(&self, token: &str) -> Socket {
        let mut socket = self.socket().await;
        socket
            .send(&json!({ "type": "connection_init", "payload": { "token": token } }))
            .await;
        assert_eq!(socket.receive().await["type"], "connection_ack");
        socket
    }

    /// A socket of nobody in particular.
    pub(super) async fn anonymous_socket(&self) -> Socket {
        let mut socket = self.socket().await;
        socket.send(&json!({ "type": "connection_init" })).await;
        assert_eq!(socket.receive().await, json!({ "type": "connection_ack" }));
        socket
    }

    /// Waits until `deed` holds, for at most two seconds.
    pub(super) async fn until(&self, deed: impl Fn(&Deeds) -> bool) {
        for _ in 0..400 {
            if deed(&self.deeds) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        panic!("it did not happen within two seconds");
    }
}

/// Status and body of an answer.
pub(super) async fn answer(request: reqwest::RequestBuilder) -> (u16, Value) {
    let response = request.send().await.unwrap();
    (response.status().as_u16(), response.json().await.unwrap())
}

/// The code of the only error.
pub(super) fn only_code(body: &Value) -> &str {
    let errors = body["errors"].as_array().unwrap();
    assert_eq!(errors.len(), 1, "{body}");
    assert!(errors[0]["extensions"]["requestId"].is_string(), "{body}");
    errors[0]["extensions"]["code"].as_str().unwrap()
}
