//! `handoff migrate`

use clap::Args;

use super::{Settings, output};
use crate::app;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    settings: Settings,
}

pub(super) async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let config = arguments.settings.load()?;
    let db = app::open_database(&config.database).await?;
    let epoch = app::migrate(&db, &super::world()).await?;
    db.close().await?;
    output::say(&format!(
        "{} is up to date; epoch {epoch}",
        config.database.url
    ))?;
    Ok(())
}
