//! Logs: what happened to the server, never what happened to a person.
//!
//! A line may name ids, codes, counts and times. It never has a name, a date of birth, a number
//! of a member, an e-mail address, a query's text or a value of a statement. Libraries that write
//! the bytes or statements they carry are silenced here, whatever the filter says.

use std::io::IsTerminal;

use tracing::Metadata;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::{EnvFilter, FilterFn, filter_fn};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::{SubscriberInitExt, TryInitError};
use tracing_subscriber::{Layer, fmt};

use crate::config::{LogFormat, TelemetrySettings};

/// Below warnings, these write headers, messages, statements or bound values.
const TALKATIVE: &[&str] = &[
    "async_graphql",
    "h2",
    "hyper",
    "hyper_util",
    "reqwest",
    "rustls",
    "sea_orm",
    "sea_orm_migration",
    "sqlx",
    "tokio_tungstenite",
    "tungstenite",
];

/// Why there are no logs.
#[derive(Debug, thiserror::Error)]
pub enum TelemetryError {
    /// The filter cannot be read; `Config::validate` has said so before.
    #[error("telemetry.filter cannot be read")]
    Filter(#[from] tracing_subscriber::filter::ParseError),
    /// Logs are set up once per process.
    #[error("logs are set up already")]
    Twice(#[from] TryInitError),
}

/// Sends logs to the standard error stream from now on.
pub fn start(settings: &TelemetrySettings) -> Result<(), TelemetryError> {
    let filter = EnvFilter::try_new(&settings.filter)?;
    let lines = fmt::layer()
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    let layer = match settings.format {
        LogFormat::Text => lines.with_target(false).boxed(),
        LogFormat::Json => lines.json().flatten_event(true).boxed(),
    };
    // Filters of the whole and not of the layer: a library that asks whether it may speak, hears no
    // and says nothing would take the next line of its thread with it (sqlx asks so for each
    // notice of PostgreSQL).
    tracing_subscriber::registry()
        .with(filter)
        .with(discreet())
        .with(layer)
        .try_init()?;
    Ok(())
}

fn discreet() -> FilterFn<fn(&Metadata<'_>) -> bool> {
    fn may_speak(metadata: &Metadata<'_>) -> bool {
        let library = metadata.target().split("::").next().unwrap_or_default();
        !TALKATIVE.contains(&library) || *metadata.level() <= LevelFilter::WARN
    }
    filter_fn(may_speak as fn(&Metadata<'_>) -> bool)
}
