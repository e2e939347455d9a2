//! The public API as this client uses it.

use std::io;
use std::time::Duration;

use anyhow::{Context, ensure};
use futures_util::{SinkExt, StreamExt};
use reqwest::{Client, Url};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout, timeout_at};
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::{ClientRequestBuilder, Message, http::Uri};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use super::board::{Assignment, Item, Referral};
use crate::http::{GRAPHQL_PATH, WEBSOCKET_PATH};

const SIGN_IN: &str = "mutation SignIn($input: SignInInput!) { \
    signIn(input: $input) { session { token refreshToken } userErrors { code message } } }";

const REFRESH: &str = "mutation Refresh($input: RefreshSessionInput!) { \
    refreshSession(input: $input) { session { token refreshToken } userErrors { code message } } }";

const ASSIGNMENTS: &str = "subscription Assignments($after: MailboxCursor) { \
    assignments(after: $after) { \
      cursor follows notice { kind occurredAt } \
      assignment { ...assignment } referral { ...referral } } }";

const WORK_LIST: &str = "query WorkList($after: String) { \
    assignments(first: 100, after: $after) { \
      nodes { ...assignment referral { ...referral } } pageInfo { hasNextPage endCursor } } }";

/// What the board shows, for both of them.
const FRAGMENTS: &str = " \
    fragment assignment on Assignment { \
      id assignedAt ending { at } outreach { dueAt status } } \
    fragment referral on Referral { number service { name } county { name } }";

/// Longest wait for an answer.
const ANSWER: Duration = Duration::from_secs(15);
/// Longest silence: the server pings every 20 s.
const SILENCE: Duration = Duration::from_mins(1);

/// Why the client cannot go on just so.
#[derive(Debug)]
pub(super) enum Trouble {
    /// Trying again would not help.
    Refused(String),
    /// The token is no longer good.
    SignedOut,
    /// The cursor cannot be followed.
    CursorRefused(String),
    /// The connection; trying again may help.
    Lost(String),
    /// Standard output is gone.
    Output(io::Error),
}

/// An error of a GraphQL response.
#[derive(Debug, Deserialize)]
struct Fault {
    message: String,
    #[serde(default)]
    extensions: Extensions,
}

#[derive(Debug, Default, Deserialize)]
struct Extensions {
    #[serde(default)]
    code: String,
}

impl Fault {
    fn trouble(self, is_resumed: bool) -> Trouble {
        match self.extensions.code.as_str() {
            "UNAUTHENTICATED" => Trouble::SignedOut,
            "BAD_USER_INPUT" if is_resumed => Trouble::CursorRefused(self.message),
            "BAD_USER_INPUT" | "FORBIDDEN" | "NOT_FOUND" => Trouble::Refused(self.message),
            _ => Trouble::Lost(self.message),
        }
    }
}

/// A server.
pub(super) struct Server {
    http: Client,
    graphql: Url,
    socket: Uri,
    /// As it may be printed: without a name, a password or a query that somebody put into it.
    shown: String,
}

impl Server {
    /// The server at an address like `https://handoff.example`.
    pub(super) fn at(address: &str) -> anyhow::Result<Self> {
        let base = Url::parse(address).with_context(|| format!("{address} is not an address"))?;
        ensure!(
            matches!(base.scheme(), "http" | "https"),
            "{address} must begin with http:// or https://"
        );
        let mut shown = base.clone();
        // Fails for addresses without a host, which `http` has.
        let _ = shown.set_username("");
        let _ = shown.set_password(None);
        shown.set_query(None);
        shown.set_fragment(None);
        let socket = base.join(WEBSOCKET_PATH)?;
        let socket = socket.as_str().replacen("http", "ws", 1).parse()?;
        Ok(Self {
            http: Client::builder().timeout(ANSWER).build()?,
            graphql: base.join(GRAPHQL_PATH)?,
            socket,
            shown: shown.as_str().trim_end_matches('/').to_owned(),
        })
    }

    /// A session of a person.
    pub(super) async fn sign_in(
        &self,
        email: &str,
        password: &SecretString,
    ) -> Result<Session, Trouble> {
        let input = json!({ "email": email, "password": password.expose_secret() });
        self.session(SIGN_IN, "signIn", input).await
    }

    /// The same session with fresh tokens.
    pub(super) async fn refresh(&self, session: &Session) -> Result<Session, Trouble> {
        let input = json!({ "refreshToken": session.refresh_token.expose_secret() });
        self.session(REFRESH, "refreshSession", input).await
    }

