//! One subscription on a WebSocket of its own: a small client of `graphql-transport-ws`.

use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

/// Longer than anything here should take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);
/// The only operation of the socket.
const ID: &str = "1";

/// A running subscription. Dropping it cuts the connection without a word, as a network does.
pub(crate) struct Live {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

impl Live {
    pub(super) async fn open(
        address: &str,
        token: Option<String>,
        document: &str,
        variables: Value,
    ) -> Self {
        Self::try_open(address, token, document, variables)
            .await
            .unwrap()
    }

    /// Opens a socket and subscribes; fails where there is no server.
    pub(crate) async fn try_open(
        address: &str,
        token: Option<String>,
        document: &str,
        variables: Value,
    ) -> Result<Self, Error> {
        let mut live = Self::connect(address).await?;
        let payload = token.map_or_else(|| json!({}), |token| json!({ "token": token }));
        live.send(json!({ "type": "connection_init", "payload": payload }))
            .await?;
        let answer = live.receive().await.expect("connection_ack");
        assert_eq!(answer["type"], "connection_ack");
        live.send(json!({
            "type": "subscribe",
            "id": ID,
            "payload": { "query": document, "variables": variables },
        }))
        .await?;
        Ok(live)
    }

    /// How a socket is closed that comes with this token: code and reason.
    pub(crate) async fn closed_at_init(address: &str, token: &str) -> (u16, String) {
        let mut live = Self::connect(address).await.unwrap();
        let payload = json!({ "token": token });
        live.send(json!({ "type": "connection_init", "payload": payload }))
            .await
            .unwrap();
        live.closed().await
    }

    /// How a socket is closed that subscribes before it said who it is: code and reason.
    pub(crate) async fn subscribed_too_early(address: &str, document: &str) -> (u16, String) {
        let mut live = Self::connect(address).await.unwrap();
        live.send(json!({ "type": "subscribe", "id": ID, "payload": { "query": document } }))
            .await
            .unwrap();
        live.closed().await
    }

    /// Hands in a fresh token; until when the socket may now stay.
    pub(crate) async fn renew(&mut self, token: &str) -> String {
        self.hand_in(token).await;
        loop {
            let frame = timeout(PATIENCE, self.socket.next()).await.unwrap();
            let Message::Text(text) = frame.unwrap().unwrap() else {
                panic!("expected a message");
            };
            let message: Value = serde_json::from_str(&text).unwrap();
            if message["type"] == "pong" {
                return message["payload"]["expiresAt"].as_str().unwrap().to_owned();
            }
            assert_eq!(message["type"], "ping", "{message:#}");
        }
    }

    /// Hands in a fresh token, good or not.
    pub(crate) async fn hand_in(&mut self, token: &str) {
        let ping = json!({ "type": "ping", "payload": { "token": token } });
        self.send(ping).await.unwrap();
    }

    /// Whatever comes before the close frame, and that: code and reason.
    pub(crate) async fn rest(&mut self) -> (Vec<Value>, (u16, String)) {
        let mut messages = Vec::new();
        loop {
            let frame = timeout(PATIENCE, self.socket.next())
                .await
                .expect("the server does not close")
                .expect("a close frame");
            let frame = frame.unwrap();
            if let Message::Close(Some(close)) = frame {
                return (messages, (close.code.into(), close.reason.to_string()));
            }
            if let Message::Text(text) = frame {
                let message: Value = serde_json::from_str(&text).unwrap();
                if message["type"] != "ping" {
                    messages.push(message);
                }
            }
        }
    }

    /// The only field of the next item.
    pub(crate) async fn next(&mut self) -> Value {
        self.try_next().await.expect("the socket was closed")
    }

    /// The only field of the next item; `None` when the connection is gone.
    pub(crate) async fn try_next(&mut self) -> Option<Value> {
        let message = self.receive().await?;
        assert_eq!(message["type"], "next", "{message:#}");
        let payload = &message["payload"];
        assert!(payload.get("errors").is_none(), "{payload:#}");
        let data = payload["data"].as_object().unwrap();
        assert_eq!(data.len(), 1, "{payload:#}");
        data.values().next().cloned()
    }

    /// The only field of the next item, or the code of the error that there is instead.
    pub(crate) async fn next_or_fault(&mut self) -> Result<Value, String> {
        let message = self.receive().await.expect("an answer before the close");
        let payload = &message["payload"];
        let errors = payload.get("errors").unwrap_or(payload);
        if let Some(error) = errors.get(0) {
            return Err(error["extensions"]["code"].as_str().unwrap().to_owned());
        }
        let data = payload["data"].as_object().unwrap();
        assert_eq!(data.len(), 1, "{payload:#}");
        Ok(data.values().next().cloned().unwrap_or_default())
    }

    /// Does the subscription end now, without another item and without an error?
    pub(crate) async fn ended(&mut self) -> bool {
        let message = self.receive().await.expect("an end before the close");
        message["type"] == "complete"
    }

    /// The subscription ends with exactly one error, of this code; its message.
    pub(crate) async fn fault(&mut self, code: &str) -> String {
        let message = self.receive().await.expect("an error before the close");
        let errors = match message["type"].as_str().unwrap() {
            "error" => message["payload"].as_array(),
            _ => message["payload"]["errors"].as_array(),
        };
        let errors = errors.unwrap_or_else(|| panic!("no error: {message:#}"));
        assert_eq!(errors.len(), 1, "{message:#}");
        assert_eq!(errors[0]["extensions"]["code"], code, "{message:#}");
        errors[0]["message"].as_str().unwrap().to_owned()
    }

    /// Waits for the close frame: code and reason. What else comes is skipped.
    pub(crate) async fn closed(&mut self) -> (u16, String) {
        loop {
            let frame = timeout(PATIENCE, self.socket.next())
                .await
                .expect("the server does not close")
                .expect("a close frame")
                .unwrap();
            if let Message::Close(Some(close)) = frame {
                return (close.code.into(), close.reason.to_string());
            }
        }
    }

    async fn connect(address: &str) -> Result<Self, Error> {
        let mut request = format!("ws://{address}/graphql/ws").into_client_request()?;
        request.headers_mut().insert(
            "sec-websocket-protocol",
            "graphql-transport-ws".parse().unwrap(),
        );
        let (socket, _) = connect_async(request).await?;
        Ok(Self { socket })
    }

    async fn send(&mut self, message: Value) -> Result<(), Error> {
        self.socket.send(Message::text(message.to_string())).await
    }

    /// The next message of the protocol that is not a ping; `None` when the connection is gone.
    async fn receive(&mut self) -> Option<Value> {
        loop {
            let frame = timeout(PATIENCE, self.socket.next())
                .await
                .expect("the server says nothing")?;
            match frame {
                Ok(Message::Text(text)) => {
                    let message: Value = serde_json::from_str(&text).unwrap();
                    match message["type"].as_str() {
                        Some("ping") => self.send(json!({ "type": "pong" })).await.ok()?,
                        Some("pong") => {}
                        _ => return Some(message),
                    }
                }
                Ok(Message::Ping(_) | Message::Pong(_)) => {}
                Ok(_) | Err(_) => return None,
            }
        }
    }
}
