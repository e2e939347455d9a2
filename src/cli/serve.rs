//! `handoff serve`

use std::io;
use std::net::SocketAddr;

use clap::Args;
use tokio_util::sync::CancellationToken;

use super::Settings;
use crate::app;
use crate::config::Config;
use crate::http::Drained;
use crate::telemetry;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    settings: Settings,
    /// Apply missing migrations first.
    #[arg(long)]
    migrate: bool,
}

pub(super) async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let mut config = arguments.settings.load()?;
    config.database.migrate_at_start |= arguments.migrate;
    telemetry::start(&config.telemetry)?;
    serve(&config, |_| Ok(())).await
}

/// Runs a server until it is told to stop; `announce` is called once it listens.
pub(super) async fn serve(
    config: &Config,
    announce: impl FnOnce(SocketAddr) -> io::Result<()>,
) -> anyhow::Result<()> {
    // Before anything is started, so that no signal finds the process without an answer.
    let signals = Signals::listen()?;
    let running = app::start(config, super::world()).await?;
    announce(running.address())?;
    let stop = running.stop().clone();
    let (drained, ()) = tokio::join!(running.finished(), signals.stop(stop));
    match drained? {
        Drained::Clean => tracing::info!("stopped"),
        Drained::Cut(tasks) => tracing::warn!(tasks, "stopped before all had ended"),
    }
    Ok(())
}

/// The two signals that mean "stop".
struct Signals {
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
}

impl Signals {
    #[cfg(unix)]
    fn listen() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    #[cfg(not(unix))]
    #[expect(clippy::unnecessary_wraps, reason = "the same signature everywhere")]
    fn listen() -> io::Result<Self> {
        Ok(Self {})
    }

    /// Cancels `stop` at the first signal.
    #[cfg(unix)]
    async fn stop(mut self, stop: CancellationToken) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
            () = stop.cancelled() => return,
        }
        tracing::info!("stopping");
        stop.cancel();
    }

    #[cfg(not(unix))]
    async fn stop(self, stop: CancellationToken) {
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            () = stop.cancelled() => return,
        }
        tracing::info!("stopping");
        stop.cancel();
    }
}
