//! One server for each SQLite file: wake-ups and the one writer live in its process.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

/// Why the file is not this server's.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    /// Another server has it.
    #[error(
        "another handoff server is using {0}; stop it first, or give this one a database of its own"
    )]
    Taken(PathBuf),
    /// The lock file cannot be used.
    #[error("cannot lock {path}")]
    File {
        /// The lock file.
        path: PathBuf,
        /// What happened.
        #[source]
        source: io::Error,
    },
}

/// Holds `<database>.lock` until it is dropped, or its process ends in whatever way.
#[derive(Debug)]
pub struct ServerLock {
    _file: File,
}

impl ServerLock {
    /// Takes the database for this server, or says who is in the way. Does not wait.
    pub fn take(database: &Path) -> Result<Self, LockError> {
        let mut name = database.as_os_str().to_owned();
        name.push(".lock");
        let path = PathBuf::from(name);
        let failed = |source| LockError::File {
            path: path.clone(),
            source,
        };
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(failed)?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(LockError::Taken(database.to_owned())),
            Err(TryLockError::Error(source)) => Err(failed(source)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_server_is_refused_until_the_first_is_gone() {
        let directory = tempfile::tempdir().unwrap();
        let database = directory.path().join("handoff.sqlite");
        let first = ServerLock::take(&database).unwrap();
        let refusal = ServerLock::take(&database).unwrap_err();
        assert!(matches!(&refusal, LockError::Taken(path) if *path == database));
        assert!(ServerLock::take(&directory.path().join("other.sqlite")).is_ok());
        drop(first);
        assert!(ServerLock::take(&database).is_ok());
    }
}
