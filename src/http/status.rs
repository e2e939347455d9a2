//! `/status/{token}`: where a referral stands, for whoever referred and has no account.
//!
//! The token is the only key: whoever has the link sees the page. So the page says nothing about a
//! person, tells no other site where its reader came from, and is kept by nobody. The path is not in
//! the log: a request leaves its route there.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use async_graphql::Executor;
use axum::extract::{Extension, Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, TimeDelta, Utc};
use futures_util::future::BoxFuture;
use secrecy::SecretString;

use super::{Authenticate, Client, Core};

/// Looks of one address a minute. A person opens a link now and then.
const LOOKS: u32 = 30;
/// Addresses that are counted at once; beyond that all wait for the next minute.
const ADDRESSES: usize = 10_000;

/// What a token shows.
#[derive(Debug)]
pub enum Found {
    /// What it is, and what is said of it.
    Lines(Vec<(String, String)>),
    /// Unknown, too old or taken back: nobody learns which.
    Nothing,
    /// The product could not look.
    Failed,
}

/// Looks a token up.
pub type LookUp = Arc<dyn Fn(SecretString) -> BoxFuture<'static, Found> + Send + Sync>;

/// Counts looks, an address and a minute at a time.
#[derive(Debug, Default)]
pub(super) struct Brake(Mutex<Minute>);

#[derive(Debug, Default)]
struct Minute {
    began: Option<DateTime<Utc>>,
    looks: HashMap<Option<IpAddr>, u32>,
}

impl Brake {
    /// Whether one more look is let through.
    fn lets_through(&self, address: Option<IpAddr>, now: DateTime<Utc>) -> bool {
        let mut minute = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_over = |began: DateTime<Utc>| now - began >= TimeDelta::minutes(1) || now < began;
        if minute.began.is_none_or(is_over) {
            minute.began = Some(now);
            minute.looks.clear();
        }
        if minute.looks.len() >= ADDRESSES && !minute.looks.contains_key(&address) {
            return false;
        }
        let looks = minute.looks.entry(address).or_default();
        *looks += 1;
        *looks <= LOOKS
    }
}

/// `GET /status/{token}`.
pub(super) async fn status<E: Executor, A: Authenticate>(
    State(core): State<Arc<Core<E, A>>>,
    Extension(client): Extension<Client>,
    Path(token): Path<String>,
) -> Response {
    if !core
        .brake
        .lets_through(client.address(), core.edge.clock.now())
    {
        let mut response = page(
            StatusCode::TOO_MANY_REQUESTS,
            &[(
                "Wait",
                "Too many looks from where you are. Wait a minute, then try again.",
            )],
        );
        let headers = response.headers_mut();
        headers.insert(header::RETRY_AFTER, HeaderValue::from_static("60"));
        return response;
    }
    match (core.edge.look_up)(SecretString::from(token)).await {
        Found::Lines(lines) => {
            let lines: Vec<_> = lines
                .iter()
                .map(|(what, said)| (what.as_str(), said.as_str()))
                .collect();
            page(StatusCode::OK, &lines)
        }
        Found::Nothing => page(
            StatusCode::NOT_FOUND,
            &[(
                "Link",
                "This link does not work any more. Ask the health plan.",
            )],
        ),
        Found::Failed => page(
            StatusCode::INTERNAL_SERVER_ERROR,
            &[("Error", "This cannot be shown now. Try again later.")],
        ),
    }
}

/// A page without scripts, styles or links.
fn page(status: StatusCode, lines: &[(&str, &str)]) -> Response {
    let mut body = "<!doctype html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\">\
        <meta name=\"viewport\" content=\"width=device-width\"><title>Your referral</title></head>\n\
        <body><h1>Your referral</h1>\n<dl>\n"
        .to_owned();
    for (what, said) in lines {
        // Writing to a text cannot fail.
        let _ = writeln!(body, "<dt>{}</dt><dd>{}</dd>", escaped(what), escaped(said));
    }
    body.push_str("</dl></body>\n</html>\n");
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::REFERRER_POLICY, "no-referrer"),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; frame-ancestors 'none'",
        ),
        (
            header::HeaderName::from_static("x-robots-tag"),
            "noindex, nofollow",
        ),
    ];
    (status, headers, body).into_response()
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_looks_so_often_a_minute() {
        let brake = Brake::default();
        let now: DateTime<Utc> = "2026-11-23T17:00:00Z".parse().unwrap();
        let (here, there): (IpAddr, IpAddr) =
            ("192.0.2.1".parse().unwrap(), "192.0.2.2".parse().unwrap());
        for _ in 0..LOOKS {
            assert!(brake.lets_through(Some(here), now));
        }
        assert!(!brake.lets_through(Some(here), now + TimeDelta::seconds(59)));
        assert!(brake.lets_through(Some(there), now + TimeDelta::seconds(59)));
        assert!(brake.lets_through(Some(here), now + TimeDelta::seconds(60)));
    }

    #[test]
    fn what_is_said_is_text() {
        assert_eq!(escaped("<b>\"A&B\"'"), "&lt;b&gt;&quot;A&amp;B&quot;&#39;");
    }
}
