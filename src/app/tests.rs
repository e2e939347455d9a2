//! Starting and stopping a whole server.

use chrono::DateTime;
use tempfile::TempDir;

use super::*;
use crate::clock::ManualClock;
use crate::config::{DatabaseUrl, Environment};
use crate::entropy::SeededEntropy;

fn config(directory: &TempDir) -> Config {
    let mut config = Config::load(None, &Environment::default()).unwrap();
    let file = directory.path().join("new/handoff.sqlite");
    config.database.url = DatabaseUrl::new(format!("sqlite://{}", file.display()));
    config.http.listen = "127.0.0.1:0".to_owned();
    config
}

fn world() -> World {
    World {
        clock: Arc::new(ManualClock::new(DateTime::UNIX_EPOCH)),
        entropy: Arc::new(SeededEntropy::new(1)),
    }
}

#[tokio::test]
async fn a_server_starts_answers_and_leaves_nothing_behind() {
    let directory = tempfile::tempdir().unwrap();
    let mut config = config(&directory);
    let refused = start(&config, world()).await.err().unwrap();
    assert!(
        matches!(refused, StartError::Open(OpenError::Behind(_))),
        "{refused}"
    );

    config.database.migrate_at_start = true;
    let running = start(&config, world()).await.unwrap();
    let ready = format!("http://{}/health/ready", running.address());
    assert_eq!(reqwest::get(&ready).await.unwrap().status(), 200);

    running.stop().cancel();
    assert_eq!(running.finished().await.unwrap(), Drained::Clean);
    assert!(reqwest::get(&ready).await.is_err());
    let mut files: Vec<_> = fs::read_dir(directory.path().join("new"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    files.sort();
    // No -wal and no -shm: everything is in the one file, ready to be copied.
    assert_eq!(
        files,
        [
            "handoff.sqlite",
            "handoff.sqlite.lock",
            "handoff.sqlite.secret",
            "handoff.sqlite.signing-key.pem"
        ]
    );
}

#[tokio::test]
async fn one_file_has_one_server() {
    let directory = tempfile::tempdir().unwrap();
    let mut config = config(&directory);
    config.database.migrate_at_start = true;
    let first = start(&config, world()).await.unwrap();
    let refused = start(&config, world()).await.err().unwrap();
    assert!(
        matches!(refused, StartError::Lock(LockError::Taken(_))),
        "{refused}"
    );
    first.stop().cancel();
    first.finished().await.unwrap();
    let second = start(&config, world()).await.unwrap();
    second.stop().cancel();
    second.finished().await.unwrap();
}
