//! How a socket ends: with its token, with its user's access, in silence, or by an operation.

use std::time::Duration;

use chrono::TimeDelta;
use handoff::http::Ended;
use serde_json::json;
use tokio::time::sleep;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;

use super::server::{Server, limits};

fn fresh(token: &str) -> serde_json::Value {
    json!({ "type": "ping", "payload": { "token": token } })
}

#[tokio::test]
async fn a_socket_ends_with_its_token() {
    let server = Server::start().await;
    let mut socket = server.socket_as("ana:1:60").await;
    socket
        .subscribe("1", "subscription { count(to: 9, everyMs: 10000) }")
        .await;
    server
        .clock
        .advance(TimeDelta::minutes(60) - TimeDelta::microseconds(1));
    sleep(Duration::from_millis(50)).await;
    socket.send(&json!({ "type": "ping" })).await;
    assert_eq!(socket.receive().await["type"], "pong");
    server.clock.advance(TimeDelta::microseconds(1));
    assert_eq!(socket.closed_next().await, (4403, "token expired".into()));
}

#[tokio::test]
async fn the_close_frame_of_a_client_is_answered_by_its_own() {
    let server = Server::start().await;
    let mut socket = server.socket_as("ana:1:60").await;
    let goodbye = CloseFrame {
        code: CloseCode::Normal,
        reason: "done".into(),
    };
    socket.send_raw(Message::Close(Some(goodbye))).await;
    assert_eq!(socket.closed_next().await, (1000, "done".into()));
}

#[tokio::test]
async fn nothing_is_delivered_after_expiry_though_no_check_was_due() {
    let mut limits = limits();
    limits.socket.check_every = Duration::from_mins(1);
    let server = Server::with_limits(limits).await;
    let mut socket = server.socket_as("ana:1:60").await;
    socket.subscribe("1", "{ sleep(ms: 100) }").await;
    sleep(Duration::from_millis(20)).await;
    server.clock.advance(TimeDelta::minutes(60));
    assert_eq!(socket.closed_next().await, (4403, "token expired".into()));
}

#[tokio::test]
async fn a_socket_ends_with_its_users_access() {
    let server = Server::start().await;
    let mut other = server.socket_as("ben:1:60").await;
    for (name, ended, reason) in [
        ("ana", Ended::SessionEnded, "session ended"),
        ("eva", Ended::Suspended, "account suspended"),
        ("zoe", Ended::AccessChanged, "access changed"),
    ] {
        let mut socket = server.socket_as(&format!("{name}:1:60")).await;
        server.ended.lock().unwrap().insert(name.into(), ended);
        assert_eq!(socket.closed_next().await, (4403, reason.into()));
    }
    other.send(&json!({ "type": "ping" })).await;
    assert_eq!(other.receive().await["type"], "pong");
}

#[tokio::test]
async fn a_fresh_token_in_a_ping_moves_the_end() {
    let server = Server::start().await;
    let mut socket = server.socket_as("ana:1:60").await;
    socket.subscribe("1", "subscription { callers }").await;
    assert_eq!(
        socket.receive().await["payload"]["data"]["callers"],
        "ana:1:60"
    );

    socket.send(&fresh("ana:2:120")).await;
    let pong = loop {
        let message = socket.receive().await;
        if message["type"] == "pong" {
            break message;
        }
    };
    assert_eq!(
        pong["payload"],
        json!({ "expiresAt": "2027-01-15T10:00:00Z" })
    );

    // The running subscription sees the fresh caller, and so do later operations.
    let message = loop {
        let message = socket.receive_of("1").await;
        if message["payload"]["data"]["callers"] != "ana:1:60" {
            break message;
        }
    };
    assert_eq!(message["payload"]["data"]["callers"], "ana:2:120");
    server.clock.advance(TimeDelta::minutes(60));
    socket.subscribe("2", "{ prepared }").await;
    assert_eq!(socket.receive_of("2").await["type"], "next");

    server.clock.advance(TimeDelta::minutes(60));
    assert_eq!(socket.closed().await, (4403, "token expired".into()));
}

#[tokio::test]
async fn a_fresh_token_must_be_good_and_of_the_same_user() {
    let server = Server::start().await;
    for (first, second, reason) in [
        (Some("ana:1:60"), "nonsense", "token refused"),
        (Some("ana:1:60"), "ben:1:60", "token of another user"),
        (None, "ana:1:60", "token of another user"),
    ] {
        let mut socket = match first {
            Some(token) => server.socket_as(token).await,
            None => server.anonymous_socket().await,
        };
        socket.send(&fresh(second)).await;
        assert_eq!(
            socket.closed_next().await,
            (4403, reason.into()),
            "{first:?} {second}"
        );
    }
}

#[tokio::test]
async fn the_server_pings_and_silence_is_3008() {
    let mut limits = limits();
    limits.socket.ping_every = Duration::from_millis(40);
    limits.socket.silence = Duration::from_millis(150);
    let server = Server::with_limits(limits).await;
    let mut socket = server.anonymous_socket().await;
    // As long as pings are answered the socket stays.
    for _ in 0..8 {
        assert_eq!(socket.receive().await, json!({ "type": "ping" }));
        socket.send(&json!({ "type": "pong" })).await;
    }
    assert_eq!(
        socket.closed().await,
        (3008, "nothing heard from the client".into())
    );
}

#[tokio::test]
async fn an_operation_can_close_its_socket() {
    let server = Server::start().await;
    for (code, closed) in [
        (4403, (4403, "role lost")),
        (1013, (1013, "role lost")),
        (1005, (1011, "internal error")),
    ] {
        let mut socket = server.anonymous_socket().await;
        let query = format!("subscription {{ closeWith(code: {code}, reason: \"role lost\") }}");
        socket.subscribe("1", &query).await;
        assert_eq!(socket.receive().await["payload"]["data"]["closeWith"], 1);
        assert_eq!(socket.closed_next().await, (closed.0, closed.1.into()));
    }
}

#[tokio::test]
async fn a_client_that_says_goodbye_is_let_go() {
    let server = Server::start().await;
    let mut socket = server.anonymous_socket().await;
    socket.stream.close(None).await.unwrap();
    while let Some(Ok(_)) = futures_util::StreamExt::next(&mut socket.stream).await {}
    server.stop.cancel();
    let drained = tokio::time::timeout(Duration::from_secs(3), server.running).await;
    assert_eq!(drained.unwrap().unwrap(), handoff::http::Drained::Clean);
}
