//! `handoff config`

use clap::Subcommand;

use super::{Settings, output};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Print the settings in force, from all layers, with secrets redacted.
    Print(Settings),
}

pub(super) fn run(command: Command) -> anyhow::Result<()> {
    let Command::Print(settings) = command;
    output::say(settings.load()?.redacted().trim_end())?;
    Ok(())
}
