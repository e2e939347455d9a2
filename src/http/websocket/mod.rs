//! `/graphql/ws`: the protocol `graphql-transport-ws`, one task per socket.
//!
//! ```text
//!          connection_init                      subscribe
//! opened ───────────────────► acknowledged ──────────────────► operation ─┐
//!   │ 4408 too late             │    ▲                           │        │ next, then
//!   │ 4401 subscribe            │    └───────────────────────────┼────────┘ complete or error
//!   │ 4403 bad token            │ 4403 token expired, access ended, bad fresh token
//!   │ 4429 user's sockets       │ 4409 id in use   4429 second init, too many operations
//!   └───────────────────────────┴─► closed: also 1001, 1009, 1011, 1013, 3008, 4400
//! ```
//!
//! `protocol.rs` knows the messages, `close.rs` why sockets are closed, `seats.rs` how many may be
//! open, `operation.rs` turns one `subscribe` into a stream of messages, and `driver.rs` is the
//! connection itself. There is no queue of outgoing messages: the driver takes the next one from
//! its operations when the last one has left, so a slow client slows its own operations and costs
//! nobody memory.

mod close;
mod driver;
mod operation;
mod protocol;
mod seats;

use std::sync::Arc;

use async_graphql::Executor;
use axum::{
    Extension,
    extract::{
        State,
        ws::{WebSocketUpgrade, rejection::WebSocketUpgradeRejection},
    },
    http::StatusCode,
    response::{IntoResponse as _, Response},
};

use self::driver::Driver;
use super::{
    Authenticate, Client, Core, RequestId, accept::Media, errors::Code, outcome,
    serve::ConnectionSlot,
};

pub(super) use self::seats::Seats;

/// The only subprotocol that is spoken.
const SUBPROTOCOL: &str = "graphql-transport-ws";

/// Read buffer of a socket, in bytes. The default of 128 KiB would be most of what an idle
/// subscription costs; longer messages are read in several steps.
const READ_BUFFER_BYTES: usize = 4 * 1024;

/// Opens a socket.
pub(super) async fn upgrade<E: Executor, A: Authenticate>(
    State(core): State<Arc<Core<E, A>>>,
    Extension(id): Extension<RequestId>,
    Extension(client): Extension<Client>,
    slot: Option<Extension<ConnectionSlot>>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Response {
    let upgrade = match upgrade {
        Ok(upgrade) => upgrade.protocols([SUBPROTOCOL]),
        Err(rejection) => {
            let status = rejection.into_response().status();
            return refuse(status, "this path is for WebSocket connections", &id);
        }
    };
    if upgrade.selected_protocol().is_none() {
        let message = "offer the subprotocol graphql-transport-ws: no other is spoken";
        return refuse(StatusCode::BAD_REQUEST, message, &id);
    }
    let longest = core.edge.limits.socket.message_bytes;
    // Counted from before the response leaves: a server that stops now waits for this socket.
    let tracked = core.edge.tasks.token();
    upgrade
        .read_buffer_size(READ_BUFFER_BYTES)
        .write_buffer_size(0)
        .max_message_size(longest)
        .max_frame_size(longest)
        .on_upgrade(move |socket| async move {
            Driver::new(core, socket, client, id).run().await;
            drop((tracked, slot));
        })
}

fn refuse(status: StatusCode, message: &str, id: &RequestId) -> Response {
    outcome::refuse(status, Code::BadUserInput, message, Media::Json, id)
}
