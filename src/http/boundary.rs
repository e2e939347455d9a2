//! What is common to all requests: an id, their client, one log line, panics that stay inside, safe
//! headers.

use std::{panic::AssertUnwindSafe, sync::Arc, time::Instant};

use async_graphql::Executor;
use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderName, HeaderValue, Method, header},
    middleware::Next,
    response::Response,
};
use futures_util::FutureExt as _;
use tracing::Instrument as _;

use super::{
    Authenticate, Core, RequestId,
    accept::Media,
    address::Peer,
    operation::Label,
    outcome::{self, Fault, Outcome},
};

const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Takes one request through the edge and back.
pub(super) async fn cross<E: Executor, A: Authenticate>(
    State(core): State<Arc<Core<E, A>>>,
    mut request: Request,
    next: Next,
) -> Response {
    let started = Instant::now();
    let id = (core.edge.new_request_id)();
    let line = LogLine::of(&request, &id, started);
    request.extensions_mut().insert(id.clone());
    let peer = request.extensions().get::<Peer>().copied();
    let client = core.edge.trusted_proxies.client(peer, request.headers());
    request.extensions_mut().insert(client);

    let span = tracing::info_span!("request", id = %id);
    let crossing = AssertUnwindSafe(next.run(request)).catch_unwind();
    let mut response = crossing
        .instrument(span)
        .await
        .unwrap_or_else(|_| outcome::answer(Outcome::Failed(Fault::Panicked), Media::Json, &id));

    harden(&mut response, &id);
    line.write(&response);
    response
}

/// Sets the headers that every response carries.
fn harden(response: &mut Response, id: &RequestId) {
    let headers = response.headers_mut();
    if let Ok(value) = HeaderValue::from_str(id.as_str()) {
        headers.insert(X_REQUEST_ID, value);
    }
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    // Answers hold health data: no browser, proxy or back button keeps one that does not say so.
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
}

/// The line that a request leaves in the log: never its variables, its document, its query string
/// or its headers, and of its path only the route that matched. Any of them may name a member.
struct LogLine {
    id: RequestId,
    method: Method,
    route: Option<MatchedPath>,
    started: Instant,
}

impl LogLine {
    fn of(request: &Request, id: &RequestId, started: Instant) -> Self {
        Self {
            id: id.clone(),
            method: request.method().clone(),
            route: request.extensions().get::<MatchedPath>().cloned(),
            started,
        }
    }

    fn write(&self, response: &Response) {
        let route = self.route.as_ref().map_or("(none)", MatchedPath::as_str);
        let status = response.status().as_u16();
        let duration_us = u64::try_from(self.started.elapsed().as_micros()).unwrap_or(u64::MAX);
        let request_id = self.id.as_str();
        let method = self.method.as_str();
        if route.starts_with("/health/") {
            tracing::debug!(method, route, status, duration_us, request_id, "request");
        } else if let Some(label) = response.extensions().get::<Label>() {
            let (operation, kind) = (label.name(), label.kind.to_string());
            tracing::info!(
                method,
                route,
                status,
                duration_us,
                request_id,
                operation,
                kind,
                "request"
            );
        } else {
            tracing::info!(method, route, status, duration_us, request_id, "request");
        }
    }
}