    async fn session(&self, query: &str, field: &str, input: Value) -> Result<Session, Trouble> {
        let variables = json!({ "input": input });
        let mut reply = self.post(None, query.to_owned(), variables).await?;
        let payload = &mut reply["data"][field];
        if let Ok(session) = Session::deserialize(payload["session"].take()) {
            return Ok(session);
        }
        let error = &payload["userErrors"][0];
        let message = error["message"]
            .as_str()
            .unwrap_or("sign-in failed")
            .to_owned();
        Err(match error["code"].as_str() {
            Some("BUSY" | "TOO_MANY_ATTEMPTS") => Trouble::Lost(message),
            Some("SESSION_ENDED") => Trouble::SignedOut,
            _ => Trouble::Refused(message),
        })
    }

    /// All assignments that live, with their referrals.
    pub(super) async fn work_list(
        &self,
        token: &SecretString,
    ) -> Result<Vec<(Assignment, Referral)>, Trouble> {
        let mut rows = Vec::new();
        let mut after = Value::Null;
        loop {
            let query = format!("{WORK_LIST}{FRAGMENTS}");
            let variables = json!({ "after": after });
            let mut reply = self.post(Some(token), query, variables).await?;
            let page = &mut reply["data"]["assignments"];
            let nodes = Vec::<Worked>::deserialize(page["nodes"].take()).map_err(unreadable)?;
            rows.extend(
                nodes
                    .into_iter()
                    .filter_map(|row| Some((row.assignment, row.referral?))),
            );
            if page["pageInfo"]["hasNextPage"] != true {
                return Ok(rows);
            }
            after = page["pageInfo"]["endCursor"].take();
        }
    }

    async fn post(
        &self,
        token: Option<&SecretString>,
        query: String,
        variables: Value,
    ) -> Result<Value, Trouble> {
        let mut request = self
            .http
            .post(self.graphql.clone())
            .json(&json!({ "query": query, "variables": variables }));
        if let Some(token) = token {
            request = request.bearer_auth(token.expose_secret());
        }
        let response = request
            .send()
            .await
            .map_err(|error| self.unreachable(root_of(&error)))?;
        let mut reply: Value = response.json().await.map_err(|_| {
            Trouble::Lost(format!(
                "what answers at {} does not speak GraphQL; check --url",
                self.shown
            ))
        })?;
        match first::<Fault>(&mut reply["errors"]) {
            Some(fault) => Err(fault.trouble(false)),
            None => Ok(reply),
        }
    }

    /// An acknowledged socket.
    pub(super) async fn connect(&self, token: &SecretString) -> Result<Socket, Trouble> {
        let request = ClientRequestBuilder::new(self.socket.clone())
            .with_sub_protocol("graphql-transport-ws");
        let (stream, _) = timeout(ANSWER, connect_async(request))
            .await
            .map_err(|_| self.silent())?
            .map_err(|error| self.unreachable(&error))?;
        let mut socket = Socket {
            stream,
            is_resumed: false,
            heard_at: Instant::now(),
        };
        let token = token.expose_secret();
        socket
            .send(&json!({ "type": "connection_init", "payload": { "token": token } }))
            .await?;
        let answer = timeout(ANSWER, socket.message())
            .await
            .map_err(|_| self.silent())??;
        if answer["type"] == "connection_ack" {
            Ok(socket)
        } else {
            Err(Trouble::Lost("the server did not acknowledge".to_owned()))
        }
    }

    fn unreachable(&self, cause: &dyn std::error::Error) -> Trouble {
        Trouble::Lost(format!("no connection to {}: {cause}", self.shown))
    }

    fn silent(&self) -> Trouble {
        Trouble::Lost(format!("the server at {} does not answer", self.shown))
    }
}

/// What a person who has signed in holds.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Session {
    pub(super) token: SecretString,
    refresh_token: SecretString,
}

/// A row of the work list.
#[derive(Deserialize)]
struct Worked {
    #[serde(flatten)]
    assignment: Assignment,
    referral: Option<Referral>,
}

fn unreadable(_: serde_json::Error) -> Trouble {
    Trouble::Refused("the server answers in other words".to_owned())
}

/// What lies at the bottom of an error: what is above it repeats the whole address.
fn root_of(error: &reqwest::Error) -> &dyn std::error::Error {
    let mut cause: &dyn std::error::Error = error;
    while let Some(below) = cause.source() {
        cause = below;
    }
    cause
}

/// The first of a list, if it is one and not empty.
fn first<T: for<'de> Deserialize<'de>>(list: &mut Value) -> Option<T> {
    T::deserialize(list.get_mut(0)?.take()).ok()
}

