//! A token of a plan's identity provider: what it must be, and what is taken from it.

use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::{Algorithm, Validation};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::key_ring::KeyRing;
use super::{Provider, SigningAlgorithm};
use crate::http::TokenRefused;

/// Longer texts are refused unread: providers put whole lists of groups into tokens.
const MAX_BYTES: usize = 16 * 1024;
/// How far a provider's clock may be ahead.
const AHEAD: TimeDelta = TimeDelta::seconds(30);
/// What a media type may have before the type of a token (RFC 7515, section 4.1.9).
const MEDIA_PREFIX: &str = "application/";

/// What a good token says.
#[derive(Debug)]
pub(super) struct Assertion {
    pub(super) email: String,
    /// The provider's words; `None` where the account's own roles count.
    pub(super) roles: Option<Vec<String>>,
    pub(super) expires_at: DateTime<Utc>,
}

#[derive(Deserialize)]
struct Issuer {
    iss: String,
}

/// The times are whole seconds; a fraction or a text is refused.
#[derive(Deserialize)]
struct Claims {
    exp: i64,
    nbf: Option<i64>,
    #[serde(flatten)]
    others: Map<String, Value>,
}

/// What a token says of its issuer, before anything is verified: it chooses among providers.
pub(super) fn issuer_of(token: &str) -> Option<String> {
    if token.len() > MAX_BYTES {
        return None;
    }
    let claims = jsonwebtoken::dangerous::insecure_decode_claims::<Issuer>(token).ok()?;
    Some(claims.iss)
}

/// Verifies a token of that provider.
pub(super) async fn verify(
    token: &str,
    provider: &Provider,
    keys: &KeyRing,
    now: DateTime<Utc>,
) -> Result<Assertion, TokenRefused> {
    let header = jsonwebtoken::decode_header(token).map_err(|_| TokenRefused)?;
    let algorithm = pinned(header.alg)
        .filter(|algorithm| provider.algorithms.contains(algorithm))
        .ok_or(TokenRefused)?;
    let typ = header.typ.as_deref().ok_or(TokenRefused)?;
    // An extension that must be understood and is not (RFC 7515, section 4.1.11).
    if header.crit.is_some() || !is_type(typ, &provider.token_type) {
        return Err(TokenRefused);
    }
    let name = header.kid.as_deref().ok_or(TokenRefused)?;
    let key = keys.key(name, algorithm, now).await.ok_or(TokenRefused)?;
    let mut validation = Validation::new(header.alg);
    validation.set_issuer(&[&provider.issuer]);
    validation.set_audience(&[&provider.audience]);
    validation.set_required_spec_claims(&["iss", "aud", "exp"]);
    // The library would ask the machine's clock; ours is asked below.
    validation.validate_exp = false;
    validation.validate_nbf = false;
    validation.leeway = 0;
    let claims = jsonwebtoken::decode::<Claims>(token, &key, &validation)
        .map_err(|_| TokenRefused)?
        .claims;
    assertion(&claims, provider, now)
}

fn assertion(
    claims: &Claims,
    provider: &Provider,
    now: DateTime<Utc>,
) -> Result<Assertion, TokenRefused> {
    let instant = |seconds| DateTime::from_timestamp(seconds, 0).ok_or(TokenRefused);
    let ends = instant(claims.exp)?;
    let begins = claims.nbf.map(instant).transpose()?;
    if now >= ends || begins.is_some_and(|begins| now + AHEAD < begins) {
        return Err(TokenRefused);
    }
    // A provider that says so has not checked whose address it is.
    if claims.others.get("email_verified") == Some(&Value::Bool(false)) {
        return Err(TokenRefused);
    }
    let email = claim(&claims.others, &provider.email_claim)
        .and_then(Value::as_str)
        .ok_or(TokenRefused)?;
    let roles = provider
        .roles_claim
        .as_ref()
        .map(|name| words(claim(&claims.others, name)));
    Ok(Assertion {
        email: email.to_owned(),
        roles,
        expires_at: ends,
    })
}

/// A claim by its name, or by a JSON pointer, which begins with `/`.
fn claim<'a>(claims: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    let Some(path) = name.strip_prefix('/') else {
        return claims.get(name);
    };
    let (first, rest) = path.split_once('/').unwrap_or((path, ""));
    let value = claims.get(first)?;
    if rest.is_empty() {
        Some(value)
    } else {
        value.pointer(&format!("/{rest}"))
    }
}

/// A list of words, or one, or several with spaces between them.
fn words(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::String(text)) => text.split_whitespace().map(str::to_owned).collect(),
        Some(Value::Array(list)) => list
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect(),
        Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_)) | None => {
            Vec::new()
        }
    }
}

fn is_type(typ: &str, wanted: &str) -> bool {
    let typ = typ.strip_prefix(MEDIA_PREFIX).unwrap_or(typ);
    typ.eq_ignore_ascii_case(wanted)
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "three are taken, whatever others there are"
)]
fn pinned(algorithm: Algorithm) -> Option<SigningAlgorithm> {
    match algorithm {
        Algorithm::RS256 => Some(SigningAlgorithm::Rs256),
        Algorithm::ES256 => Some(SigningAlgorithm::Es256),
        Algorithm::EdDSA => Some(SigningAlgorithm::EdDsa),
        // Shared secrets, other curves and hashes, and whatever the library learns later.
        _ => None,
    }
}
