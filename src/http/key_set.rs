//! `/.well-known/jwks.json`: the public keys of access tokens, for whoever wants to check one.

use std::sync::Arc;

use async_graphql::Executor;
use axum::{extract::State, http::header, response::IntoResponse};

use super::{Authenticate, Core};

/// How long anybody may keep the answer: a new key stands in it long before it signs.
const CACHING: &str = "public, max-age=300";

/// `GET /.well-known/jwks.json`: a JWK set (RFC 7517). Public keys, so anybody may have it.
pub(super) async fn key_set<E: Executor, A: Authenticate>(
    State(core): State<Arc<Core<E, A>>>,
) -> impl IntoResponse + use<E, A> {
    let headers = [
        (header::CONTENT_TYPE, "application/jwk-set+json"),
        (header::CACHE_CONTROL, CACHING),
    ];
    (headers, core.edge.key_set.to_string())
}
