//! `handoff key`

use clap::Subcommand;
use secrecy::ExposeSecret;

use super::output;
use crate::entropy::SystemEntropy;
use crate::identity::Keys;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Print a new signing key and a new secret, ready for the configuration file.
    ///
    /// All servers on one PostgreSQL database share them. Replacing the signing key ends all
    /// sessions; after replacing the secret, retries under old idempotency keys are refused.
    Generate,
}

pub(super) fn run(command: &Command) -> anyhow::Result<()> {
    let Command::Generate = command;
    let (signing_key, secret) = Keys::generate(&SystemEntropy)?;
    output::say(&format!(
        "[identity]\nsigning_key = \"\"\"\n{}\"\"\"\nsecret = \"{}\"",
        signing_key.expose_secret(),
        secret.expose_secret(),
    ))?;
    Ok(())
}
