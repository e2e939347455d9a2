//! Idle subscriptions: what each costs in memory, and how fast all of them hear of one notice.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::{WebSocketStream, client_async_with_config};

use crate::load::{Bytes, ask};
use crate::measure::Server;

/// Opened at the same time.
const AT_ONCE: usize = 50;
const PATIENCE: Duration = Duration::from_secs(30);
const NOTICES: &str = "subscription { notices { cursor notice { number kind } } }";

/// What the subscriptions cost.
pub struct Idle {
    /// How many there were.
    pub sockets: usize,
    /// Memory of each, in kB.
    pub kb_each: f64,
    /// From the act to the last socket that heard of it.
    pub all_told: Duration,
}

type Socket = WebSocketStream<TcpStream>;

/// Opens so many subscriptions to one mailbox, lets them idle, and then carries out an act of
/// which they all hear.
pub async fn idle(server: &Server, token: &str, sockets: usize, act: &Bytes) -> Result<Idle> {
    let before = server.resident_kb()?;
    let mut open: Vec<Socket> = Vec::with_capacity(sockets);
    while open.len() < sockets {
        let mut opening = JoinSet::new();
        for _ in 0..AT_ONCE.min(sockets - open.len()) {
            opening.spawn(subscribe(server.address, token.to_owned()));
        }
        while let Some(socket) = opening.join_next().await {
            open.push(socket??);
        }
    }
    sleep(Duration::from_secs(2)).await;
    let held = server.resident_kb()? - before;

    let start = Instant::now();
    let mut waiting = JoinSet::new();
    for socket in open {
        waiting.spawn(hear(socket));
    }
    let (text, answer) = ask(server.address, act).await?;
    ensure!(answer.get("errors").is_none(), text);
    let mut told = Vec::with_capacity(sockets);
    while let Some(socket) = waiting.join_next().await {
        told.push(socket??);
    }
    #[expect(clippy::cast_precision_loss, reason = "kilobytes")]
    let kb_each = held as f64 / sockets as f64;
    Ok(Idle {
        sockets,
        kb_each,
        all_told: start.elapsed(),
    })
}

/// A socket whose subscription has come to the end of its backlog.
async fn subscribe(address: SocketAddr, token: String) -> Result<Socket> {
    let mut request = format!("ws://{address}/graphql/ws").into_client_request()?;
    request
        .headers_mut()
        .insert("sec-websocket-protocol", "graphql-transport-ws".parse()?);
    let small = WebSocketConfig::default()
        .read_buffer_size(4096)
        .write_buffer_size(0);
    let stream = TcpStream::connect(address).await?;
    let (mut socket, _) = client_async_with_config(request, stream, Some(small)).await?;
    let init = json!({ "type": "connection_init", "payload": { "authorization": format!("Bearer {token}") } });
    socket.send(Message::text(init.to_string())).await?;
    next(&mut socket, "connection_ack").await?;
    let subscribe = json!({ "type": "subscribe", "id": "1", "payload": { "query": NOTICES } });
    socket.send(Message::text(subscribe.to_string())).await?;
    loop {
        let item = next(&mut socket, "next").await?;
        if item.pointer("/payload/data/notices/notice") == Some(&Value::Null) {
            return Ok(socket);
        }
        ensure!(
            item.pointer("/payload/data/notices/cursor").is_some(),
            "{item}"
        );
    }
}

async fn hear(mut socket: Socket) -> Result<Socket> {
    next(&mut socket, "next").await?;
    Ok(socket)
}

/// The next message of that type; pings before it are answered.
async fn next(socket: &mut Socket, wanted: &str) -> Result<Value> {
    loop {
        let message = timeout(PATIENCE, socket.next()).await?;
        let message = message.context("the server closed a socket")??;
        let Message::Text(text) = message else {
            if message.is_close() {
                bail!("the server closed a socket: {message}");
            }
            continue;
        };
        let value: Value = serde_json::from_str(&text)?;
        match value["type"].as_str() {
            Some("ping") => {
                let pong = json!({ "type": "pong" });
                socket.send(Message::text(pong.to_string())).await?;
            }
            Some(kind) if kind == wanted => return Ok(value),
            _ => bail!("{value}"),
        }
    }
}
