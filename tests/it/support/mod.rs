//! What the tests stand on: the production server with a clock that is moved and chance that is
//! seeded, on a database of its own, with invented people who call it over HTTP and WebSocket.
//!
//! ```text
//! both_engines!(name, async |app| …) ─→ name::sqlite, name::postgres
//!     app.plan().query(document, variables) ─→ Reply      HTTP
//!     app.provider("p1").subscribe(document, variables) ─→ Live   WebSocket
//! ```

pub(crate) mod acts;
pub(crate) mod app;
pub(crate) mod authorized;
pub(crate) mod caller;
pub(crate) mod engine;
pub(crate) mod live;
pub(crate) mod network;
mod network_rows;
pub(crate) mod people;
pub(crate) mod postgres;
pub(crate) mod program;
pub(crate) mod reassessed;
pub(crate) mod reply;
pub(crate) mod server;
pub(crate) mod settings;

pub(crate) use app::TestApp;
pub(crate) use caller::Caller;
pub(crate) use engine::Engine;
pub(crate) use live::Live;
pub(crate) use reply::Reply;
pub(crate) use server::Server;

/// Waits for what the server does in its own time, for at most ten seconds.
pub(crate) async fn eventually<T>(look: impl AsyncFn() -> Option<T>) -> T {
    for _ in 0..500 {
        if let Some(found) = look().await {
            return found;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("it did not happen within ten seconds");
}

/// One test, on both engines: `name::sqlite` and `name::postgres`. Settings may be changed.
macro_rules! both_engines {
    ($name:ident, $test:expr) => {
        $crate::support::both_engines!($name, &[], $test);
    };
    ($name:ident, $changes:expr, $test:expr) => {
        mod $name {
            use super::*;

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                let engine = $crate::support::Engine::Sqlite;
                $crate::support::app::run_with(engine, $changes, $test).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                let engine = $crate::support::Engine::Postgres;
                $crate::support::app::run_with(engine, $changes, $test).await;
            }
        }
    };
}
pub(crate) use both_engines;

/// One test that only PostgreSQL can show: several writers, or several servers on one database.
macro_rules! postgres_only {
    ($name:ident, $test:expr) => {
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $name() {
            $crate::support::app::run($crate::support::Engine::Postgres, $test).await;
        }
    };
}
pub(crate) use postgres_only;
