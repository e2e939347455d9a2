//! The production server, with time and chance in the hands of a test.

use std::ops::Deref;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::FutureExt as _;
use handoff::app::{self, Running, World};
use handoff::clock::{Clock as _, ManualClock};
use handoff::config::Config;
use handoff::db::Db;
use handoff::duties::Sweep;
use handoff::entropy::SeededEntropy;
use handoff::identity::Identity;
use handoff::op::OpCtx;
use tokio::sync::Mutex;

use super::engine::{Engine, TestDatabase, system_op};
use super::settings::Changes;
use super::{Server, network, settings};

/// Monday, 23 November 2026, 09:00 in California: when every test begins.
pub(crate) fn start_of_time() -> DateTime<Utc> {
    "2026-11-23T17:00:00Z".parse().unwrap()
}

/// A server under test, in this process. Cheap to clone.
#[derive(Clone)]
pub(crate) struct TestApp(Arc<Inner>);

struct Inner {
    engine: Engine,
    url: String,
    clock: ManualClock,
    seed: u64,
    changes: Changes,
    server: Server,
    db: Db,
    running: Mutex<Option<Running>>,
}

/// Runs a test on a fresh server with the network of [`network`], unless the engine is missing.
pub(crate) async fn run(engine: Engine, test: impl AsyncFnOnce(TestApp)) {
    run_with(engine, &[], test).await;
}

/// The same with some settings changed.
pub(crate) async fn run_with(engine: Engine, changes: Changes, test: impl AsyncFnOnce(TestApp)) {
    let Some(database) = TestDatabase::create(engine).await else {
        return;
    };
    show_warnings();
    let clock = ManualClock::new(start_of_time());
    let app = TestApp::start(engine, &database.url, clock, (1, changes)).await;
    network::load(app.db(), &app.system_op()).await;
    let outcome = AssertUnwindSafe(test(app.clone())).catch_unwind().await;
    app.stop().await;
    database.remove().await;
    if let Err(panic) = outcome {
        resume_unwind(panic);
    }
}

/// What the server warns of stands in the output of a test that failed.
fn show_warnings() {
    // Another test may have been first.
    let _ = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::WARN)
        .with_test_writer()
        .try_init();
}

impl TestApp {
    async fn start(
        engine: Engine,
        url: &str,
        clock: ManualClock,
        (seed, changes): (u64, Changes),
    ) -> Self {
        let config = settings::config_with(url, changes);
        Self::start_with(engine, &config, clock, (seed, changes)).await
    }

    async fn start_with(
        engine: Engine,
        config: &Config,
        clock: ManualClock,
        (seed, changes): (u64, Changes),
    ) -> Self {
        let world = World {
            clock: Arc::new(clock.clone()),
            entropy: Arc::new(SeededEntropy::new(seed)),
        };
        let running = app::start(config, world).await.unwrap();
        let address = running.address().to_string();
        Self(Arc::new(Inner {
            engine,
            url: config.database.url.expose().to_owned(),
            server: Server::new(address, config, Arc::new(clock.clone())),
            clock,
            seed,
            changes,
            db: running.db().clone(),
            running: Mutex::new(Some(running)),
        }))
    }

    /// Another server on the same database, under the same clock.
    pub(crate) async fn neighbour(&self) -> Self {
        let inner = &self.0;
        let clock = inner.clock.clone();
        Self::start(
            inner.engine,
            &inner.url,
            clock,
            (inner.seed + 1, inner.changes),
        )
        .await
    }

    /// Stops it and starts it anew with that configuration file.
    pub(crate) async fn restarted_with(&self, file: &std::path::Path) -> Self {
        self.stop().await;
        let inner = &self.0;
        let config = settings::config_of_file(&inner.url, file);
        let seed = (inner.seed + 1, inner.changes);
        Self::start_with(inner.engine, &config, inner.clock.clone(), seed).await
    }

    /// Stops it as production is stopped; nothing of it runs when this returns.
    pub(crate) async fn stop(&self) {
        let Some(running) = self.0.running.lock().await.take() else {
            return;
        };
        running.stop().cancel();
        running.finished().await.unwrap();
    }

    /// The server's own door to its database, for fixtures and for looking behind the scenes.
    pub(crate) fn db(&self) -> &Db {
        &self.0.db
    }

    /// Where its database is.
    pub(crate) fn url(&self) -> &str {
        &self.0.url
    }

    /// On which engine it runs.
    pub(crate) fn engine(&self) -> Engine {
        self.0.engine
    }

    /// Its people, as the server's own tools manage them.
    pub(crate) async fn identity(&self) -> Identity {
        let running = self.0.running.lock().await;
        running
            .as_ref()
            .expect("a running server")
            .services()
            .identity
            .clone()
    }

    /// An operation of the server itself, now.
    pub(crate) fn system_op(&self) -> OpCtx {
        system_op(&self.0.clock, self.0.server.next_number())
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.0.clock.now()
    }

    /// Does what is due by now; gives how many steps fired.
    pub(crate) async fn sweep(&self) -> u64 {
        let sweep = Sweep::new(self.db().clone());
        sweep.once(&self.system_op()).await.unwrap()
    }

    /// Moves the time on. Nobody sleeps.
    pub(crate) fn advance(&self, by: TimeDelta) {
        self.0.clock.advance(by);
    }
}

impl Deref for TestApp {
    type Target = Server;

    fn deref(&self) -> &Server {
        &self.0.server
    }
}
