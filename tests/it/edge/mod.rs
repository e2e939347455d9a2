//! The edge over real connections, with a schema that is only here to be served.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on fails, and the support code around it as well"
)]

mod connections;
mod execution;
mod http;
mod log;
mod schema;
mod server;
mod socket_client;
mod socket_end;
mod socket_operations;
mod socket_session;
