//! `handoff key`

use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use secrecy::ExposeSecret;

use super::{Settings, output};
use crate::config::Config;
use crate::entropy::SystemEntropy;
use crate::identity::Keys;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Print a new signing key and a new secret, ready for the configuration file.
    ///
    /// All servers on one PostgreSQL database share them. Replacing the signing key at once ends all
    /// sessions: see `key rotate`. After replacing the secret, retries under old idempotency keys
    /// are refused, and second factors have to be enrolled anew.
    Generate,
    /// Replace the signing key while the tokens of the old one stay good until they end.
    ///
    /// Keys beside a SQLite database are replaced in place; restart the server afterwards. For keys
    /// in the configuration the steps are printed, with what to write where.
    Rotate(Rotate),
}

#[derive(Debug, Args)]
pub(super) struct Rotate {
    #[command(flatten)]
    settings: Settings,
    /// Somebody else may have the old key: do not believe its tokens any more.
    #[arg(long)]
    compromised: bool,
}

pub(super) fn run(command: &Command) -> anyhow::Result<()> {
    match command {
        Command::Generate => generate(),
        Command::Rotate(arguments) => rotate(arguments),
    }
}

fn generate() -> anyhow::Result<()> {
    let (signing_key, secret) = Keys::generate(&SystemEntropy)?;
    output::say(&format!(
        "[identity]\nsigning_key = \"\"\"\n{}\"\"\"\nsecret = \"{}\"",
        signing_key.expose_secret(),
        secret.expose_secret(),
    ))?;
    Ok(())
}

fn rotate(arguments: &Rotate) -> anyhow::Result<()> {
    let config = arguments.settings.load()?;
    if config.identity.has_keys() {
        return explain(&config, arguments.compromised);
    }
    let Some(database) = config.database.url.sqlite_file() else {
        bail!("the configuration holds no keys; `handoff key generate` prints new ones");
    };
    let world = super::world();
    let now = world.clock.now();
    Keys::rotate_beside(&database, arguments.compromised, now, &SystemEntropy)
        .context("the signing key was not replaced")?;
    output::say(if arguments.compromised {
        "replaced the signing key and forgot the old one; restart the server"
    } else {
        "replaced the signing key; restart the server. Tokens of the old one stay good until they end"
    })?;
    Ok(())
}

/// What to do where the keys stand in the configuration of several servers.
fn explain(config: &Config, is_compromised: bool) -> anyhow::Result<()> {
    let identity = &config.identity;
    let old = Keys::read(&identity.signing_key, &identity.secret)?;
    let (signing_key, _) = Keys::generate(&SystemEntropy)?;
    let new = Keys::read(&signing_key, &identity.secret)?;
    let signing = signing_key.expose_secret();
    output::say(&if is_compromised {
        format!(
            "# On every server, then restart all of them: every token ends, and people go on with\n\
             # their refresh tokens.\n\
             [identity]\nsigning_key = \"\"\"\n{signing}\"\"\"\nverifying_keys = \"\""
        )
    } else {
        format!(
            "# 1. On every server; then restart one after another, so that all know the new key:\n\
             [identity]\nverifying_keys = \"\"\"\n{}\"\"\"\n\n\
             # 2. On every server; then restart one after another, so that all sign with it:\n\
             [identity]\nsigning_key = \"\"\"\n{signing}\"\"\"\n\
             verifying_keys = \"\"\"\n{}\"\"\"\n\n\
             # 3. After {} minutes, the life of a token: take verifying_keys out again.",
            new.verifying_block(),
            old.verifying_block(),
            identity.token_minutes,
        )
    })?;
    Ok(())
}