/// A connection that speaks `graphql-transport-ws`.
pub(super) struct Socket {
    stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
    is_resumed: bool,
    /// When the server last sent anything.
    heard_at: Instant,
}

impl Socket {
    /// Asks for the assignments after a cursor, or all that are not acknowledged.
    pub(super) async fn subscribe(&mut self, after: Option<&str>) -> Result<(), Trouble> {
        self.is_resumed = after.is_some();
        let payload = json!({ "query": format!("{ASSIGNMENTS}{FRAGMENTS}"), "variables": { "after": after } });
        self.send(&json!({ "type": "subscribe", "id": "1", "payload": payload }))
            .await
    }

    /// Waits for the next item. May be dropped while it waits.
    pub(super) async fn next_item(&mut self) -> Result<Item, Trouble> {
        loop {
            let mut message = self.message().await?;
            let payload = &mut message["payload"];
            let fault = payload.get_mut("errors").and_then(first::<Fault>);
            match message["type"].as_str() {
                Some("next") if fault.is_none() => {
                    let item = message["payload"]["data"]["assignments"].take();
                    return Item::deserialize(item).map_err(unreadable);
                }
                Some("next") => return Err(self.trouble(fault)),
                Some("error") => {
                    let fault = first(&mut message["payload"]);
                    return Err(self.trouble(fault));
                }
                Some("complete") => return Err(Trouble::Lost("the stream ended".to_owned())),
                _ => {}
            }
        }
    }

    fn trouble(&self, fault: Option<Fault>) -> Trouble {
        fault.map_or_else(
            || Trouble::Lost("the stream failed".to_owned()),
            |fault| fault.trouble(self.is_resumed),
        )
    }

    /// Says goodbye. Whether it is heard does not matter.
    pub(super) async fn close(mut self) {
        let _ = timeout(Duration::from_secs(1), self.stream.close(None)).await;
    }

    /// The next message that is not a ping.
    async fn message(&mut self) -> Result<Value, Trouble> {
        loop {
            let message = timeout_at(self.heard_at + SILENCE, self.stream.next())
                .await
                .map_err(|_| Trouble::Lost("the server fell silent".to_owned()))?;
            self.heard_at = Instant::now();
            let text = match message {
                Some(Ok(Message::Text(text))) => text,
                Some(Ok(Message::Close(frame))) => return Err(closed(frame.as_ref())),
                Some(Ok(_)) => continue,
                Some(Err(error)) => return Err(Trouble::Lost(format!("connection lost: {error}"))),
                None => return Err(Trouble::Lost("connection lost".to_owned())),
            };
            let message: Value = serde_json::from_str(&text)
                .map_err(|_| Trouble::Lost("a message is not JSON".to_owned()))?;
            if message["type"] == "ping" {
                self.send(&json!({ "type": "pong" })).await?;
            } else {
                return Ok(message);
            }
        }
    }

    async fn send(&mut self, message: &Value) -> Result<(), Trouble> {
        self.stream
            .send(Message::text(message.to_string()))
            .await
            .map_err(|error| Trouble::Lost(format!("connection lost: {error}")))
    }
}

/// What a close code means to this client.
fn closed(frame: Option<&CloseFrame>) -> Trouble {
    let Some(frame) = frame else {
        return Trouble::Lost("connection closed".to_owned());
    };
    match u16::from(frame.code) {
        4403 => Trouble::SignedOut,
        // What this client does wrong, it would do wrong again.
        4400 | 4401 | 4409 => Trouble::Refused(frame.reason.to_string()),
        code => Trouble::Lost(format!("the server closed with {code}: {}", frame.reason)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_server_that_is_not_there_is_named_without_what_is_secret() {
        // A port that nobody listens on: it was free a moment ago.
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        drop(listener);
        let server = Server::at(&format!("http://ana:hunter2@127.0.0.1:{port}/?key=k1#x")).unwrap();
        let secret = SecretString::from("opensesame");
        let mut troubles = Vec::new();
        troubles.extend(server.sign_in("ana@plan.example", &secret).await.err());
        troubles.extend(server.connect(&secret).await.err());
        assert_eq!(troubles.len(), 2);
        let begins = format!("Lost(\"no connection to http://127.0.0.1:{port}: ");
        for why in troubles.iter().map(|trouble| format!("{trouble:?}")) {
            assert!(why.starts_with(&begins), "{why}");
            for hidden in ["hunter2", "k1", "opensesame", "ana"] {
                assert!(!why.contains(hidden), "{why}");
            }
        }
    }
}
