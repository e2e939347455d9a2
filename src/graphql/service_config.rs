//! What clients may ask of this server: printed, so that nobody has to find out by refusals.

use async_graphql::{Context, Object, SimpleObject};

use super::connection::{DEFAULT_FIRST, MAX_FIRST};
use super::error::ApiError;

/// The limits of this server. What goes beyond them is refused before anything of it runs.
#[derive(SimpleObject, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ServiceConfig {
    /// Items on a page of a list when `first` is left out.
    pub default_page_size: i32,
    /// Most items on a page of a list.
    pub max_page_size: i32,
    /// Deepest nesting of fields in a document.
    pub max_query_depth: i32,
    /// Greatest cost of a document: a field costs 1, a list a quarter of its page times its item.
    pub max_query_cost: i32,
    /// Longest document, in bytes.
    pub max_query_bytes: i32,
    /// Most tokens in a document.
    pub max_query_tokens: i32,
    /// Longest body of an HTTP request, in bytes.
    pub max_body_bytes: i32,
    /// Longest message on a socket, in bytes.
    pub max_socket_message_bytes: i32,
    /// Most operations at a time on one socket.
    pub max_operations_per_socket: i32,
    /// Most sockets of one person at a time.
    pub max_sockets_per_person: i32,
}

/// Limits of the edge, as they are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EdgeLimits {
    /// Longest document, in bytes.
    pub query_bytes: usize,
    /// Most tokens in a document.
    pub query_tokens: usize,
    /// Longest body of an HTTP request, in bytes.
    pub body_bytes: usize,
    /// Longest message on a socket, in bytes.
    pub socket_message_bytes: usize,
    /// Most operations at a time on one socket.
    pub operations_per_socket: usize,
    /// Most sockets of one person at a time.
    pub sockets_per_person: usize,
}

impl ServiceConfig {
    /// From the limits of the schema and of the edge.
    pub(super) fn new(depth: usize, cost: usize, edge: &EdgeLimits) -> Self {
        let int = |number: usize| i32::try_from(number).unwrap_or(i32::MAX);
        Self {
            default_page_size: DEFAULT_FIRST,
            max_page_size: MAX_FIRST,
            max_query_depth: int(depth),
            max_query_cost: int(cost),
            max_query_bytes: int(edge.query_bytes),
            max_query_tokens: int(edge.query_tokens),
            max_body_bytes: int(edge.body_bytes),
            max_socket_message_bytes: int(edge.socket_message_bytes),
            max_operations_per_socket: int(edge.operations_per_socket),
            max_sockets_per_person: int(edge.sockets_per_person),
        }
    }
}

/// Reads about the server itself.
#[derive(Default)]
pub struct ServiceConfigQuery;

#[Object]
impl ServiceConfigQuery {
    /// The limits of this server. Public.
    async fn service_config(&self, ctx: &Context<'_>) -> Result<ServiceConfig, ApiError> {
        Ok(ctx.data_opt().copied().unwrap_or_default())
    }
}
