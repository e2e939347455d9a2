//! What runs on a socket.

use std::{sync::atomic::Ordering, time::Duration};

use serde_json::json;

use super::server::{Server, limits};

#[tokio::test]
async fn a_subscription_brings_its_items_and_completes() {
    let server = Server::start().await;
    let mut socket = server.anonymous_socket().await;
    socket.subscribe("a", "subscription { count(to: 3) }").await;
    for number in 1..=3 {
        assert_eq!(
            socket.receive().await,
            json!({ "type": "next", "id": "a", "payload": { "data": { "count": number } } })
        );
    }
    assert_eq!(
        socket.receive().await,
        json!({ "type": "complete", "id": "a" })
    );
    // The id is free again.
    socket.subscribe("a", "subscription { count(to: 1) }").await;
    assert_eq!(socket.receive().await["payload"]["data"]["count"], 1);
}

#[tokio::test]
async fn queries_and_mutations_bring_one_result() {
    let server = Server::start().await;
    let mut socket = server.anonymous_socket().await;
    for (query, data) in [
        ("{ hello }", json!({ "hello": "hello world" })),
        ("mutation { add }", json!({ "add": 1 })),
    ] {
        socket.subscribe("1", query).await;
        assert_eq!(
            socket.receive().await,
            json!({ "type": "next", "id": "1", "payload": { "data": data } })
        );
        assert_eq!(
            socket.receive().await,
            json!({ "type": "complete", "id": "1" })
        );
    }
}

#[tokio::test]
async fn what_was_never_executed_is_an_error_message() {
    let mut limits = limits();
    limits.query_tokens = 20;
    let server = Server::with_limits(limits).await;
    let mut socket = server.anonymous_socket().await;
    for (query, code) in [
        ("{", "BAD_USER_INPUT"),
        ("{ nothing }", "BAD_USER_INPUT"),
        ("subscription { nothing }", "BAD_USER_INPUT"),
        (
            "{ a a a a a a a a a a a a a a a a a a a a }",
            "COST_EXCEEDED",
        ),
    ] {
        socket.subscribe("1", query).await;
        let message = socket.receive().await;
        assert_eq!(message["type"], "error", "{message}");
        assert_eq!(message["payload"].as_array().unwrap().len(), 1);
        assert_eq!(message["payload"][0]["extensions"]["code"], code);
        assert!(message["payload"][0]["extensions"]["requestId"].is_string());
    }
    // No `complete` follows an `error`: the next answer is that of the ping.
    socket.send(&json!({ "type": "ping" })).await;
    assert_eq!(socket.receive().await, json!({ "type": "pong" }));
}

#[tokio::test]
async fn errors_of_execution_come_as_results() {
    let server = Server::start().await;
    let mut socket = server.anonymous_socket().await;
    for (query, code) in [
        ("{ forbidden }", "FORBIDDEN"),
        ("{ unforeseen }", "INTERNAL"),
        ("subscription { refused }", "FORBIDDEN"),
    ] {
        socket.subscribe("1", query).await;
        let message = socket.receive().await;
        assert_eq!(message["type"], "next", "{message}");
        assert_eq!(message["payload"]["errors"][0]["extensions"]["code"], code);
        assert_eq!(socket.receive().await["type"], "complete");
    }
}

#[tokio::test]
async fn a_panic_ends_its_operation_alone() {
    let server = Server::start().await;
    let mut socket = server.anonymous_socket().await;
    for (query, results) in [
        ("{ panic }", 0),
        ("mutation { panic }", 0),
        ("subscription { panic }", 1),
    ] {
        socket.subscribe("1", query).await;
        for _ in 0..results {
            assert_eq!(socket.receive().await["type"], "next");
        }
        let message = socket.receive().await;
        assert_eq!(message["type"], "error", "{message}");
        assert_eq!(message["payload"][0]["extensions"]["code"], "INTERNAL");
    }
    socket.subscribe("1", "{ hello }").await;
    assert_eq!(socket.receive().await["type"], "next");
}

#[tokio::test]
async fn a_query_on_a_socket_has_a_time_limit_and_a_subscription_has_none() {
    let mut limits = limits();
    limits.query_timeout = Duration::from_millis(50);
    let server = Server::with_limits(limits).await;
    let mut socket = server.anonymous_socket().await;
    socket.subscribe("1", "{ sleep(ms: 5000) }").await;
    let message = socket.receive().await;
    assert_eq!(
        message["payload"][0]["extensions"]["code"], "TIMEOUT",
        "{message}"
    );
    socket
        .subscribe("2", "subscription { count(to: 1, everyMs: 150) }")
        .await;
    assert_eq!(socket.receive().await["type"], "next");
}

