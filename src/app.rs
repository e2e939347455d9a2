//! The composition root: the only place where the parts of the server are made and joined.
//!
//! ```text
//! Config ─→ lock (SQLite) ─→ Db ─→ services ─→ schema ─┐
//!                             │                        ├─→ router ─→ serve
//!                             └─→ background: feed, deliveries, wake-ups, revocations
//! ```
//! Stopping goes the other way: HTTP drains and sockets are closed with 1001, then the background
//! writes its last batch, then the database closes, and the lock goes last.
//!
//! `serve`, `demo` and the tests all start here, with their own clock and randomness.

mod background;
mod prepare;

use std::net::{AddrParseError, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{fs, io};

use futures_util::FutureExt;
use secrecy::ExposeSecret;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::{CancellationToken, DropGuard};
use tokio_util::task::TaskTracker;
use uuid::Uuid;

use self::background::{Background, system_ops};
use crate::access::Actor;
use crate::audit::{AuditKey, Journal, Seal};
use crate::clock::Clock;
use crate::config::{Config, DatabaseSettings};
use crate::db::{CursorSeal, Db, LockError, OpenError, ServerLock};
use crate::entropy::{Entropy, uuid_v7};
use crate::error::StoreError;
use crate::graphql;
use crate::http::{self, Drained, Edge};
use crate::idempotency::Fingerprints;
use crate::identity::{
    Caller, ExternalIdentities, Identity, KeyError, Keys, NoClient, PasswordError, Passwords,
    Provider, TokenAuthenticator, Tokens,
};
use crate::installation::{self, InstallationError};
use crate::notices::{Deliveries, Feed};
use crate::nudges::{MailError, Nudges, Sender, WebhookSecrets, Webhooks};
use crate::op::{Client, OpCtx, RequestId};
use crate::privacy::Standings;
use crate::services::Services;

/// Why the server did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The directory of the database cannot be made.
    #[error("cannot make the directory {path}")]
    Directory {
        /// The directory.
        path: PathBuf,
        /// What happened.
        #[source]
        source: io::Error,
    },
    /// Another server has the database.
    #[error(transparent)]
    Lock(#[from] LockError),
    /// The database cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The database was never set up.
    #[error(transparent)]
    Installation(#[from] InstallationError),
    /// There are no keys.
    #[error(transparent)]
    Keys(#[from] KeyError),
    /// Keys of identity providers cannot be fetched.
    #[error(transparent)]
    External(#[from] NoClient),
    /// Webhooks cannot be called.
    #[error("cannot make a client for webhooks")]
    Webhooks(#[from] reqwest::Error),
    /// No e-mail can be sent.
    #[error(transparent)]
    Mail(#[from] MailError),
    /// Passwords cannot be hashed.
    #[error(transparent)]
    Passwords(#[from] PasswordError),
    /// What ended early cannot be read.
    #[error("cannot read the database")]
    Read(#[from] StoreError),
    /// The address is none.
    #[error("http.listen is not an address")]
    Address(#[from] AddrParseError),
    /// The address is not free.
    #[error("cannot listen on {address}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What happened.
        #[source]
        source: io::Error,
    },
}

/// The world outside that is injected: time and chance.
#[derive(Clone)]
pub struct World {
    /// Where the time comes from.
    pub clock: Arc<dyn Clock>,
    /// Where random bytes come from.
    pub entropy: Arc<dyn Entropy>,
}

impl World {
    /// An operation of the server itself. `name` tells it apart in the log.
    #[must_use]
    pub fn system_op(&self, name: &'static str) -> OpCtx {
        self.op(Arc::new(Actor::system()), RequestId::new(name))
    }

    /// An operation of a caller, with what stands in no token.
    fn op_of(
        &self,
        caller: &Caller,
        standings: &Standings,
        request_id: RequestId,
        client: Client,
    ) -> OpCtx {
        self.op(standings.join(caller.actor(), self.clock.now()), request_id)
            .sent_by(client)
            .in_session(caller.session())
    }

    fn op(&self, actor: Arc<Actor>, request_id: RequestId) -> OpCtx {
        OpCtx::start(
            actor,
            self.clock.as_ref(),
            request_id,
            Arc::clone(&self.entropy),
        )
    }

    fn new_id(&self) -> Uuid {
        uuid_v7(self.clock.now(), self.entropy.as_ref())
    }
}

/// Opens the database of the settings; makes the directory of a SQLite file.
pub async fn open_database(settings: &DatabaseSettings) -> Result<Db, StartError> {
    if let Some(file) = settings.url.sqlite_file() {
        make_directory(&file)?;
    }
    Ok(Db::open(settings.url.expose(), settings.connections).await?)
}

fn make_directory(file: &Path) -> Result<(), StartError> {
    let Some(path) = file.parent().filter(|path| !path.as_os_str().is_empty()) else {
        return Ok(());
    };
    fs::create_dir_all(path).map_err(|source| StartError::Directory {
        path: path.to_owned(),
        source,
    })
}

/// Applies missing migrations and begins the first epoch. Gives the epoch in force.
pub async fn migrate(db: &Db, world: &World) -> Result<i64, StartError> {
    db.migrate().await?;
    Ok(installation::ensure(db, &world.system_op("migrate")).await?)
}

/// The server's own tools, without a server: for the command line and for fixtures.
pub fn identity(config: &Config, db: &Db, world: &World) -> Result<(Identity, Keys), StartError> {
    let settings = &config.identity;
    let entropy = world.entropy.as_ref();
    let keys = match config.database.url.sqlite_file() {
        Some(file) if !settings.has_keys() => Keys::beside(&file, entropy)?,
        _ => Keys::read(&settings.signing_key, &settings.secret)?,
    };
    let keys = keys.believing(&settings.verifying_keys)?;
    let tokens = tokens(config, &keys);
    let passwords = Passwords::new(settings.password_checks(), entropy)?;
    let lifetime = settings.session_lifetime();
    let identity = Identity::new(db.clone(), passwords, tokens, &keys, lifetime);
    Ok((identity, keys))
}

fn tokens(config: &Config, keys: &Keys) -> Tokens {
    let settings = &config.identity;
    Tokens::new(
        keys,
        &settings.issuer,
        &settings.audience,
        settings.token_lifetime(),
    )
}

/// Who tells the edge who is calling.
fn authenticator(
    config: &Config,
    keys: &Keys,
    identity: &Identity,
    world: &World,
) -> Result<TokenAuthenticator, StartError> {
    let revocations = identity.revocations().clone();
    let clock = Arc::clone(&world.clock);
    let own = TokenAuthenticator::new(tokens(config, keys), revocations, Arc::clone(&clock));
    let providers: Vec<Provider> = config.identity.providers();
    if providers.is_empty() {
        return Ok(own);
    }
    let op = system_ops(world, "identity provider");
    let external = ExternalIdentities::new(providers, identity.clone(), clock, op)?;
    Ok(own.and_of(external))
}

/// Starts a server. It listens when this returns.
#[expect(clippy::too_many_lines, reason = "the composition root, in order")]
pub async fn start(config: &Config, world: World) -> Result<Running, StartError> {
    let lock = match config.database.url.sqlite_file() {
        Some(file) => {
            make_directory(&file)?;
            Some(ServerLock::take(&file)?)
        }
        None => None,
    };
    let db = open_database(&config.database).await?;
    if config.database.migrate_at_start {
        migrate(&db, &world).await?;
    }
    db.require_migrated().await?;
    installation::ensure(&db, &world.system_op("start")).await?;

    let (identity, keys) = identity(config, &db, &world)?;
    let revocations = identity.revocations().clone();
    revocations.refresh(&db, &world.system_op("start")).await?;
    let journal = Journal::new(db.clone());
    let (feed, deliveries) = (Feed::new(db.clone()), Deliveries::default());
    let fingerprints = Fingerprints::new(keys.secret().expose_secret());
    let standings = Standings::default();
    standings.refresh(&db, &world.system_op("start")).await?;
    let secrets = WebhookSecrets::derive(keys.secret().expose_secret());
    let nudges = Nudges::new(db.clone(), secrets.clone(), config.nudges.reach());
    let services = Services::new(
        &db,
        nudges,
        identity,
        feed.clone(),
        deliveries.clone(),
        fingerprints,
        CursorSeal::derive(keys.secret().expose_secret()),
        standings.clone(),
    );

    let address: SocketAddr = config.http.listen.parse()?;
    let failed = |source| StartError::Listen { address, source };
    let listener = TcpListener::bind(address).await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;

    let background = Background::new();
    background.run_feed(&db, &world, feed, deliveries);
    background.run_journal(journal.clone());
    let audit_key = AuditKey::derive(keys.secret().expose_secret());
    background.run_seal(
        &world,
        Seal::new(db.clone(), audit_key),
        config.audit.rhythm(),
    );
    background.run_keys(&db, &world);
    background.run_worker(&db, &world, services.identity.clone());
    background.run_waitlists(&db, &world);
    background.run_clocks(&db, &world);
    background.run_duties(&db, &world, config.duties.sweep_every());
    let webhooks = Webhooks::new(secrets, config.nudges.allow_private)?;
    let mail = config.nudges.mail()?;
    let sender = Sender::new(db.clone(), mail, webhooks, config.nudges.places());
    background.run_nudges(&world, sender, config.nudges.send_every());
    background.run_standings(&db, &world, standings.clone());
    background.run_watches(&db, &world, &services);
    let stop = CancellationToken::new();
    let tasks = TaskTracker::new();
    let router = http::router(Edge {
        executor: graphql::build(config.limits.schema_limits(&config.http)),
        identity: authenticator(config, &keys, &services.identity, &world)?,
        prepare: prepare::prepare(&services, &world, &standings, &journal),
        new_request_id: {
            let world = world.clone();
            Arc::new(move || RequestId::new(world.new_id().to_string()))
        },
        ready: {
            let db = db.clone();
            Arc::new(move || {
                let db = db.clone();
                async move { db.ping().await.is_ok() }.boxed()
            })
        },
        key_set: keys.jwk_set().into(),
        look_up: look_up(&services, &world),
        trusted_proxies: config.http.trusted_proxies(),
        clock: Arc::clone(&world.clock),
        limits: config.limits.edge_limits(&config.http),
        stop: stop.clone(),
        tasks: tasks.clone(),
    });
    let server = background.spawn(http::serve(
        listener,
        router,
        config.http.connection_limits(),
        stop.clone(),
        tasks,
    ));
    tracing::info!(%address, "listening");
    Ok(Running {
        address,
        db,
        services,
        world,
        server,
        _stop_when_dropped: stop.clone().drop_guard(),
        stop,
        background,
        lock,
    })
}

/// What a link shows to whoever referred and has no account.
fn look_up(services: &Services, world: &World) -> http::LookUp {
    let (referrals, world) = (services.referrals.clone(), world.clone());
    Arc::new(move |token| {
        let (referrals, op) = (referrals.clone(), world.system_op("status"));
        async move {
            match referrals.shown_by_link(&op, &token).await {
                Ok(Some(shown)) => http::Found::Lines(shown.lines()),
                Ok(None) => http::Found::Nothing,
                Err(error) => {
                    let error = &error as &dyn std::error::Error;
                    tracing::error!(error, "a link could not be looked up");
                    http::Found::Failed
                }
            }
        }
        .boxed()
    })
}

/// A server that listens. Dropping it stops it without waiting.
pub struct Running {
    address: SocketAddr,
    db: Db,
    services: Services,
    world: World,
    server: JoinHandle<Drained>,
    stop: CancellationToken,
    _stop_when_dropped: DropGuard,
    background: Background,
    lock: Option<ServerLock>,
}

impl Running {
    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Its database.
    #[must_use]
    pub fn db(&self) -> &Db {
        &self.db
    }

    /// Its use cases.
    #[must_use]
    pub fn services(&self) -> &Services {
        &self.services
    }

    /// Its clock and randomness.
    #[must_use]
    pub fn world(&self) -> &World {
        &self.world
    }

    /// Cancel this to stop it.
    #[must_use]
    pub fn stop(&self) -> &CancellationToken {
        &self.stop
    }

    /// Waits until it was told to stop and all that ran has come to its end.
    pub async fn finished(self) -> Result<Drained, StoreError> {
        let Self {
            db,
            services,
            server,
            background,
            lock,
            ..
        } = self;
        let drained = server.await.unwrap_or(Drained::Cut(1));
        background.finish().await;
        drop(services);
        db.close().await?;
        drop(lock);
        Ok(drained)
    }
}

#[cfg(test)]
mod tests;
