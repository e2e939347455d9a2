//! Below HTTP: connections that say nothing, too many of them, and the end of the server.

use std::{sync::atomic::Ordering, time::Duration};

use handoff::http::{ConnectionLimits, Drained};
use serde_json::json;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::timeout,
};

use super::{
    server::{Server, limits},
    socket_client::Socket,
};

/// Whether the server ends a connection by itself within two seconds.
async fn is_ended(mut stream: TcpStream) -> bool {
    let mut rest = Vec::new();
    timeout(Duration::from_secs(2), stream.read_to_end(&mut rest))
        .await
        .is_ok()
}

fn short_headers() -> ConnectionLimits {
    ConnectionLimits {
        header_timeout: Duration::from_millis(100),
        ..ConnectionLimits::default()
    }
}

#[tokio::test]
async fn connections_without_a_whole_head_are_ended() {
    let server = Server::with(limits(), short_headers()).await;
    for start in [
        "",
        "P",
        "PRI * HTTP/2.0",
        "POST /graphql HTTP/1.1\r\nhost: x\r\n",
    ] {
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        stream.write_all(start.as_bytes()).await.unwrap();
        assert!(is_ended(stream).await, "{start:?}");
    }
}

#[tokio::test]
async fn a_body_that_does_not_come_is_408() {
    let mut limits = limits();
    limits.body_timeout = Duration::from_millis(100);
    let server = Server::with(limits, ConnectionLimits::default()).await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let head = "POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n\
                content-length: 100\r\n\r\n{";
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut answer = [0; 12];
    timeout(Duration::from_secs(2), stream.read_exact(&mut answer))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(&answer, b"HTTP/1.1 408");
}

#[tokio::test]
async fn a_long_head_is_431() {
    let server = Server::start().await;
    let request = server.http.get(server.url("/health/live"));
    let response = request
        .header("x-long", "x".repeat(40_000))
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 431);
}

#[tokio::test]
async fn sockets_outlive_the_header_timeout() {
    let server = Server::with(limits(), short_headers()).await;
    let mut socket = server.anonymous_socket().await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    socket.subscribe("1", "{ hello }").await;
    assert_eq!(socket.receive().await["type"], "next");
}

#[tokio::test]
async fn connections_above_the_cap_wait_and_a_socket_keeps_its_place() {
    let connections = ConnectionLimits {
        connections: 1,
        ..ConnectionLimits::default()
    };
    let server = Server::with(limits(), connections).await;
    let socket = server.anonymous_socket().await;
    let request = server.http.get(server.url("/health/live"));
    let waiting = request.timeout(Duration::from_millis(200)).send().await;
    assert!(waiting.unwrap_err().is_timeout());
    drop(socket);
    let response = server
        .http
        .get(server.url("/health/live"))
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 200);
}

#[tokio::test]
async fn a_stopping_server_finishes_what_runs_and_tells_its_sockets() {
    let server = Server::start().await;
    let mut socket = server.anonymous_socket().await;
    socket
        .subscribe("1", "subscription { count(to: 9, everyMs: 10000) }")
        .await;
    server
        .until(|deeds| deeds.open.load(Ordering::SeqCst) == 1)
        .await;

    let running = server
        .post(&json!({ "query": "mutation { add(afterMs: 200) }" }))
        .send();
    let stopping = async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        server.stop.cancel();
        socket.closed_next().await
    };
    let (response, closed) = tokio::join!(running, stopping);
    assert_eq!(response.unwrap().status(), 200);
    assert_eq!(closed, (1001, "server is stopping".into()));
    drop(socket);
    let drained = timeout(Duration::from_secs(3), server.running)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(drained, Drained::Clean);
    assert_eq!(server.deeds.open.load(Ordering::SeqCst), 0);
    assert!(TcpStream::connect(server.address).await.is_err());
}

#[tokio::test]
async fn grace_has_an_end() {
    let connections = ConnectionLimits {
        grace: Duration::from_millis(100),
        ..ConnectionLimits::default()
    };
    let server = Server::with(limits(), connections).await;
    let mut socket = server.anonymous_socket().await;
    socket
        .subscribe("1", "mutation { add(afterMs: 60000) }")
        .await;
    socket.send(&json!({ "type": "ping" })).await;
    socket.receive().await;
    server.stop.cancel();
    assert_eq!(socket.closed().await.0, 1001);
    drop(socket);
    let drained = timeout(Duration::from_secs(3), server.running)
        .await
        .unwrap()
        .unwrap();
    assert!(matches!(drained, Drained::Cut(_)), "{drained:?}");
}

#[tokio::test]
async fn only_the_one_subprotocol_is_spoken() {
    let server = Server::start().await;
    for subprotocol in ["graphql-ws", "mqtt"] {
        let refused = Socket::try_open(server.address, subprotocol).await;
        assert_eq!(refused.err(), Some(400), "{subprotocol}");
    }
    assert!(
        Socket::try_open(server.address, "graphql-ws, graphql-transport-ws")
            .await
            .is_ok()
    );
    let plain = server
        .http
        .get(server.url("/graphql/ws"))
        .send()
        .await
        .unwrap();
    assert_eq!(plain.status(), 400);
}