#[tokio::test]
async fn complete_ends_a_subscription_and_unknown_ids_do_no_harm() {
    let server = Server::start().await;
    let mut socket = server.anonymous_socket().await;
    socket
        .subscribe("1", "subscription { count(to: 1000, everyMs: 5) }")
        .await;
    assert_eq!(socket.receive().await["type"], "next");
    socket.send(&json!({ "type": "complete", "id": "1" })).await;
    socket
        .send(&json!({ "type": "complete", "id": "unknown" }))
        .await;
    server
        .until(|deeds| deeds.open.load(Ordering::SeqCst) == 0)
        .await;
    socket.subscribe("1", "{ hello }").await;
    loop {
        let message = socket.receive().await;
        if message["payload"]["data"]["hello"] == "hello world" {
            break;
        }
    }
}

#[tokio::test]
async fn a_dropped_socket_ends_its_subscriptions() {
    let server = Server::start().await;
    let mut socket = server.anonymous_socket().await;
    socket
        .subscribe("1", "subscription { count(to: 9, everyMs: 10000) }")
        .await;
    server
        .until(|deeds| deeds.open.load(Ordering::SeqCst) == 1)
        .await;
    drop(socket);
    server
        .until(|deeds| deeds.open.load(Ordering::SeqCst) == 0)
        .await;
}

#[tokio::test]
async fn an_id_in_use_is_4409() {
    let server = Server::start().await;
    let mut socket = server.anonymous_socket().await;
    for _ in 0..2 {
        socket
            .subscribe("one", "subscription { count(to: 9, everyMs: 10000) }")
            .await;
    }
    assert_eq!(
        socket.closed_next().await,
        (4409, "subscriber for one already exists".into())
    );
}

#[tokio::test]
async fn one_operation_too_many_is_4429() {
    let mut limits = limits();
    limits.socket.operations = 2;
    let server = Server::with_limits(limits).await;
    let mut socket = server.anonymous_socket().await;
    for id in ["1", "2"] {
        socket
            .subscribe(id, "subscription { count(to: 9, everyMs: 10000) }")
            .await;
    }
    socket.send(&json!({ "type": "ping" })).await;
    assert_eq!(socket.receive().await["type"], "pong");
    socket
        .subscribe("3", "subscription { count(to: 9, everyMs: 10000) }")
        .await;
    assert_eq!(
        socket.closed_next().await,
        (4429, "too many operations on this socket".into())
    );
}

#[tokio::test]
async fn operations_of_one_socket_take_turns() {
    let server = Server::start().await;
    let mut socket = server.anonymous_socket().await;
    socket.subscribe("flood", "subscription { flood }").await;
    assert_eq!(socket.receive().await["id"], "flood");
    socket.subscribe("1", "{ hello }").await;
    assert_eq!(socket.receive_of("1").await["type"], "next");
}

#[tokio::test]
async fn a_slow_reader_slows_its_own_operations_and_is_dropped_in_the_end() {
    let mut limits = limits();
    limits.socket.write_timeout = Duration::from_millis(300);
    let server = Server::with_limits(limits).await;
    let mut socket = server.anonymous_socket().await;
    socket.subscribe("1", "subscription { flood }").await;
    // Nothing is read any more: the buffers of the kernel fill up, and then production stops.
    tokio::time::sleep(Duration::from_millis(250)).await;
    let produced = server.deeds.produced.load(Ordering::SeqCst);
    tokio::time::sleep(Duration::from_millis(30)).await;
    let later = server.deeds.produced.load(Ordering::SeqCst);
    assert_eq!(produced, later, "production goes on although nobody reads");
    assert!(
        produced < 2_000,
        "{produced} items of 32 KiB were made for nobody"
    );

    // Others are served meanwhile, and the stalled connection goes.
    assert_eq!(server.run("{ hello }").await.0, 200);
    tokio::time::sleep(Duration::from_millis(300)).await;
    let mut items = 0;
    while let Some(Ok(message)) = futures_util::StreamExt::next(&mut socket.stream).await {
        assert!(!message.is_close(), "a stalled socket gets no close frame");
        items += 1;
    }
    assert!(items <= later);
}
