//! Two questions of whoever runs the server.

use std::sync::Arc;

use async_graphql::Executor;
use axum::{Json, extract::State, http::StatusCode};
use serde_json::{Value, json};

use super::{Authenticate, Core};

/// `GET /health/live`: the process answers. If it does not, restart it.
pub(super) async fn live() -> Json<Value> {
    Json(json!({ "status": "live" }))
}

/// `GET /health/ready`: send requests here. 503 while the product is not ready, and from the moment
/// the server is told to stop.
pub(super) async fn ready<E: Executor, A: Authenticate>(
    State(core): State<Arc<Core<E, A>>>,
) -> (StatusCode, Json<Value>) {
    let (status, word) = if core.edge.stop.is_cancelled() {
        (StatusCode::SERVICE_UNAVAILABLE, "stopping")
    } else if (core.edge.ready)().await {
        (StatusCode::OK, "ready")
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "not ready")
    };
    (status, Json(json!({ "status": word })))
}
