//! The command line: one file per command. A command ends with 0, or with 1 and one message that
//! names its causes.

mod audit;
mod capacity;
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
mod watch;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, Parser, Subcommand};

use crate::app::{self, StartError, World};
use crate::clock::SystemClock;
use crate::config::{Config, ConfigError, Environment};
use crate::db::Db;
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
    /// Run the server until it is told to stop (SIGINT or SIGTERM).
    ///
    /// GraphQL is at /graphql, by HTTP, and at /graphql/ws, by WebSocket. Stopping waits for running
    /// requests and tells open sockets to come back later.
    Serve(serve::Arguments),
    /// Run a server with an invented network: plans, providers, members, and two months of referrals.
    ///
    /// Everything lives in one directory; running again goes on with what is there. All people are
    /// invented and the passwords are published: never put real data into it.
    Demo(demo::Arguments),
    /// Bring the database up to this program's schema, and begin its first epoch.
    ///
    /// Safe to repeat, and safe to run from several places at once. An older server goes on working
    /// on the newer schema.
    Migrate(migrate::Arguments),
    /// Print the GraphQL schema, sorted, or check that a file has it.
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
    /// The audit trail: where its chains end, and whether they are whole.
    #[command(subcommand)]
    Audit(audit::Command),
    /// The capacity ledger: whether it is right.
    #[command(subcommand)]
    Capacity(capacity::Command),
    /// The mailboxes as a whole.
    #[command(subcommand)]
    Mailbox(mailbox::Command),
    /// Show a provider's assignments as they come in, with the time left to first outreach.
    ///
    /// Uses nothing but the public API. After a lost connection it goes on where it ended, and it
    /// signs in again when its token ends.
    Watch(watch::Arguments),
}

/// The program: reads its arguments and carries them out.
///
/// Not `async`: a future is compiled by the crate that polls it, and the binary would compile the
/// whole server once more.
#[must_use]
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime.block_on(run(cli)),
        Err(error) => {
            output::note(&format!("handoff: cannot start its threads: {error}"));
            ExitCode::FAILURE
        }
    }
}

/// Carries out a command.
async fn run(cli: Cli) -> ExitCode {
    let done = match cli.command {
        Command::Serve(arguments) => serve::run(arguments).await,
        Command::Demo(arguments) => Box::pin(demo::run(arguments)).await,
        Command::Migrate(arguments) => migrate::run(arguments).await,
        Command::Schema(arguments) => schema::run(&arguments),
        Command::User(command) => user::run(command).await,
        Command::Config(command) => config::run(command),
        Command::Key(command) => key::run(&command),
        Command::Audit(command) => audit::run(command).await,
        Command::Capacity(command) => capacity::run(command).await,
        Command::Mailbox(command) => mailbox::run(command).await,
        Command::Watch(arguments) => watch::run(arguments).await,
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
    /// Read settings from this TOML file; variables of the environment win over it.
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
async fn open_migrated(config: &Config) -> Result<Db, StartError> {
    let db = app::open_database(&config.database).await?;
    db.require_migrated().await?;
    Ok(db)
}
