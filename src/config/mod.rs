//! Settings: one typed [`Config`], read once at the start.
//!
//! ```text
//! handoff.example.toml (embedded) ← file (--config) ← environment HANDOFF__SECTION__KEY
//! ```
//! A later layer wins, key by key. A key that the program does not know is refused, wherever it
//! stands: a mistyped limit must not be a limit that is silently off. [`Config::load`] tells all
//! that is wrong at once. Nobody else reads the environment.

mod audit;
mod database;
mod duties;
mod external;
mod http;
mod identity;
mod layers;
mod limits;
mod nudges;
mod print;
mod telemetry;

use std::path::Path;

use serde::Deserialize;

pub use audit::AuditSettings;
pub use database::{DatabaseSettings, DatabaseUrl};
pub use duties::DutySettings;
pub use external::ExternalSettings;
pub use http::HttpSettings;
pub use identity::IdentitySettings;
pub use layers::{ConfigError, Environment};
pub use limits::LimitSettings;
pub use nudges::NudgeSettings;
pub use telemetry::{LogFormat, TelemetrySettings};

/// All settings of a server.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Connections and bodies.
    pub http: HttpSettings,
    /// Where the records are.
    pub database: DatabaseSettings,
    /// Sign-in and tokens.
    pub identity: IdentitySettings,
    /// The trail of who did and read what.
    pub audit: AuditSettings,
    /// What is done as deadlines come near.
    pub duties: DutySettings,
    /// How organizations are told to look into their mailbox.
    pub nudges: NudgeSettings,
    /// What GraphQL operations may cost.
    pub limits: LimitSettings,
    /// Logs.
    pub telemetry: TelemetrySettings,
}

impl Config {
    /// Reads all layers, and checks the whole.
    pub fn load(file: Option<&Path>, environment: &Environment) -> Result<Self, ConfigError> {
        let config = layers::read(file, environment)?;
        config.validate()?;
        Ok(config)
    }

    /// Tells all that is wrong at once.
    pub fn validate(&self) -> Result<(), ConfigError> {
        let mut problems = Problems::default();
        self.http.check(&mut problems);
        self.database.check(&mut problems);
        self.identity
            .check(self.database.url.sqlite_file().is_some(), &mut problems);
        self.audit.check(&mut problems);
        self.duties.check(&mut problems);
        self.nudges.check(&mut problems);
        self.limits.check(&mut problems);
        self.telemetry.check(&mut problems);
        problems.into_result()
    }

    /// The settings as a file would have them, with every secret redacted.
    #[must_use]
    pub fn redacted(&self) -> String {
        print::redacted(self)
    }
}

/// Collects what is wrong, each with its key.
#[derive(Debug, Default)]
struct Problems(Vec<String>);

impl Problems {
    fn add(&mut self, key: &str, problem: impl std::fmt::Display) {
        self.0.push(format!("{key}: {problem}"));
    }

    /// The value must lie in the range, ends included.
    fn in_range<T: PartialOrd + std::fmt::Display>(
        &mut self,
        key: &str,
        value: &T,
        least: &T,
        most: &T,
    ) {
        if value < least || value > most {
            self.add(key, format_args!("must be {least} to {most}, is {value}"));
        }
    }

    fn into_result(self) -> Result<(), ConfigError> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(ConfigError::Problems(self.0))
        }
    }
}

#[cfg(test)]
mod tests;
