//! The settings of servers under test: what must differ from the defaults, and no more.

use std::sync::{Arc, LazyLock};

use handoff::clock::Clock;
use handoff::config::{Config, Environment};
use handoff::entropy::SeededEntropy;
use handoff::identity::Keys;
use secrecy::{ExposeSecret as _, SecretString};

use super::Server;

/// Keys of this test process: all its servers share them, as instances on one database do.
static KEYS: LazyLock<(SecretString, SecretString)> =
    LazyLock::new(|| Keys::generate(&SeededEntropy::new(2021)).unwrap());

/// The settings as environment variables, for a server that listens there.
pub(crate) fn environment(url: &str, listen: &str) -> Vec<(String, String)> {
    [
        ("HTTP__LISTEN", listen),
        ("HTTP__GRACE_SECONDS", "5"),
        ("DATABASE__URL", url),
        ("DATABASE__CONNECTIONS", "4"),
        // Tests move the clock, and sweep when they want it done.
        ("DUTIES__SWEEP_MILLISECONDS", "3600000"),
        ("NUDGES__SEND_MILLISECONDS", "3600000"),
        ("IDENTITY__SIGNING_KEY", KEYS.0.expose_secret()),
        ("IDENTITY__SECRET", KEYS.1.expose_secret()),
    ]
    .into_iter()
    .map(|(key, value)| (format!("HANDOFF__{key}"), value.to_owned()))
    .collect()
}

/// The settings of a server in this process, on a free port.
pub(super) fn config(url: &str) -> Config {
    config_with(url, &[])
}

/// The same with some settings changed, each as `SECTION__KEY` and value.
pub(super) fn config_with(url: &str, changes: Changes) -> Config {
    let changes = changes
        .iter()
        .map(|(key, value)| (format!("HANDOFF__{key}"), (*value).to_owned()));
    let environment: Environment = environment(url, "127.0.0.1:0")
        .into_iter()
        .chain(changes)
        .collect();
    Config::load(None, &environment).unwrap()
}

/// The same with a configuration file.
pub(super) fn config_of_file(url: &str, file: &std::path::Path) -> Config {
    let environment: Environment = environment(url, "127.0.0.1:0").into_iter().collect();
    Config::load(Some(file), &environment).unwrap()
}

/// Settings that a test changes.
pub(crate) type Changes = &'static [(&'static str, &'static str)];

/// A server in another process, as its callers know it.
pub(crate) fn server(url: &str, address: String, clock: Arc<dyn Clock>) -> Server {
    Server::new(address, &config(url), clock)
}

/// The signing key in PEM form, for tests that forge tokens.
pub(crate) fn signing_key_pem() -> &'static str {
    KEYS.0.expose_secret()
}

/// The keys.
pub(crate) fn keys() -> Keys {
    Keys::read(&KEYS.0, &KEYS.1).unwrap()
}
