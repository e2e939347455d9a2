//! The keys that a provider publishes, kept for a while.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::DecodingKey;
use reqwest::redirect::Policy;
use serde::Deserialize;
use tokio::sync::Mutex;

use super::{KeySource, SigningAlgorithm};

/// How long the keys are used before they are fetched again: a key that the provider took back is
/// good no longer than that.
const FRESH_FOR: TimeDelta = TimeDelta::minutes(10);
/// How long they are used when the provider does not answer.
const KEPT_FOR: TimeDelta = TimeDelta::hours(24);
/// At least so long between two attempts to fetch: tokens with invented key ids are for free.
const PAUSE: TimeDelta = TimeDelta::minutes(1);
/// How long the provider may take to answer.
const TIMEOUT: Duration = Duration::from_secs(5);
/// Longest key set, in bytes.
const MAX_BYTES: usize = 256 * 1024;
/// Shortest modulus of an RSA key, in bytes.
const RSA_LEAST_BYTES: usize = 256;

/// The keys of one provider.
pub(super) struct KeyRing {
    source: KeySource,
    client: reqwest::Client,
    keys: RwLock<Arc<Fetched>>,
    /// When it was last tried to fetch them; held while that is going on.
    tried_at: Mutex<Option<DateTime<Utc>>>,
}

/// The keys as they were fetched.
#[derive(Default)]
struct Fetched {
    /// By the name of the key, each for one algorithm only.
    keys: HashMap<String, (SigningAlgorithm, Arc<DecodingKey>)>,
    at: Option<DateTime<Utc>>,
}

impl Fetched {
    fn age(&self, now: DateTime<Utc>) -> TimeDelta {
        self.at.map_or(TimeDelta::MAX, |at| now - at)
    }

    fn key(&self, name: &str, algorithm: SigningAlgorithm) -> Option<Arc<DecodingKey>> {
        let (its_algorithm, key) = self.keys.get(name)?;
        (*its_algorithm == algorithm).then(|| Arc::clone(key))
    }
}

/// A client that goes where it is told and no further.
pub(super) fn client() -> Result<reqwest::Client, reqwest::Error> {
    reqwest::Client::builder()
        .timeout(TIMEOUT)
        .redirect(Policy::none())
        .build()
}

impl KeyRing {
    pub(super) fn new(source: KeySource, client: reqwest::Client) -> Self {
        Self {
            source,
            client,
            keys: RwLock::default(),
            tried_at: Mutex::default(),
        }
    }

    /// The key of that name, for that algorithm. An unknown name makes it look again.
    pub(super) async fn key(
        &self,
        name: &str,
        algorithm: SigningAlgorithm,
        now: DateTime<Utc>,
    ) -> Option<Arc<DecodingKey>> {
        let kept = self.kept();
        let found = kept.key(name, algorithm);
        if found.is_some() && kept.age(now) < FRESH_FOR {
            return found;
        }
        self.fetch(now).await;
        let kept = self.kept();
        kept.key(name, algorithm)
            .filter(|_| kept.age(now) < KEPT_FOR)
    }

    fn kept(&self) -> Arc<Fetched> {
        let keys = self.keys.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&keys)
    }

    /// Fetches the keys, unless that was tried a moment ago. What cannot be fetched stays as it was.
    async fn fetch(&self, now: DateTime<Utc>) {
        let mut tried_at = self.tried_at.lock().await;
        if tried_at.is_some_and(|at| now < at + PAUSE) {
            return;
        }
        *tried_at = Some(now);
        match self.read().await {
            Ok(keys) => {
                let fetched = Fetched {
                    keys,
                    at: Some(now),
                };
                *self.keys.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(fetched);
            }
            Err(reason) => tracing::warn!(reason, "the keys of an identity provider were not read"),
        }
    }

    async fn read(
        &self,
    ) -> Result<HashMap<String, (SigningAlgorithm, Arc<DecodingKey>)>, &'static str> {
        let bytes = match &self.source {
            KeySource::Url(url) => self.download(url).await?,
            KeySource::File(path) => tokio::fs::read(path)
                .await
                .map_err(|_| "the file cannot be read")?,
        };
        let set: KeySet = serde_json::from_slice(&bytes).map_err(|_| "the text is no JWK set")?;
        Ok(set.keys.iter().filter_map(Jwk::read).collect())
    }

    async fn download(&self, url: &str) -> Result<Vec<u8>, &'static str> {
        let answer = self.client.get(url).send().await;
        let mut answer = answer.map_err(|_| "the address does not answer")?;
        if answer.status() != reqwest::StatusCode::OK {
            return Err("the address answers something else");
        }
        let mut bytes = Vec::new();
        while let Some(part) = answer.chunk().await.map_err(|_| "the answer was cut")? {
            if bytes.len() + part.len() > MAX_BYTES {
                return Err("the answer is too long");
            }
            bytes.extend_from_slice(&part);
        }
        Ok(bytes)
    }
}

#[derive(Deserialize)]
struct KeySet {
    keys: Vec<Jwk>,
}

/// A key as providers publish it (RFC 7517); what is not asked for is not read.
#[derive(Deserialize)]
struct Jwk {
    kid: Option<String>,
    kty: String,
    alg: Option<String>,
    #[serde(rename = "use")]
    purpose: Option<String>,
    crv: Option<String>,
    n: Option<String>,
    e: Option<String>,
    x: Option<String>,
    y: Option<String>,
}

impl Jwk {
    /// The key with its name; `None` for keys of other kinds, which sets may hold as well.
    fn read(&self) -> Option<(String, (SigningAlgorithm, Arc<DecodingKey>))> {
        let name = self.kid.clone()?;
        if self.purpose.as_deref().is_some_and(|use_| use_ != "sig") {
            return None;
        }
        let curve = self.crv.as_deref();
        let (algorithm, key) = match (self.kty.as_str(), curve) {
            ("RSA", _) => {
                let (modulus, exponent) = (self.n.as_deref()?, self.e.as_deref()?);
                let bytes = URL_SAFE_NO_PAD.decode(modulus).ok()?;
                if bytes.iter().skip_while(|byte| **byte == 0).count() < RSA_LEAST_BYTES {
                    return None;
                }
                let key = DecodingKey::from_rsa_components(modulus, exponent);
                (SigningAlgorithm::Rs256, key.ok()?)
            }
            ("EC", Some("P-256")) => {
                let key = DecodingKey::from_ec_components(self.x.as_deref()?, self.y.as_deref()?);
                (SigningAlgorithm::Es256, key.ok()?)
            }
            ("OKP", Some("Ed25519")) => {
                let key = DecodingKey::from_ed_components(self.x.as_deref()?);
                (SigningAlgorithm::EdDsa, key.ok()?)
            }
            _ => return None,
        };
        if self
            .alg
            .as_deref()
            .is_some_and(|alg| alg != algorithm.code())
        {
            return None;
        }
        Some((name, (algorithm, Arc::new(key))))
    }
}
