//! `[http]`: connections and bodies.

use std::net::SocketAddr;
use std::time::Duration;

use serde::{Deserialize, Deserializer};

use super::Problems;
use crate::http::{ConnectionLimits, TrustedProxies};

/// Connections and bodies.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HttpSettings {
    /// Address and port; port 0 takes a free one.
    pub listen: String,
    /// Connections at a time, sockets included.
    pub connections: usize,
    /// Time for the head of a request to arrive.
    pub header_timeout_seconds: u64,
    /// Time for a body to arrive.
    pub body_timeout_seconds: u64,
    /// Longest body of a request.
    pub body_bytes: usize,
    /// Proxies whose `X-Forwarded-For` is believed: addresses and networks.
    #[serde(deserialize_with = "list")]
    pub trusted_proxies: Vec<String>,
    /// How long a stopping server waits for what is running.
    pub grace_seconds: u64,
}

impl HttpSettings {
    pub(super) fn check(&self, problems: &mut Problems) {
        if self.listen.parse::<SocketAddr>().is_err() {
            problems.add(
                "http.listen",
                "must be an address and a port, like 127.0.0.1:8080",
            );
        }
        if let Err(error) = TrustedProxies::parse(&self.trusted_proxies) {
            problems.add("http.trusted_proxies", error);
        }
        problems.in_range("http.connections", &self.connections, &1, &1_000_000);
        let seconds = |key, value, problems: &mut Problems| {
            problems.in_range(key, value, &1, &3600);
        };
        seconds(
            "http.header_timeout_seconds",
            &self.header_timeout_seconds,
            problems,
        );
        seconds(
            "http.body_timeout_seconds",
            &self.body_timeout_seconds,
            problems,
        );
        seconds("http.grace_seconds", &self.grace_seconds, problems);
        problems.in_range("http.body_bytes", &self.body_bytes, &1024, &16_777_216);
    }

    /// As the edge takes them.
    #[must_use]
    pub fn connection_limits(&self) -> ConnectionLimits {
        ConnectionLimits {
            connections: self.connections,
            header_timeout: Duration::from_secs(self.header_timeout_seconds),
            grace: Duration::from_secs(self.grace_seconds),
        }
    }

    /// Proxies whose word about their clients is taken; checked settings have no other texts.
    #[must_use]
    pub fn trusted_proxies(&self) -> TrustedProxies {
        TrustedProxies::parse(&self.trusted_proxies).unwrap_or_default()
    }
}

/// A list, or one text with commas: a variable of the environment cannot hold a list.
fn list<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Given {
        List(Vec<String>),
        Text(String),
    }
    Ok(match Given::deserialize(deserializer)? {
        Given::List(entries) => entries,
        Given::Text(text) => text
            .split(',')
            .map(|entry| entry.trim().to_owned())
            .filter(|entry| !entry.is_empty())
            .collect(),
    })
}
