//! The edge: GraphQL over HTTP and over WebSocket, before any schema.
//!
//! ```text
//! serve ── connection (cap, header timeout) ── boundary (request id, log line, panics, headers)
//!            │
//!            ├─ POST, GET /graphql ─ accept ─ identify ─ body ─┐
//!            ├─ /graphql/ws ─ websocket ─ one task per socket ─┼─ operation::plan ─ operation::execute
//!            ├─ /.well-known/jwks.json, /status/{token}        │
//!            └─ /health/live, /health/ready                    │   limits, parse cache     Executor
//!                                                              └─ outcome, errors: status, body, codes
//! ```
//!
//! Words: a *request* is one HTTP request; an *operation* is one GraphQL query, mutation or
//! subscription, sent by HTTP or over a socket; a *caller* is whoever runs it. The edge knows no
//! schema: it is generic over async-graphql's `Executor` and over [`Authenticate`], and the
//! composition root hands it both in an [`Edge`].
//!
//! Promises:
//! - Nothing is executed before the caller is known and the document is within its [`Limits`].
//! - A mutation that has begun is never cut: not by a timeout, not by a client that hangs up.
//! - Nothing is delivered on a socket once the token has expired or access has ended.
//! - An answer that shows people leaves once the product has let it pass its [`Gate`].
//! - Every error that leaves carries `extensions.code` and `extensions.requestId`; one that the
//!   program did not foresee leaves as "internal error".
//!
//! Start reading at [`router`], then `graphql.rs` and `websocket/driver.rs`.

mod accept;
mod address;
mod boundary;
mod errors;
mod expansion;
mod gate;
mod graphql;
mod health;
mod identify;
mod key_set;
mod limits;
mod operation;
mod outcome;
mod parse_cache;
mod roots;
mod serve;
mod status;
mod websocket;

use std::sync::Arc;

use async_graphql::{Executor, Request, parser::types::OperationType};
use axum::{
    Router,
    extract::DefaultBodyLimit,
    middleware,
    routing::{any, get},
};
use futures_util::future::BoxFuture;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use self::{parse_cache::ParseCache, websocket::Seats};
use crate::clock::Clock;
pub use crate::op::{Client, RequestId};

pub use self::{
    address::{NoNetwork, TrustedProxies},
    gate::{Gate, Withheld},
    identify::{Authenticate, Ended, LiveCaller, TokenRefused, Verified},
    limits::{ConnectionLimits, Limits, SocketLimits},
    serve::{Drained, serve},
    status::{Found, LookUp},
};

/// Where queries and mutations go.
pub const GRAPHQL_PATH: &str = "/graphql";
/// Where sockets are opened: subscriptions, and queries and mutations as well.
pub const WEBSOCKET_PATH: &str = "/graphql/ws";

/// Where the public keys of access tokens are.
pub const KEY_SET_PATH: &str = "/.well-known/jwks.json";

/// Where links show how a referral stands.
pub const STATUS_PATH: &str = "/status/{token}";

/// Lets the product put what its resolvers need into an operation that is about to run. The edge
/// has already put in the caller, a [`LiveCaller`] and the [`RequestId`].
pub type Prepare<C> = Arc<dyn Fn(Call<'_, C>, Request) -> Prepared + Send + Sync>;

/// An operation that is about to run.
pub struct Call<'a, C> {
    /// Who runs it.
    pub caller: &'a C,
    /// Who sent it, as far as the network tells.
    pub client: &'a Client,
    /// Names it in the log.
    pub request_id: RequestId,
    /// Query, mutation or subscription.
    pub kind: OperationType,
    /// The root fields that it selects, with commas between them.
    pub fields: String,
}

/// An operation that is ready to run.
pub struct Prepared {
    /// With all that its resolvers need.
    pub request: Request,
    /// Lets its answers leave.
    pub gate: Gate,
}

/// Makes a new request id.
pub type NewRequestId = Arc<dyn Fn() -> RequestId + Send + Sync>;
/// Says whether the product can serve requests now: its database answers, its schema is current.
pub type Ready = Arc<dyn Fn() -> BoxFuture<'static, bool> + Send + Sync>;

/// All that the edge needs from the rest of the program.
pub struct Edge<E, A: Authenticate> {
    /// Runs GraphQL operations: the schema.
    pub executor: E,
    /// Tells who is calling.
    pub identity: A,
    /// Completes each operation before it runs.
    pub prepare: Prepare<A::Caller>,
    /// Makes request ids.
    pub new_request_id: NewRequestId,
    /// Answers `/health/ready`.
    pub ready: Ready,
    /// The public keys of access tokens, as a JWK set.
    pub key_set: Arc<str>,
    /// Says what a link shows.
    pub look_up: LookUp,
    /// Proxies whose word about their clients is taken.
    pub trusted_proxies: TrustedProxies,
    /// Judges the expiry of tokens.
    pub clock: Arc<dyn Clock>,
    /// What is refused, and how long things may take.
    pub limits: Limits,
    /// Cancelled when the server is to stop: sockets are closed with 1001.
    pub stop: CancellationToken,
    /// Holds mutations and sockets, so that a stopping server can wait for them.
    pub tasks: TaskTracker,
}

/// What every request shares: the parts given by the product, and the edge's own state.
struct Core<E, A: Authenticate> {
    edge: Edge<E, A>,
    documents: ParseCache,
    seats: Seats,
    brake: status::Brake,
}

/// The routes of the edge, with the boundary around them.
pub fn router<E: Executor, A: Authenticate>(edge: Edge<E, A>) -> Router {
    let core = Arc::new(Core {
        documents: ParseCache::new(edge.limits.parse_cache_entries),
        seats: Seats::new(&edge.limits.socket),
        brake: status::Brake::default(),
        edge,
    });
    let graphql = get(graphql::by_get::<E, A>)
        .post(graphql::by_post::<E, A>)
        .fallback(graphql::method_not_allowed);
    Router::new()
        .route(GRAPHQL_PATH, graphql)
        .route(WEBSOCKET_PATH, any(websocket::upgrade::<E, A>))
        .route(KEY_SET_PATH, get(key_set::key_set::<E, A>))
        .route(STATUS_PATH, get(status::status::<E, A>))
        .route("/health/live", get(health::live))
        .route("/health/ready", get(health::ready::<E, A>))
        .fallback(graphql::not_found)
        .layer(DefaultBodyLimit::max(core.edge.limits.body_bytes))
        .layer(middleware::from_fn_with_state(
            Arc::clone(&core),
            boundary::cross::<E, A>,
        ))
        .with_state(core)
}
