//! What the edge refuses, and how long it waits. Depth, aliases and complexity are the schema's.

use std::time::Duration;

/// Limits of requests and operations.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Longest body of an HTTP request, in bytes; a longer one is answered with 413.
    pub body_bytes: usize,
    /// Longest time a client may take to send a body; then 408.
    pub body_timeout: Duration,
    /// Longest GraphQL document, in bytes.
    pub query_bytes: usize,
    /// Most tokens in a GraphQL document: names, numbers, strings and punctuators.
    pub query_tokens: usize,
    /// Longest run of a query. Mutations and subscriptions have none.
    pub query_timeout: Duration,
    /// How many parsed documents are kept for reuse.
    pub parse_cache_entries: usize,
    /// Limits of sockets.
    pub socket: SocketLimits,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body_bytes: 64 * 1024,
            body_timeout: Duration::from_secs(10),
            query_bytes: 16 * 1024,
            query_tokens: 2_000,
            query_timeout: Duration::from_secs(10),
            parse_cache_entries: 512,
            socket: SocketLimits::default(),
        }
    }
}

/// Limits of WebSocket connections.
#[derive(Clone, Debug)]
pub struct SocketLimits {
    /// Longest message of a client, in bytes; a longer one closes the socket with 1009.
    pub message_bytes: usize,
    /// Time between opening and `connection_init`; then 4408. Also the longest check of a token.
    pub init_timeout: Duration,
    /// How often a socket is checked for expiry, ended access and silence.
    pub check_every: Duration,
    /// How often the server sends a `ping`.
    pub ping_every: Duration,
    /// Longest silence of a client; then 3008.
    pub silence: Duration,
    /// Longest time one message may take to leave; then the connection is dropped.
    pub write_timeout: Duration,
    /// Most operations that run on one socket at a time; one more closes it with 4429.
    pub operations: usize,
    /// Most sockets of one user; one more is closed with 4429.
    pub sockets_per_user: usize,
    /// Most sockets of all clients together; one more is closed with 1013.
    pub sockets: usize,
}

impl Default for SocketLimits {
    fn default() -> Self {
        Self {
            message_bytes: 64 * 1024,
            init_timeout: Duration::from_secs(10),
            check_every: Duration::from_secs(1),
            ping_every: Duration::from_secs(20),
            silence: Duration::from_mins(1),
            write_timeout: Duration::from_secs(10),
            operations: 50,
            sockets_per_user: 20,
            sockets: 10_000,
        }
    }
}

/// Limits of network connections, below HTTP.
#[derive(Clone, Debug)]
pub struct ConnectionLimits {
    /// Most connections at a time, sockets included. More wait in the kernel's queue.
    pub connections: usize,
    /// Time for the head of a request to arrive whole. It is also how long a kept-alive connection
    /// may be idle.
    pub header_timeout: Duration,
    /// How long a stopping server waits for running requests, mutations and sockets.
    pub grace: Duration,
}

impl Default for ConnectionLimits {
    fn default() -> Self {
        Self {
            connections: 12_000,
            header_timeout: Duration::from_secs(20),
            grace: Duration::from_secs(10),
        }
    }
}

/// Whether a document has more than `limit` tokens. Reads the text once, without parsing it, and
/// stops at the limit: the point is to spend little on a document that is meant to cost much.
pub(super) fn exceeds_tokens(query: &str, limit: usize) -> bool {
    Tokens {
        rest: query.as_bytes(),
    }
    .nth(limit)
    .is_some()
}

/// The lexical tokens of a document, without their kinds. What is no GraphQL at all still counts,
/// byte by byte: the parser will refuse it.
struct Tokens<'a> {
    rest: &'a [u8],
}

impl Tokens<'_> {
    /// The length of the token at the start of `rest`, which is neither ignored nor empty.
    fn token_length(&self) -> usize {
        let text = self.rest;
        match text[0] {
            b'"' if text.starts_with(br#"""""#) => block_string_length(text),
            b'"' => string_length(text),
            b'.' if text.starts_with(b"...") => 3,
            byte if is_word(byte) => text.iter().take_while(|byte| is_word(**byte)).count(),
            _ => 1,
        }
    }

    /// Drops whitespace, commas, comments and the byte order mark.
    fn skip_ignored(&mut self) {
        loop {
            match self.rest {
                [b' ' | b'\t' | b'\r' | b'\n' | b',', rest @ ..]
                | [0xEF, 0xBB, 0xBF, rest @ ..] => self.rest = rest,
                [b'#', rest @ ..] => {
                    let end = rest.iter().position(|byte| matches!(byte, b'\r' | b'\n'));
                    self.rest = &rest[end.unwrap_or(rest.len())..];
                }
                _ => return,
            }
        }
    }
}

impl Iterator for Tokens<'_> {
    type Item = ();

    fn next(&mut self) -> Option<()> {
        self.skip_ignored();
        if self.rest.is_empty() {
            return None;
        }
        self.rest = &self.rest[self.token_length()..];
        Some(())
    }
}

/// Whether a byte is part of a name or a number.
fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// The length of the quoted string at the start of `text`; an open one ends with the text.
fn string_length(text: &[u8]) -> usize {
    let mut escaped = false;
    for (at, byte) in text.iter().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// The length of the block string at the start of `text`; an open one ends with the text.
fn block_string_length(text: &[u8]) -> usize {
    let quotes = br#"""""#;
    let mut at = 3;
    while at < text.len() {
        if text[at..].starts_with(br#"\""""#) {
            at += 4;
        } else if text[at..].starts_with(quotes) {
            return at + 3;
        } else {
            at += 1;
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(query: &str) -> usize {
        Tokens {
            rest: query.as_bytes(),
        }
        .count()
    }

    #[test]
    fn tokens_are_counted_as_the_language_defines_them() {
        for (query, tokens) in [
            ("", 0),
            ("  \u{feff} , # nothing } here\n", 0),
            ("{a}", 3),
            ("{ a, b } # c", 4),
            ("query Q($a: [Int!]! = 12) { b(c: $a) @d }", 25),
            ("{ ...F ... on T { x } }", 10),
            (r#"{ a(s: "x } \" y") }"#, 8),
            (r#"{ a(s: """x " } \""" y""") }"#, 8),
            (r#"{ a(s: "open"#, 6),
        ] {
            assert_eq!(count(query), tokens, "{query}");
        }
    }

    #[test]
    fn a_document_at_the_limit_passes_and_one_above_does_not() {
        assert!(!exceeds_tokens("{ a }", 3));
        assert!(exceeds_tokens("{ a b }", 3));
    }

    #[test]
    fn text_that_is_no_graphql_ends_as_well() {
        assert_eq!(count("äö"), 4);
        assert_eq!(count("\""), 1);
        assert_eq!(count("\"\"\""), 1);
    }
}
