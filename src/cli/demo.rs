//! `handoff demo`

use std::fs;
use std::io::{self, IsTerminal};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context, bail};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use secrecy::SecretString;

use super::{output, serve};
use crate::app::{self, World};
use crate::config::{Config, DatabaseUrl, Environment};
use crate::db::ServerLock;
use crate::demo::{self, Guide, Invention, Marker, PASSWORD, Progress, Size, VERSION};
use crate::identity::Passwords;
use crate::telemetry;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Keep the database in this directory.
    #[arg(long, value_name = "DIRECTORY", default_value = "./.handoff")]
    data_dir: PathBuf,
    /// Listen on this port of 127.0.0.1; 0 takes a free one.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Throw away the demonstration that is there and start over.
    #[arg(long)]
    fresh: bool,
    /// Invent another network; the same seed invents the same again. 1 when left out.
    #[arg(long)]
    seed: Option<u64>,
}

pub(super) async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let directory = &arguments.data_dir;
    let mut config = Config::load(None, &Environment::of_process())?;
    let file = directory.join("handoff.sqlite");
    config.database.url = DatabaseUrl::new(format!("sqlite://{}", file.display()));
    config.database.migrate_at_start = true;
    config.http.listen = format!("127.0.0.1:{}", arguments.port);
    // A hundred heads would push the guide off the screen, and nobody keeps those of a demonstration.
    config
        .telemetry
        .filter
        .push_str(",handoff::audit::head=warn");
    telemetry::start(&config.telemetry)?;

    fs::create_dir_all(directory)
        .with_context(|| format!("cannot make the directory {}", directory.display()))?;
    // Found out now, not after the loading.
    TcpListener::bind(&config.http.listen).with_context(|| {
        let address = &config.http.listen;
        format!("cannot listen on {address}; choose another --port")
    })?;
    // Until the server itself takes it: nobody may serve what is being replaced.
    let lock = ServerLock::take(&file)?;
    let invention = match kept(&arguments, &file)? {
        Some(seed) => {
            output::note(&format!(
                "using the demonstration in {} as it was left; --fresh starts over, with duties that \
                 run today",
                directory.display()
            ));
            Invention::of(seed, Size::FULL, super::world().clock.now(), "")
        }
        None => Box::pin(load(&config, &arguments, &file)).await?,
    };
    drop(lock);
    serve::serve(&config, |address| {
        output::say(&Guide::new(&invention, address).to_string())
    })
    .await
}

/// The seed of the demonstration that is there and shall be used. Refuses to touch anything else.
fn kept(arguments: &Arguments, file: &Path) -> anyhow::Result<Option<u64>> {
    let directory = arguments.data_dir.display();
    if !file.exists() {
        return Ok(None);
    }
    let Some(marker) = Marker::read(&arguments.data_dir)? else {
        bail!(
            "{} is not a demonstration, so it is left alone; choose another --data-dir",
            file.display()
        );
    };
    if arguments.fresh || !marker.is_complete {
        return Ok(None);
    }
    if marker.version != VERSION {
        bail!(
            "the demonstration in {directory} was made by another version of this program; \
             --fresh starts over"
        );
    }
    match arguments.seed {
        Some(seed) if seed != marker.seed => bail!(
            "the demonstration in {directory} has seed {}; --fresh starts over with seed {seed}",
            marker.seed
        ),
        Some(_) | None => Ok(Some(marker.seed)),
    }
}

async fn load(config: &Config, arguments: &Arguments, file: &Path) -> anyhow::Result<Invention> {
    let marker = Marker::loading(arguments.seed.unwrap_or(1));
    // First the marker: from here on the files are the demonstration's, whatever happens.
    marker.write(&arguments.data_dir)?;
    for ending in ["", "-wal", "-shm"] {
        remove(&file.with_file_name(format!("handoff.sqlite{ending}")))?;
    }
    let world: World = super::world();
    let db = app::open_database(&config.database).await?;
    app::migrate(&db, &world).await?;
    let password_hash = Passwords::new(1, world.entropy.as_ref())?
        .hash(&SecretString::from(PASSWORD), world.entropy.as_ref())
        .await?;
    let invention = Invention::of(marker.seed, Size::FULL, world.clock.now(), &password_hash);
    let progress = Bars::default();
    demo::load(&invention, &db, &progress).await?;
    progress.finish();
    db.close().await?;
    marker.complete().write(&arguments.data_dir)?;
    Ok(invention)
}

fn remove(file: &Path) -> anyhow::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot remove {}", file.display()))
        }
        Ok(()) | Err(_) => Ok(()),
    }
}

/// A bar for each part on a terminal, else a line.
#[derive(Default)]
struct Bars(Mutex<Option<ProgressBar>>);

impl Bars {
    fn finish(&self) {
        if let Some(bar) = self.lock().take() {
            bar.finish();
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<ProgressBar>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Progress for Bars {
    fn begin(&self, part: &'static str, steps: u64) {
        self.finish();
        if !io::stderr().is_terminal() {
            output::note(&format!("loading {part}"));
            return;
        }
        let style = ProgressStyle::with_template("  {msg:<30} {bar:40} {percent:>3} %");
        let bar = ProgressBar::new(steps).with_message(part);
        if let Ok(style) = style {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(100));
        *self.lock() = Some(bar);
    }

    fn step(&self) {
        if let Some(bar) = self.lock().as_ref() {
            bar.inc(1);
        }
    }
}
