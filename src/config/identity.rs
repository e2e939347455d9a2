//! `[identity]`: sign-in and tokens.

use chrono::Duration;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use super::Problems;
use crate::identity::Keys;

/// Sign-in and tokens.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IdentitySettings {
    /// Who issues access tokens.
    pub issuer: String,
    /// For whom they are.
    pub audience: String,
    /// Life of an access token.
    pub token_minutes: u32,
    /// Ed25519 private key in PEM form; empty: none.
    pub signing_key: SecretString,
    /// Other Ed25519 keys whose tokens are believed, as PEM blocks; empty: none.
    pub verifying_keys: SecretString,
    /// 32 bytes in base64; empty: none.
    pub secret: SecretString,
    /// Password checks at a time.
    pub password_checks: usize,
}

impl IdentitySettings {
    /// `makes_keys`: whether the server makes missing keys itself.
    pub(super) fn check(&self, makes_keys: bool, problems: &mut Problems) {
        for (key, value) in [("issuer", &self.issuer), ("audience", &self.audience)] {
            if value.trim().is_empty() {
                problems.add(&format!("identity.{key}"), "must not be empty");
            }
        }
        problems.in_range("identity.token_minutes", &self.token_minutes, &1, &1440);
        problems.in_range("identity.password_checks", &self.password_checks, &1, &256);
        if let Err(error) = Keys::check_verifying(&self.verifying_keys) {
            problems.add("identity.verifying_keys", error);
        }
        match (self.has_signing_key(), self.has_secret()) {
            (true, true) => {
                if let Err(error) = Keys::read(&self.signing_key, &self.secret) {
                    problems.add("identity", error);
                }
            }
            (false, false) if makes_keys => {}
            (false, false) => problems.add(
                "identity",
                "PostgreSQL is shared between servers, so signing_key and secret must be given; \
                 `handoff key generate` prints both",
            ),
            (true, false) => problems.add("identity.secret", "must be given with signing_key"),
            (false, true) => problems.add("identity.signing_key", "must be given with secret"),
        }
    }

    /// Whether the keys are given, rather than made beside the database.
    #[must_use]
    pub fn has_keys(&self) -> bool {
        self.has_signing_key() && self.has_secret()
    }

    /// Life of an access token.
    #[must_use]
    pub fn token_lifetime(&self) -> Duration {
        Duration::minutes(self.token_minutes.into())
    }

    fn has_signing_key(&self) -> bool {
        !self.signing_key.expose_secret().trim().is_empty()
    }

    fn has_secret(&self) -> bool {
        !self.secret.expose_secret().trim().is_empty()
    }
}
