//! The two engines, each with a fresh, migrated database for every test.

use std::path::PathBuf;
use std::sync::Arc;

use handoff::access::Actor;
use handoff::clock::ManualClock;
use handoff::db::Db;
use handoff::entropy::SeededEntropy;
use handoff::installation;
use handoff::op::{OpCtx, RequestId};
use tempfile::TempDir;
use tokio::sync::OnceCell;

use super::app::start_of_time;
use super::postgres;

/// Where a test's records are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Engine {
    Sqlite,
    Postgres,
}

/// A database of one test. Say [`TestDatabase::remove`] at the end.
pub(crate) struct TestDatabase {
    pub(crate) engine: Engine,
    pub(crate) url: String,
    place: Place,
}

enum Place {
    Directory(TempDir),
    Server {
        server: &'static postgres::Postgres,
        name: String,
    },
}

/// A migrated SQLite file without connections, to be copied: the directory and the file.
static TEMPLATE: OnceCell<(TempDir, PathBuf)> = OnceCell::const_new();

impl TestDatabase {
    /// A fresh database; `None` where the engine is not there.
    pub(crate) async fn create(engine: Engine) -> Option<Self> {
        match engine {
            Engine::Sqlite => Some(Self::copy_of_template().await),
            Engine::Postgres => {
                let server = postgres::server().await?;
                let name = server.create_database().await;
                Some(Self {
                    engine,
                    url: server.url(&name),
                    place: Place::Server { server, name },
                })
            }
        }
    }

    /// Opens it with a pool that leaves room for the other tests.
    pub(crate) async fn open(&self) -> Db {
        Db::open(&self.url, 4).await.unwrap()
    }

    /// Removes it, whoever is still connected.
    pub(crate) async fn remove(self) {
        match self.place {
            Place::Directory(directory) => directory.close().unwrap(),
            Place::Server { server, name } => server.drop_database(&name).await,
        }
    }

    async fn copy_of_template() -> Self {
        let (_, template) = TEMPLATE
            .get_or_init(async || {
                let directory = tempfile::tempdir().unwrap();
                let file = directory.path().join("template.sqlite");
                let db = Db::open(&format!("sqlite://{}", file.display()), 1)
                    .await
                    .unwrap();
                prepare(&db).await;
                db.close().await.unwrap();
                (directory, file)
            })
            .await;
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("handoff.sqlite");
        std::fs::copy(template, &file).unwrap();
        Self {
            engine: Engine::Sqlite,
            url: format!("sqlite://{}", file.display()),
            place: Place::Directory(directory),
        }
    }
}

/// Brings an empty database to where `handoff migrate` leaves it.
pub(crate) async fn prepare(db: &Db) {
    db.migrate().await.unwrap();
    let clock = ManualClock::new(start_of_time());
    installation::ensure(db, &system_op(&clock, 0))
        .await
        .unwrap();
}

/// An operation of the server itself. `seed` makes its ids differ from those of others.
pub(crate) fn system_op(clock: &ManualClock, seed: u64) -> OpCtx {
    OpCtx::start(
        Arc::new(Actor::system()),
        clock,
        RequestId::new("fixture"),
        // Far from the seeds of the servers under test.
        Arc::new(SeededEntropy::new(u64::MAX - seed)),
    )
}
