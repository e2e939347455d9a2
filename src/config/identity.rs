//! `[identity]`: sign-in and tokens.

use std::num::NonZeroUsize;
use std::thread::available_parallelism;

use chrono::Duration;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use super::{ExternalSettings, Problems};
use crate::identity::{Keys, Provider, SessionLifetime};

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
    /// Longest time between two uses of a session.
    pub session_idle_hours: u32,
    /// Longest life of a session.
    pub session_days: u32,
    /// Ed25519 private key in PEM form; empty: none.
    pub signing_key: SecretString,
    /// Other Ed25519 keys whose tokens are believed, as PEM blocks; empty: none.
    pub verifying_keys: SecretString,
    /// 32 bytes in base64; empty: none.
    pub secret: SecretString,
    /// Identity providers of plans; in the file only.
    pub external: Vec<ExternalSettings>,
    /// Password checks at a time; 0: half as many as the machine has cores.
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
        if let Err(error) = Keys::check_verifying(&self.verifying_keys) {
            problems.add("identity.verifying_keys", error);
        }
        problems.in_range(
            "identity.session_idle_hours",
            &self.session_idle_hours,
            &1,
            &720,
        );
        problems.in_range("identity.session_days", &self.session_days, &1, &90);
        problems.in_range("identity.password_checks", &self.password_checks, &0, &256);
        for (index, external) in self.external.iter().enumerate() {
            external.check(index + 1, problems);
        }
        let mut issuers: Vec<&str> = self
            .external
            .iter()
            .map(|one| one.issuer.as_str())
            .collect();
        issuers.push(&self.issuer);
        issuers.sort_unstable();
        if issuers.windows(2).any(|pair| pair[0] == pair[1]) {
            problems.add("identity.external", "each needs an issuer of its own");
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

    /// Identity providers of plans.
    #[must_use]
    pub fn providers(&self) -> Vec<Provider> {
        self.external
            .iter()
            .map(ExternalSettings::provider)
            .collect()
    }

    /// Life of an access token.
    #[must_use]
    pub fn token_lifetime(&self) -> Duration {
        Duration::minutes(self.token_minutes.into())
    }

    /// Life of a session.
    #[must_use]
    pub fn session_lifetime(&self) -> SessionLifetime {
        SessionLifetime {
            idle: Duration::hours(self.session_idle_hours.into()),
            absolute: Duration::days(self.session_days.into()),
        }
    }

    /// Password checks at a time: half of the cores unless said otherwise, so that a flood of
    /// sign-ins leaves the other half to those who work.
    #[must_use]
    pub fn password_checks(&self) -> usize {
        let half = || available_parallelism().map_or(1, NonZeroUsize::get) / 2;
        match self.password_checks {
            0 => half().max(1),
            checks => checks,
        }
    }

    fn has_signing_key(&self) -> bool {
        !self.signing_key.expose_secret().trim().is_empty()
    }

    fn has_secret(&self) -> bool {
        !self.secret.expose_secret().trim().is_empty()
    }
}
