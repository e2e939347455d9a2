//! The messages of `graphql-transport-ws`, as they are read and written.

use async_graphql::ServerError;
use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::http::{
    identify::bearer,
    operation::{Malformed, Params},
    outcome::ResponseBody,
};

/// Longest id that a client may choose for an operation, in bytes.
const LONGEST_ID: usize = 128;

/// What a client may say.
#[derive(Debug)]
pub(super) enum ClientMessage {
    ConnectionInit { token: Token },
    Ping { token: Token },
    Pong,
    Subscribe { id: String, params: Params },
    Complete { id: String },
}

/// What a payload says about who is calling.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// Nothing.
    Absent,
    /// This token.
    Present(String),
    /// Something that cannot be a token. It is refused as a bad token is.
    Unreadable,
}

/// Why a message is not of the protocol: the reason of close code 4400.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum BadMessage {
    #[error("bad message: not text")]
    NotText,
    #[error("bad message: not a JSON object with a \"type\"")]
    NotJson,
    #[error("bad message: unknown type")]
    UnknownType,
    #[error("bad message: \"id\" must be a string of 1 to 128 bytes")]
    Id,
    #[error("bad message: \"payload\" must be an object")]
    Payload,
    #[error("bad message: a token in a ping before connection_ack")]
    EarlyToken,
    #[error("bad message: {0}")]
    Subscribe(Malformed),
}

/// The envelope of every message.
#[derive(Deserialize)]
struct Envelope {
    r#type: String,
    #[serde(default)]
    id: Value,
    #[serde(default)]
    payload: Value,
}

impl ClientMessage {
    /// Reads one message.
    pub(super) fn parse(text: &str) -> Result<Self, BadMessage> {
        let Envelope {
            r#type,
            id,
            payload,
        } = serde_json::from_str(text).map_err(|_| BadMessage::NotJson)?;
        match r#type.as_str() {
            "connection_init" => Ok(Self::ConnectionInit {
                token: token_of(&optional_object(payload)?),
            }),
            "ping" => Ok(Self::Ping {
                token: token_of(&optional_object(payload)?),
            }),
            "pong" => optional_object(payload).map(|_| Self::Pong),
            "subscribe" => Ok(Self::Subscribe {
                id: operation_id(id)?,
                params: Params::from_value(payload).map_err(BadMessage::Subscribe)?,
            }),
            "complete" => Ok(Self::Complete {
                id: operation_id(id)?,
            }),
            _ => Err(BadMessage::UnknownType),
        }
    }
}

fn operation_id(id: Value) -> Result<String, BadMessage> {
    match id {
        Value::String(id) if (1..=LONGEST_ID).contains(&id.len()) => Ok(id),
        Value::Null
        | Value::Bool(_)
        | Value::Number(_)
        | Value::String(_)
        | Value::Array(_)
        | Value::Object(_) => Err(BadMessage::Id),
    }
}

fn optional_object(payload: Value) -> Result<Map<String, Value>, BadMessage> {
    match payload {
        Value::Null => Ok(Map::new()),
        Value::Object(payload) => Ok(payload),
        Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            Err(BadMessage::Payload)
        }
    }
}

/// The token of a payload: `{"token": "…"}`, or `{"Authorization": "Bearer …"}` as clients write it
/// that know only HTTP. A browser cannot set headers on a socket.
fn token_of(payload: &Map<String, Value>) -> Token {
    let read = |value: &Value, token_in: fn(&str) -> Option<&str>| {
        value
            .as_str()
            .and_then(token_in)
            .map_or(Token::Unreadable, |token| Token::Present(token.to_owned()))
    };
    if let Some(value) = payload.get("token").filter(|value| !value.is_null()) {
        return read(value, |text| (!text.is_empty()).then_some(text));
    }
    payload
        .iter()
        .find(|(key, value)| key.eq_ignore_ascii_case("authorization") && !value.is_null())
        .map_or(Token::Absent, |(_, value)| read(value, bearer))
}

/// What the server may say.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum ServerMessage<'a> {
    ConnectionAck {
        #[serde(skip_serializing_if = "Option::is_none")]
        payload: Option<Expiry>,
    },
    Ping,
    Pong {
        #[serde(skip_serializing_if = "Option::is_none")]
        payload: Option<Expiry>,
    },
    Next {
        id: &'a str,
        payload: ResponseBody<'a>,
    },
    Error {
        id: &'a str,
        payload: &'a [ServerError],
    },
    Complete {
        id: &'a str,
    },
}

/// Until when a socket may stay open with the token that it has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Expiry {
    expires_at: String,
}

impl Expiry {
    /// The instant in RFC 3339, in UTC.
    pub(super) fn at(instant: DateTime<Utc>) -> Self {
        Self {
            expires_at: instant.to_rfc3339_opts(SecondsFormat::AutoSi, true),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bad(text: &str) -> BadMessage {
        ClientMessage::parse(text).unwrap_err()
    }

    #[test]
    fn each_kind_of_bad_message_has_its_reason() {
        let long_id = format!(r#"{{"type":"complete","id":"{}"}}"#, "x".repeat(129));
        for (text, reason) in [
            ("", BadMessage::NotJson),
            ("[]", BadMessage::NotJson),
            ("{}", BadMessage::NotJson),
            (r#"{"type":1}"#, BadMessage::NotJson),
            (r#"{"type":"start"}"#, BadMessage::UnknownType),
            (r#"{"type":"next","id":"1"}"#, BadMessage::UnknownType),
            (r#"{"type":"ping","payload":1}"#, BadMessage::Payload),
            (
                r#"{"type":"connection_init","payload":[]}"#,
                BadMessage::Payload,
            ),
            (r#"{"type":"complete"}"#, BadMessage::Id),
            (r#"{"type":"complete","id":""}"#, BadMessage::Id),
            (long_id.as_str(), BadMessage::Id),
            (
                r#"{"type":"subscribe","payload":{"query":"{a}"}}"#,
                BadMessage::Id,
            ),
            (
                r#"{"type":"subscribe","id":"1"}"#,
                BadMessage::Subscribe(Malformed::NotObject),
            ),
            (
                r#"{"type":"subscribe","id":"1","payload":{}}"#,
                BadMessage::Subscribe(Malformed::NoQuery),
            ),
        ] {
            assert_eq!(bad(text), reason, "{text}");
        }
    }

    #[test]
    fn tokens_are_found_in_both_places() {
        for (payload, token) in [
            ("{}", Token::Absent),
            (r#"{"token":null}"#, Token::Absent),
            (r#"{"token":"t"}"#, Token::Present("t".into())),
            (
                r#"{"Authorization":"Bearer t"}"#,
                Token::Present("t".into()),
            ),
            (
                r#"{"authorization":"bearer t"}"#,
                Token::Present("t".into()),
            ),
            (r#"{"token":""}"#, Token::Unreadable),
            (r#"{"token":1}"#, Token::Unreadable),
            (r#"{"Authorization":"Basic t"}"#, Token::Unreadable),
            (r#"{"Authorization":"t"}"#, Token::Unreadable),
        ] {
            let payload: Map<String, Value> = serde_json::from_str(payload).unwrap();
            assert_eq!(token_of(&payload), token, "{payload:?}");
        }
    }

    #[test]
    fn messages_without_a_payload_do_not_mention_it() {
        let ack = serde_json::to_string(&ServerMessage::ConnectionAck { payload: None }).unwrap();
        assert_eq!(ack, r#"{"type":"connection_ack"}"#);
    }
}
