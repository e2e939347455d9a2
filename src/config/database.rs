//! `[database]`: where the records are.

use std::fmt;
use std::path::PathBuf;

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use super::Problems;

/// Where the records are.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatabaseSettings {
    /// `sqlite://path` or `postgres://…`
    pub url: DatabaseUrl,
    /// Most connections.
    pub connections: u32,
    /// Apply missing migrations at the start.
    pub migrate_at_start: bool,
}

impl DatabaseSettings {
    pub(super) fn check(&self, problems: &mut Problems) {
        if let Some(problem) = self.url.problem() {
            problems.add("database.url", problem);
        }
        problems.in_range("database.connections", &self.connections, &1, &200);
    }
}

/// The address of a database. It may hold a password, which is never shown.
#[derive(Clone, Deserialize)]
#[serde(transparent)]
pub struct DatabaseUrl(SecretString);

impl DatabaseUrl {
    /// An address as it would stand in a file.
    #[must_use]
    pub fn new(url: impl Into<String>) -> Self {
        Self(SecretString::from(url.into()))
    }

    /// With the password, for the driver.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// The file, if this is SQLite's.
    #[must_use]
    pub fn sqlite_file(&self) -> Option<PathBuf> {
        let rest = self.expose().strip_prefix("sqlite:")?;
        let path = rest.strip_prefix("//").unwrap_or(rest);
        Some(path.split('?').next().unwrap_or_default().into())
    }

    /// What is wrong with it.
    fn problem(&self) -> Option<&'static str> {
        if let Some(file) = self.sqlite_file() {
            let name = file.to_string_lossy();
            // Each pooled connection would open an empty database of its own.
            return (name.is_empty() || name.starts_with(':'))
                .then_some("SQLite needs a file, like sqlite://handoff.sqlite");
        }
        let is_postgres =
            self.expose().starts_with("postgres://") || self.expose().starts_with("postgresql://");
        (!is_postgres).then_some("must begin with sqlite:// or postgres://")
    }
}

impl fmt::Display for DatabaseUrl {
    /// Without the password and without parameters, which may hold one as well.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.sqlite_file().is_some() {
            return f.write_str(self.expose());
        }
        let Some((scheme, rest)) = self.expose().split_once("://") else {
            return f.write_str("[redacted]");
        };
        let place = rest.split('?').next().unwrap_or_default();
        match place.rsplit_once('@') {
            Some((who, host)) => {
                let user = who.split(':').next().unwrap_or_default();
                write!(f, "{scheme}://{user}:[redacted]@{host}")
            }
            None => write!(f, "{scheme}://{place}"),
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{self}\"")
    }
}
