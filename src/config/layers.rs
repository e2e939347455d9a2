//! The layers of the settings, and what is refused in them.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use config::{ConfigBuilder, FileFormat, Value, ValueKind, builder::DefaultState};

use super::Config;

/// The example file is the list of defaults, so it cannot be out of date.
const DEFAULTS: &str = include_str!("../../handoff.example.toml");
const PREFIX: &str = "HANDOFF";
const SEPARATOR: &str = "__";

/// Why there are no settings.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file is not there.
    #[error("there is no configuration file {0}")]
    NoFile(PathBuf),
    /// A layer cannot be read, or a value has the wrong type.
    #[error("the configuration cannot be read: {0}")]
    Unreadable(String),
    /// All that is wrong, each with its key.
    #[error("the configuration is wrong:\n  {}", .0.join("\n  "))]
    Problems(Vec<String>),
}

/// The variables of the process that are settings.
#[derive(Debug, Clone, Default)]
pub struct Environment(HashMap<String, String>);

impl Environment {
    /// Those of this process.
    #[must_use]
    pub fn of_process() -> Self {
        std::env::vars_os()
            .filter_map(|(key, value)| Some((key.into_string().ok()?, value.into_string().ok()?)))
            .collect()
    }
}

impl FromIterator<(String, String)> for Environment {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(variables: I) -> Self {
        let prefix = format!("{PREFIX}{SEPARATOR}");
        Self(
            variables
                .into_iter()
                .filter(|(key, _)| key.starts_with(&prefix))
                .collect(),
        )
    }
}

/// Reads all layers; the values are not yet checked.
pub(super) fn read(file: Option<&Path>, environment: &Environment) -> Result<Config, ConfigError> {
    if let Some(path) = file
        && !path.exists()
    {
        return Err(ConfigError::NoFile(path.to_owned()));
    }
    let merged = merge(file, environment).map_err(|error| unreadable(&error))?;
    let unknown = unknown_keys(&merged)?;
    if !unknown.is_empty() {
        return Err(ConfigError::Problems(unknown));
    }
    merged.try_deserialize().map_err(|error| unreadable(&error))
}

fn merge(
    file: Option<&Path>,
    environment: &Environment,
) -> Result<config::Config, config::ConfigError> {
    let mut builder = defaults();
    if let Some(path) = file {
        builder = builder.add_source(config::File::from(path).format(FileFormat::Toml));
    }
    builder
        .add_source(
            config::Environment::with_prefix(PREFIX)
                .prefix_separator(SEPARATOR)
                .separator(SEPARATOR)
                .source(Some(environment.0.clone())),
        )
        .build()
}

fn defaults() -> ConfigBuilder<DefaultState> {
    config::Config::builder().add_source(config::File::from_str(DEFAULTS, FileFormat::Toml))
}

/// Keys that the defaults do not have. Each is told with where it stands; values never are: one
/// may be a secret under a mistyped name.
fn unknown_keys(merged: &config::Config) -> Result<Vec<String>, ConfigError> {
    let known = defaults().build().map_err(|error| unreadable(&error))?;
    let mut unknown = Vec::new();
    compare(&merged.cache, &known.cache, "", &mut unknown);
    unknown.sort();
    Ok(unknown)
}

fn compare(given: &Value, known: &Value, path: &str, unknown: &mut Vec<String>) {
    let (ValueKind::Table(given), ValueKind::Table(known)) = (&given.kind, &known.kind) else {
        return;
    };
    for (key, value) in given {
        let path = if path.is_empty() {
            key.clone()
        } else {
            format!("{path}.{key}")
        };
        match known.get(key) {
            Some(expected) => compare(value, expected, &path, unknown),
            None => unknown.push(format!(
                "{path}: unknown setting, from {}",
                value.origin().unwrap_or("an unknown place")
            )),
        }
    }
}

/// The library's text without the values and lines that it quotes: they may be secret.
fn unreadable(error: &config::ConfigError) -> ConfigError {
    ConfigError::Unreadable(describe(error))
}

fn describe(error: &config::ConfigError) -> String {
    use config::ConfigError as Cause;
    let place = |origin: &Option<String>| origin.clone().unwrap_or("an unknown place".to_owned());
    if let Cause::At { error, key, origin } = error {
        let key = key.clone().unwrap_or("a setting".to_owned());
        return if let Cause::Type { expected, .. } = **error {
            format!("{key} must be {expected}, in {}", place(origin))
        } else {
            format!("{key}: {}", describe(error))
        };
    }
    if let Cause::Type {
        key,
        expected,
        origin,
        ..
    } = error
    {
        let key = key.clone().unwrap_or("a setting".to_owned());
        return format!("{key} must be {expected}, in {}", place(origin));
    }
    if let Cause::FileParse { uri, cause } = error {
        let cause = cause.to_string();
        let first = cause.lines().next().unwrap_or_default();
        return format!("{}: {first}", place(uri));
    }
    error.to_string()
}
