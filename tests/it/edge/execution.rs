//! What happens to an operation that panics, takes long, or is left alone by its client.

use std::{sync::atomic::Ordering, time::Duration};

use serde_json::json;

use super::server::{Server, limits, only_code};

#[tokio::test]
async fn a_panic_stays_inside() {
    let server = Server::start().await;
    for query in ["{ panic }", "mutation { panic }"] {
        let (status, body) = server.run(query).await;
        assert_eq!((status, only_code(&body)), (500, "INTERNAL"), "{query}");
        assert_eq!(body["errors"][0]["message"], "internal error");
    }
    assert_eq!(server.run("{ hello }").await.0, 200);
}

#[tokio::test]
async fn a_query_that_takes_too_long_is_dropped() {
    let mut limits = limits();
    limits.query_timeout = Duration::from_millis(50);
    let server = Server::with_limits(limits).await;
    let (status, body) = server.run("{ sleep(ms: 5000) }").await;
    assert_eq!((status, only_code(&body)), (504, "TIMEOUT"));
}

#[tokio::test]
async fn a_mutation_is_not_cut_by_the_timeout() {
    let mut limits = limits();
    limits.query_timeout = Duration::from_millis(50);
    let server = Server::with_limits(limits).await;
    let (status, body) = server.run("mutation { add(afterMs: 200) }").await;
    assert_eq!((status, body), (200, json!({ "data": { "add": 1 } })));
}

#[tokio::test]
async fn a_mutation_is_not_cut_when_its_client_hangs_up() {
    let server = Server::start().await;
    let request = server.post(&json!({ "query": "mutation { add(afterMs: 200) }" }));
    let hung_up = request.timeout(Duration::from_millis(100)).send().await;
    assert!(hung_up.unwrap_err().is_timeout());
    assert_eq!(server.deeds.added.load(Ordering::SeqCst), 0);
    server
        .until(|deeds| deeds.added.load(Ordering::SeqCst) == 1)
        .await;
}

#[tokio::test]
async fn a_mutation_is_not_cut_when_its_socket_completes_it_or_goes() {
    let server = Server::start().await;
    let mut socket = server.anonymous_socket().await;
    socket
        .subscribe("1", "mutation { add(afterMs: 100) }")
        .await;
    socket
        .subscribe("2", "mutation { add(afterMs: 100) }")
        .await;
    // The answer to the ping shows that both have begun.
    socket.send(&json!({ "type": "ping" })).await;
    assert_eq!(socket.receive().await["type"], "pong");
    socket.send(&json!({ "type": "complete", "id": "1" })).await;
    drop(socket);
    server
        .until(|deeds| deeds.added.load(Ordering::SeqCst) == 2)
        .await;
}
