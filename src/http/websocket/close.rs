//! Why a socket is closed: every code and every reason, in one place.

use std::borrow::Cow;

use axum::extract::ws::{CloseFrame, Utf8Bytes};

use super::protocol::BadMessage;
use crate::http::Ended;

/// Longest reason of a close frame, in bytes (RFC 6455, section 5.5.1).
const LONGEST_REASON: usize = 123;

/// Why a socket ends.
///
/// After 1009, 1011, 4400, 4401, 4409 and 4429 the standard client (npm `graphql-ws`) gives up, so
/// those are kept for what would go wrong again; after the others it opens a new socket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Close {
    /// The client closed it, or the network did: there is nobody to tell.
    Gone,
    /// The client stopped reading: a close frame would not arrive either.
    Stalled,
    /// The server stops.
    GoingAway,
    /// A message was longer than allowed.
    MessageTooBig,
    /// A response could not be written.
    Internal,
    /// The server has as many sockets as it can hold.
    Overloaded,
    /// Nothing was heard of the client, not even a `pong`.
    Silent,
    /// A message is not of the protocol.
    BadMessage(BadMessage),
    /// An operation before the connection was acknowledged.
    NotAcknowledged,
    /// The token was not good, in `connection_init` or in a `ping`.
    TokenRefused,
    /// The fresh token in a `ping` is of somebody else.
    OtherUser,
    /// The token's time is over.
    TokenExpired,
    /// The caller has lost access, or part of it.
    AccessEnded(Ended),
    /// No `connection_init` came.
    InitTimeout,
    /// The id of a new operation is in use on this socket.
    DuplicateId(String),
    /// A second `connection_init`.
    SecondInit,
    /// One operation too many on this socket.
    TooManyOperations,
    /// One socket too many of this user.
    TooManySockets,
    /// A subscription ended with an error that names a code.
    ByOperation {
        /// The code, as the error's `extensions.closeCode` gives it.
        code: u16,
        /// The error's message.
        reason: String,
    },
}

impl Close {
    /// The close code; `None` when no frame is sent.
    pub(super) fn code(&self) -> Option<u16> {
        Some(match self {
            Self::Gone | Self::Stalled => return None,
            Self::GoingAway => 1001,
            Self::MessageTooBig => 1009,
            Self::Internal => 1011,
            Self::Overloaded => 1013,
            // "Timeout" in the registry of close codes at IANA.
            Self::Silent => 3008,
            Self::BadMessage(_) => 4400,
            Self::NotAcknowledged => 4401,
            Self::TokenRefused | Self::OtherUser | Self::TokenExpired | Self::AccessEnded(_) => {
                4403
            }
            Self::InitTimeout => 4408,
            Self::DuplicateId(_) => 4409,
            Self::SecondInit | Self::TooManyOperations | Self::TooManySockets => 4429,
            Self::ByOperation { code, .. } => *code,
        })
    }

    /// The reason, for the client.
    pub(super) fn reason(&self) -> Cow<'_, str> {
        match self {
            Self::Gone => "connection gone".into(),
            Self::Stalled => "client does not read".into(),
            Self::GoingAway => "server is stopping".into(),
            Self::MessageTooBig => "message too big".into(),
            Self::Internal => "internal error".into(),
            Self::Overloaded => "too many connections, try again later".into(),
            Self::Silent => "nothing heard from the client".into(),
            Self::BadMessage(why) => why.to_string().into(),
            Self::NotAcknowledged => "unauthorized: connection_init comes first".into(),
            Self::TokenRefused => "token refused".into(),
            Self::OtherUser => "token of another user".into(),
            Self::TokenExpired => "token expired".into(),
            Self::AccessEnded(Ended::SessionEnded) => "session ended".into(),
            Self::AccessEnded(Ended::Suspended) => "account suspended".into(),
            Self::AccessEnded(Ended::AccessChanged) => "access changed".into(),
            Self::InitTimeout => "connection initialisation timeout".into(),
            Self::DuplicateId(id) => format!("subscriber for {id} already exists").into(),
            Self::SecondInit => "too many initialisation requests".into(),
            Self::TooManyOperations => "too many operations on this socket".into(),
            Self::TooManySockets => "too many sockets of this user".into(),
            Self::ByOperation { reason, .. } => reason.into(),
        }
    }

    /// The reason, for the log: without the words of a client or of an operation, which may name a
    /// person.
    pub(super) fn for_log(&self) -> Cow<'_, str> {
        if matches!(self, Self::DuplicateId(_)) {
            "subscriber already exists".into()
        } else if matches!(self, Self::ByOperation { .. }) {
            "closed by an operation".into()
        } else {
            self.reason()
        }
    }

    /// The close that an error's `closeCode` asks for. A code that no server may send (RFC 6455,
    /// section 7.4) is a mistake of the product, and told as one.
    pub(super) fn by_operation(code: u64, reason: &str) -> Self {
        match u16::try_from(code) {
            Ok(code @ (1000..=1003 | 1007..=1014 | 3000..=4999)) => Self::ByOperation {
                code,
                reason: reason.to_owned(),
            },
            _ => Self::Internal,
        }
    }

    /// The frame that says so.
    pub(super) fn frame(&self) -> Option<CloseFrame> {
        let reason = self.reason();
        let end = reason.floor_char_boundary(LONGEST_REASON);
        self.code().map(|code| CloseFrame {
            code,
            reason: Utf8Bytes::from(&reason[..end]),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_reasons_are_cut_between_characters() {
        let frame = Close::DuplicateId("ü".repeat(200)).frame().unwrap();
        assert!(frame.reason.len() <= LONGEST_REASON);
        assert!(frame.reason.starts_with("subscriber for üü"));
    }

    #[test]
    fn only_codes_that_a_server_may_send_are_passed_on() {
        for (code, passed_on) in [
            (1000, true),
            (1004, false),
            (1005, false),
            (1006, false),
            (1013, true),
            (1015, false),
            (2999, false),
            (4403, true),
            (5000, false),
            (70_000, false),
        ] {
            let close = Close::by_operation(code, "because");
            assert_eq!(close != Close::Internal, passed_on, "{code}");
        }
    }

    #[test]
    fn who_is_gone_gets_no_frame() {
        assert_eq!(Close::Gone.frame(), None);
        assert_eq!(Close::Stalled.frame(), None);
    }
}
