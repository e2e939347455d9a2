//! `[limits]`: what GraphQL operations may cost.

use std::time::Duration;

use serde::Deserialize;

use super::{HttpSettings, Problems};
use crate::graphql;
use crate::graphql::service_config::EdgeLimits;
use crate::http::{Limits, SocketLimits};

/// What GraphQL operations may cost.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LimitSettings {
    /// Longest document, in bytes.
    pub query_bytes: usize,
    /// Most tokens of a document.
    pub query_tokens: usize,
    /// Longest run of a query; mutations are never cut.
    pub query_timeout_seconds: u64,
    /// Parsed documents kept for reuse.
    pub parsed_documents: usize,
    /// Deepest nesting of an operation.
    pub query_depth: usize,
    /// Greatest cost of an operation, as the schema counts it.
    pub query_cost: usize,
    /// Sockets of all clients together.
    pub sockets: usize,
    /// Sockets of one person.
    pub sockets_per_person: usize,
    /// Operations at a time on one socket.
    pub operations_per_socket: usize,
    /// Longest message of a client on a socket.
    pub socket_message_bytes: usize,
}

impl LimitSettings {
    pub(super) fn check(&self, problems: &mut Problems) {
        let mut count = |key: &str, value: usize, least: usize, most: usize| {
            problems.in_range(&format!("limits.{key}"), &value, &least, &most);
        };
        count("query_bytes", self.query_bytes, 256, 1_048_576);
        count("query_tokens", self.query_tokens, 16, 100_000);
        count("parsed_documents", self.parsed_documents, 1, 100_000);
        count("query_depth", self.query_depth, 2, 100);
        count("query_cost", self.query_cost, 10, 1_000_000);
        count("sockets", self.sockets, 1, 1_000_000);
        count("sockets_per_person", self.sockets_per_person, 1, 10_000);
        count("operations_per_socket", self.operations_per_socket, 1, 1000);
        count(
            "socket_message_bytes",
            self.socket_message_bytes,
            256,
            16_777_216,
        );
        problems.in_range(
            "limits.query_timeout_seconds",
            &self.query_timeout_seconds,
            &1,
            &600,
        );
    }

    /// As the schema takes them.
    #[must_use]
    pub fn schema_limits(&self, http: &HttpSettings) -> graphql::Limits {
        graphql::Limits {
            depth: self.query_depth,
            complexity: self.query_cost,
            edge: EdgeLimits {
                query_bytes: self.query_bytes,
                query_tokens: self.query_tokens,
                body_bytes: http.body_bytes,
                socket_message_bytes: self.socket_message_bytes,
                operations_per_socket: self.operations_per_socket,
                sockets_per_person: self.sockets_per_person,
            },
        }
    }

    /// As the edge takes them.
    #[must_use]
    pub fn edge_limits(&self, http: &HttpSettings) -> Limits {
        Limits {
            body_bytes: http.body_bytes,
            body_timeout: Duration::from_secs(http.body_timeout_seconds),
            query_bytes: self.query_bytes,
            query_tokens: self.query_tokens,
            query_timeout: Duration::from_secs(self.query_timeout_seconds),
            parse_cache_entries: self.parsed_documents,
            socket: SocketLimits {
                message_bytes: self.socket_message_bytes,
                operations: self.operations_per_socket,
                sockets_per_user: self.sockets_per_person,
                sockets: self.sockets,
                ..SocketLimits::default()
            },
        }
    }
}
