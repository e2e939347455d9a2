//! The two engines: where their databases are made for a run.

use std::path::PathBuf;

use anyhow::Result;
use clap::ValueEnum;
use sea_orm::{ConnectOptions, Database, DatabaseConnection};
use tempfile::TempDir;

use crate::cluster::Cluster;

/// Which database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Engine {
    /// A file in a temporary directory.
    Sqlite,
    /// A temporary cluster made of the local binaries, or the database of `--database-url`.
    Postgres,
}

impl Engine {
    /// As tables and headings name it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        }
    }

    /// The engine that a URL speaks of.
    pub fn of(url: &str) -> Self {
        if url.starts_with("sqlite:") {
            Self::Sqlite
        } else {
            Self::Postgres
        }
    }
}

/// An empty database, gone with this value unless it was the caller's own.
pub struct Place {
    /// Where it is.
    pub url: String,
    _keep: Keep,
}

enum Keep {
    File { _directory: TempDir },
    Cluster { _cluster: Cluster },
    Foreign,
}

impl Place {
    /// Makes a database, under `directory` if one is given. `url` names one that is there and empty.
    pub fn make(engine: Engine, url: Option<&str>, directory: Option<PathBuf>) -> Result<Self> {
        let directory = directory.unwrap_or_else(std::env::temp_dir);
        let (url, keep) = match (engine, url) {
            (_, Some(url)) => (url.to_owned(), Keep::Foreign),
            (Engine::Sqlite, None) => {
                let directory = tempfile::Builder::new()
                    .prefix("handoff-bench-")
                    .tempdir_in(directory)?;
                let file = directory.path().join("handoff.sqlite");
                let url = format!("sqlite://{}", file.display());
                (
                    url,
                    Keep::File {
                        _directory: directory,
                    },
                )
            }
            (Engine::Postgres, None) => {
                let cluster = Cluster::start(&directory)?;
                (cluster.url(), Keep::Cluster { _cluster: cluster })
            }
        };
        Ok(Self { url, _keep: keep })
    }
}

/// One connection of the bench's own, beside the two servers.
pub async fn connect(url: &str) -> Result<DatabaseConnection> {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    Ok(Database::connect(options).await?)
}
