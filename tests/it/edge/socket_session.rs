//! How a socket is opened: `connection_init`, its token, and who may have how many.

use std::time::Duration;

use chrono::TimeDelta;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

use super::server::{Server, limits};

fn init(payload: &Value) -> Value {
    json!({ "type": "connection_init", "payload": payload })
}

#[tokio::test]
async fn both_forms_of_token_are_taken_and_the_ack_tells_the_expiry() {
    let server = Server::start().await;
    for payload in [
        json!({ "token": "ana:1:60" }),
        json!({ "Authorization": "Bearer ana:1:60" }),
    ] {
        let mut socket = server.socket().await;
        socket.send(&init(&payload)).await;
        assert_eq!(
            socket.receive().await,
            json!({ "type": "connection_ack", "payload": { "expiresAt": "2027-01-15T09:00:00Z" } })
        );
        socket.subscribe("1", "{ caller }").await;
        assert_eq!(socket.receive().await["payload"]["data"]["caller"], "ana");
    }
}

#[tokio::test]
async fn without_a_token_the_caller_is_anonymous() {
    let server = Server::start().await;
    let mut socket = server.anonymous_socket().await;
    socket.subscribe("1", "{ caller }").await;
    assert_eq!(
        socket.receive().await["payload"]["data"]["caller"],
        "nobody"
    );
}

#[tokio::test]
async fn a_bad_or_expired_token_is_4403() {
    let server = Server::start().await;
    server.clock.advance(TimeDelta::minutes(60));
    for payload in [
        json!({ "token": "nonsense" }),
        json!({ "token": "ana:1:60" }),
        json!({ "token": 7 }),
        json!({ "Authorization": "ana:1:99" }),
    ] {
        let mut socket = server.socket().await;
        socket.send(&init(&payload)).await;
        assert_eq!(
            socket.closed_next().await,
            (4403, "token refused".into()),
            "{payload}"
        );
    }
}

#[tokio::test]
async fn a_socket_that_does_not_begin_is_4408() {
    let mut limits = limits();
    limits.socket.init_timeout = Duration::from_millis(50);
    let server = Server::with_limits(limits).await;
    let mut socket = server.socket().await;
    let closed = socket.closed_next().await;
    assert_eq!(closed, (4408, "connection initialisation timeout".into()));
}

#[tokio::test]
async fn a_token_that_cannot_be_checked_in_time_is_1013() {
    let mut limits = limits();
    limits.socket.init_timeout = Duration::from_millis(50);
    let server = Server::with_limits(limits).await;
    let mut socket = server.socket().await;
    socket.send(&init(&json!({ "token": "slow:1:60" }))).await;
    assert_eq!(socket.closed_next().await.0, 1013);
}

#[tokio::test]
async fn a_second_init_is_4429() {
    let server = Server::start().await;
    let mut socket = server.anonymous_socket().await;
    socket.send(&json!({ "type": "connection_init" })).await;
    let closed = socket.closed_next().await;
    assert_eq!(closed, (4429, "too many initialisation requests".into()));
}

#[tokio::test]
async fn subscribe_before_the_ack_is_4401() {
    let server = Server::start().await;
    let mut socket = server.socket().await;
    socket.subscribe("1", "{ hello }").await;
    assert_eq!(socket.closed_next().await.0, 4401);
}

#[tokio::test]
async fn messages_that_are_not_of_the_protocol_are_4400_with_the_reason() {
    let server = Server::start().await;
    for (message, reason) in [
        (
            Message::text("nonsense"),
            "bad message: not a JSON object with a \"type\"",
        ),
        (
            Message::text(r#"{"type":"start"}"#),
            "bad message: unknown type",
        ),
        (Message::binary(vec![1]), "bad message: not text"),
        (
            Message::text(r#"{"type":"subscribe","id":"1","payload":{}}"#),
            "bad message: \"query\" is missing: it holds the GraphQL document",
        ),
    ] {
        let mut socket = server.anonymous_socket().await;
        socket.send_raw(message).await;
        assert_eq!(socket.closed_next().await, (4400, reason.into()));
    }
    let mut socket = server.socket().await;
    let early = json!({ "type": "ping", "payload": { "token": "ana:1:60" } });
    socket.send(&early).await;
    assert_eq!(socket.closed_next().await.0, 4400);
}

#[tokio::test]
async fn a_message_above_the_limit_is_1009() {
    let server = Server::start().await;
    let mut socket = server.anonymous_socket().await;
    let long = json!({ "type": "ping", "payload": { "padding": "x".repeat(64 * 1024) } });
    socket.send(&long).await;
    assert_eq!(socket.closed_next().await, (1009, "message too big".into()));
}

#[tokio::test]
async fn a_user_has_a_limit_of_sockets() {
    let mut limits = limits();
    limits.socket.sockets_per_user = 2;
    let server = Server::with_limits(limits).await;
    let first = server.socket_as("ana:1:60").await;
    let _second = server.socket_as("ana:2:60").await;
    let _other = server.socket_as("ben:1:60").await;

    let mut third = server.socket().await;
    third.send(&init(&json!({ "token": "ana:1:60" }))).await;
    assert_eq!(
        third.closed_next().await,
        (4429, "too many sockets of this user".into())
    );

    drop(first);
    // The server learns of it when it reads the end of the connection.
    tokio::time::sleep(Duration::from_millis(100)).await;
    server.socket_as("ana:1:60").await;
}

#[tokio::test]
async fn above_the_limit_of_all_sockets_it_is_1013() {
    let mut limits = limits();
    limits.socket.sockets = 1;
    let server = Server::with_limits(limits).await;
    let _first = server.anonymous_socket().await;
    let mut second = server.socket().await;
    let closed = second.closed_next().await;
    assert_eq!(
        closed,
        (1013, "too many connections, try again later".into())
    );
}
