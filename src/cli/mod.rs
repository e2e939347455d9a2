//! The command line: one file per command. A command ends with 0, or with 1 and one message that
//! names its causes.

mod config;
mod demo;
mod key;
mod mailbox;
mod migrate;
mod output;
mod password;
mod schema;
mod serve;
mod user;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, Parser, Subcommand};

use crate::app::{self, World};
use crate::clock::SystemClock;
use crate::config::{Config, ConfigError, Environment};
use crate::db::{Db, OpenError};
use crate::entropy::SystemEntropy;

/// Closed-loop referrals for Medi-Cal Community Supports and Enhanced Care Management.
///
/// A GraphQL server that takes a referral, gives it to a provider who has room, tells the
/// provider at once, watches the 24 hours to first outreach, and tells everybody in the loop how
/// it ended.
#[derive(Debug, Parser)]
#[command(
    name = "handoff",
    version,
    propagate_version = true,
    max_term_width = 100
)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the server.
    Serve(serve::Arguments),
    /// Run a server with an invented network, to try things out.
    Demo(demo::Arguments),
    /// Bring the database up to this program's schema.
    Migrate(migrate::Arguments),
    /// Print the GraphQL schema, or check that a file has it.
    Schema(schema::Arguments),
    /// Accounts: who may sign in.
    #[command(subcommand)]
    User(user::Command),
    /// Settings.
    #[command(subcommand)]
    Config(config::Command),
    /// Keys that servers on PostgreSQL share.
    #[command(subcommand)]
    Key(key::Command),
    /// The mailboxes as a whole.
    #[command(subcommand)]
    Mailbox(mailbox::Command),
}

/// Carries out a command.
pub async fn run(cli: Cli) -> ExitCode {
    let done = match cli.command {
        Command::Serve(arguments) => serve::run(arguments).await,
        Command::Demo(arguments) => demo::run(arguments).await,
        Command::Migrate(arguments) => migrate::run(arguments).await,
        Command::Schema(arguments) => schema::run(&arguments),
        Command::User(command) => user::run(command).await,
        Command::Config(command) => config::run(command),
        Command::Key(command) => key::run(command),
        Command::Mailbox(command) => mailbox::run(command).await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if output::is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            output::note(&format!("handoff: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

/// Where the settings come from, beside the environment.
#[derive(Debug, Args)]
struct Settings {
    /// Read settings from this TOML file. Variables like HANDOFF__HTTP__LISTEN win over it.
    #[arg(long, value_name = "FILE", env = "HANDOFF_CONFIG")]
    config: Option<PathBuf>,
}

impl Settings {
    fn load(&self) -> Result<Config, ConfigError> {
        Config::load(self.config.as_deref(), &Environment::of_process())
    }
}

/// Time and chance of the machine.
fn world() -> World {
    World {
        clock: Arc::new(SystemClock),
        entropy: Arc::new(SystemEntropy),
    }
}

/// The database of the settings, up to date.
async fn open_migrated(config: &Config) -> anyhow::Result<Db> {
    let db = app::open_database(&config.database).await?;
    db.require_migrated().await.map_err(|error| match error {
        OpenError::Behind(_) => {
            anyhow::anyhow!("the database is not set up for this program: run `handoff migrate`")
        }
        other => other.into(),
    })?;
    Ok(db)
}
