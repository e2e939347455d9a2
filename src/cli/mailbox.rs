//! `handoff mailbox`

use clap::Subcommand;

use super::{Settings, output};
use crate::db::ServerLock;
use crate::installation;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Begin a new epoch. Do this after restoring a backup, before the server starts.
    ///
    /// Notices that were sent after the backup are gone, and their numbers will be used again.
    /// In a new epoch every cursor that a client has kept is refused with the reason, so the
    /// client starts over where it would otherwise skip notices in silence.
    NewEpoch(Settings),
}

pub(super) async fn run(command: Command) -> anyhow::Result<()> {
    let Command::NewEpoch(settings) = command;
    let config = settings.load()?;
    let db = super::open_migrated(&config).await?;
    // Streams that run would go on under the old epoch.
    let _lock = match config.database.url.sqlite_file() {
        Some(file) => Some(ServerLock::take(&file)?),
        None => None,
    };
    let op = super::world().system_op("new epoch");
    let epoch = installation::begin_epoch(&db, &op).await?;
    db.close().await?;
    output::say(&format!("epoch {epoch} has begun"))?;
    Ok(())
}
