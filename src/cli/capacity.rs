//! `handoff capacity`

use anyhow::bail;
use clap::Subcommand;

use super::{Settings, output};
use crate::capacity;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Compute every pool and share anew, from the ledger's entries and from the assignments that
    /// hold a place, and name each disagreement.
    ///
    /// Safe beside a running server. Ends with 1 where something does not agree.
    Verify(Settings),
}

pub(super) async fn run(command: Command) -> anyhow::Result<()> {
    let Command::Verify(settings) = command;
    let config = settings.load()?;
    let db = super::open_migrated(&config).await?;
    let op = super::world().system_op("capacity");
    let found = capacity::verify(&db, &op).await?;
    for disagreement in &found.disagreements {
        output::say(&disagreement.to_string())?;
    }
    match found.disagreements.len() {
        0 => output::say(&format!(
            "{} pools and {} shares are as their entries and assignments say",
            found.pools, found.shares
        ))
        .map_err(Into::into),
        1 => bail!("1 figure does not agree"),
        figures => bail!("{figures} figures do not agree"),
    }
}
