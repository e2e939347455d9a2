//! The production server, with time and chance in the hands of a test.

use std::panic::{AssertUnwindSafe, resume_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::FutureExt as _;
use handoff::access::Person;
use handoff::app::{self, Running, World};
use handoff::clock::{Clock as _, ManualClock};
use handoff::config::{Config, Environment};
use handoff::db::Db;
use handoff::entropy::SeededEntropy;
use handoff::identity::{Keys, Tokens};
use handoff::op::OpCtx;
use secrecy::{ExposeSecret as _, SecretString};
use tokio::sync::Mutex;
use uuid::Uuid;

use super::engine::{Engine, TestDatabase};
use super::{Caller, network};

/// Keys of this test process: all its servers share them, as instances on one database do.
static KEYS: LazyLock<(SecretString, SecretString)> =
    LazyLock::new(|| Keys::generate(&SeededEntropy::new(2021)).unwrap());

/// Monday, 23 November 2026, 09:00 in California: when every test begins.
pub(crate) fn start_of_time() -> DateTime<Utc> {
    "2026-11-23T17:00:00Z".parse().unwrap()
}

/// A server under test. Cheap to clone.
#[derive(Clone)]
pub(crate) struct TestApp(Arc<Inner>);

struct Inner {
    engine: Engine,
    url: String,
    address: String,
    clock: ManualClock,
    db: Db,
    tokens: Tokens,
    http: reqwest::Client,
    token_ids: AtomicU64,
    seed: u64,
    running: Mutex<Option<Running>>,
}

/// Runs a test on a fresh server with the network of [`network`], unless the engine is missing.
pub(crate) async fn run(engine: Engine, test: impl AsyncFnOnce(TestApp)) {
    let Some(database) = TestDatabase::create(engine).await else {
        return;
    };
    show_warnings();
    let clock = ManualClock::new(start_of_time());
    let app = TestApp::start(engine, &database.url, clock, 1).await;
    network::load(&app).await;
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
    async fn start(engine: Engine, url: &str, clock: ManualClock, seed: u64) -> Self {
        let config = config(url);
        let world = World {
            clock: Arc::new(clock.clone()),
            entropy: Arc::new(SeededEntropy::new(seed)),
        };
        let running = app::start(&config, world).await.unwrap();
        let keys = Keys::read(&KEYS.0, &KEYS.1).unwrap();
        let identity = &config.identity;
        Self(Arc::new(Inner {
            engine,
            url: url.to_owned(),
            address: running.address().to_string(),
            clock,
            db: running.db().clone(),
            tokens: Tokens::new(
                &keys,
                &identity.issuer,
                &identity.audience,
                identity.token_lifetime(),
            ),
            http: reqwest::Client::new(),
            token_ids: AtomicU64::new(1),
            seed,
            running: Mutex::new(Some(running)),
        }))
    }

    /// Another server on the same database, under the same clock.
    pub(crate) async fn neighbour(&self) -> Self {
        let inner = &self.0;
        Self::start(
            inner.engine,
            &inner.url,
            inner.clock.clone(),
            inner.seed + 1,
        )
        .await
    }

    /// Stops it as production is stopped; nothing of it runs when this returns.
    pub(crate) async fn stop(&self) {
        let Some(running) = self.0.running.lock().await.take() else {
            return;
        };
        running.stop().cancel();
        running.finished().await.unwrap();
    }

    /// Which engine it runs on.
    pub(crate) fn engine(&self) -> Engine {
        self.0.engine
    }

    /// Host and port.
    pub(crate) fn address(&self) -> &str {
        &self.0.address
    }

    pub(crate) fn http(&self) -> &reqwest::Client {
        &self.0.http
    }

    /// The server's own door to its database, for fixtures and for looking behind the scenes.
    pub(crate) fn db(&self) -> &Db {
        &self.0.db
    }

    /// An operation of the server itself, now.
    pub(crate) fn system_op(&self) -> OpCtx {
        super::engine::system_op_at(&self.0.clock, self.next_number())
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.0.clock.now()
    }

    /// Moves the time on. Nobody sleeps.
    pub(crate) fn advance(&self, by: TimeDelta) {
        self.0.clock.advance(by);
    }

    /// Somebody who is not signed in.
    pub(crate) fn anonymous(&self) -> Caller {
        Caller::new(self.clone(), None)
    }

    /// A coordinator of plan A.
    pub(crate) fn plan(&self) -> Caller {
        self.plan_named("a")
    }

    /// A coordinator of that plan: `a` or `b`.
    pub(crate) fn plan_named(&self, name: &str) -> Caller {
        self.person(network::plan(name))
    }

    /// Staff of that provider: `p1`, `p2` or `p3`.
    pub(crate) fn provider(&self, name: &str) -> Caller {
        self.person(network::provider(name))
    }

    /// Somebody of the clinic that refers.
    pub(crate) fn referrer(&self) -> Caller {
        self.person(network::referrer("r1"))
    }

    /// Somebody of that referrer: `r1` or `r2`.
    pub(crate) fn referrer_named(&self, name: &str) -> Caller {
        self.person(network::referrer(name))
    }

    fn person(&self, person: Person) -> Caller {
        Caller::new(self.clone(), Some(person))
    }

    /// A token as sign-in would give it now, without the cost of a password.
    pub(crate) fn token(&self, person: &Person) -> String {
        let id = Uuid::from_u128(self.next_number().into());
        let issued = self.0.tokens.issue(person, self.now(), id).unwrap();
        issued.token.expose_secret().to_owned()
    }

    fn next_number(&self) -> u64 {
        self.0.token_ids.fetch_add(1, Ordering::Relaxed)
    }
}

/// The settings of a server under test: what must differ from the defaults, and no more.
fn config(url: &str) -> Config {
    let settings = [
        ("HTTP__LISTEN", "127.0.0.1:0"),
        ("HTTP__GRACE_SECONDS", "5"),
        ("DATABASE__URL", url),
        ("DATABASE__CONNECTIONS", "4"),
        ("IDENTITY__SIGNING_KEY", KEYS.0.expose_secret()),
        ("IDENTITY__SECRET", KEYS.1.expose_secret()),
    ];
    let environment: Environment = settings
        .into_iter()
        .map(|(key, value)| (format!("HANDOFF__{key}"), value.to_owned()))
        .collect();
    Config::load(None, &environment).unwrap()
}
