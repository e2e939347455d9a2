//! A client of `graphql-transport-ws` that does exactly what it is told.

use std::{net::SocketAddr, time::Duration};

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Message, client::IntoClientRequest as _},
};

/// Longer than anything here should take.
const PATIENCE: Duration = Duration::from_secs(5);

pub(super) struct Socket {
    pub(super) stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

impl Socket {
    pub(super) async fn open(address: SocketAddr) -> Self {
        Self::try_open(address, "graphql-transport-ws")
            .await
            .unwrap()
    }

    /// Opens a socket, or tells the status of the refusal.
    pub(super) async fn try_open(address: SocketAddr, subprotocol: &str) -> Result<Self, u16> {
        use tokio_tungstenite::tungstenite::Error;

        let mut request = format!("ws://{address}/graphql/ws")
            .into_client_request()
            .unwrap();
        request
            .headers_mut()
            .insert("sec-websocket-protocol", subprotocol.parse().unwrap());
        match connect_async(request).await {
            Ok((stream, _)) => Ok(Self { stream }),
            Err(Error::Http(response)) => Err(response.status().as_u16()),
            Err(error) => panic!("{error}"),
        }
    }

    pub(super) async fn send(&mut self, message: &Value) {
        self.send_raw(Message::text(message.to_string())).await;
    }

    pub(super) async fn send_raw(&mut self, message: Message) {
        self.stream.send(message).await.unwrap();
    }

    pub(super) async fn subscribe(&mut self, id: &str, query: &str) {
        self.send(&json!({ "type": "subscribe", "id": id, "payload": { "query": query } }))
            .await;
    }

    /// The next message of the server.
    pub(super) async fn receive(&mut self) -> Value {
        let frame = self.frame().await;
        let Message::Text(text) = &frame else {
            panic!("expected a message, got {frame:?}");
        };
        serde_json::from_str(text).unwrap()
    }

    /// The next message of an operation, other messages left out.
    pub(super) async fn receive_of(&mut self, id: &str) -> Value {
        loop {
            let message = self.receive().await;
            if message["id"] == id {
                return message;
            }
        }
    }

    /// Messages are skipped until the close frame comes: code and reason.
    pub(super) async fn closed(&mut self) -> (u16, String) {
        loop {
            if let Message::Close(frame) = self.frame().await {
                let frame = frame.unwrap();
                return (frame.code.into(), frame.reason.to_string());
            }
        }
    }

    /// The very next thing is the close frame.
    pub(super) async fn closed_next(&mut self) -> (u16, String) {
        let frame = self.frame().await;
        let Message::Close(Some(close)) = &frame else {
            panic!("expected a close frame, got {frame:?}");
        };
        (close.code.into(), close.reason.to_string())
    }

    async fn frame(&mut self) -> Message {
        timeout(PATIENCE, self.stream.next())
            .await
            .expect("the server says nothing")
            .expect("the connection is gone")
            .unwrap()
    }
}
