//! `demo.json`: says that the database beside it is a demonstration, of which seed and form, and
//! whether its loading came to its end.

use std::path::{Path, PathBuf};
use std::{fs, io};

use serde::{Deserialize, Serialize};

use super::VERSION;

/// What the file says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Marker {
    /// The seed of the invention.
    pub seed: u64,
    /// Its form.
    pub version: u32,
    /// False while it is being loaded, and for good if that was cut short.
    pub is_complete: bool,
}

/// Why the marker was neither read nor written.
#[derive(Debug, thiserror::Error)]
pub enum MarkerError {
    /// The file cannot be read or written.
    #[error("cannot use {path}")]
    File {
        /// The file.
        path: PathBuf,
        /// What happened.
        #[source]
        source: io::Error,
    },
    /// The file is not a marker.
    #[error("{path} is not a marker of a demonstration")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        #[source]
        source: serde_json::Error,
    },
}

impl Marker {
    /// Of a demonstration that is about to be loaded.
    #[must_use]
    pub fn loading(seed: u64) -> Self {
        Self {
            seed,
            version: VERSION,
            is_complete: false,
        }
    }

    /// Of one that was loaded.
    #[must_use]
    pub fn complete(self) -> Self {
        Self {
            is_complete: true,
            ..self
        }
    }

    /// The marker in the directory, if there is one.
    pub fn read(directory: &Path) -> Result<Option<Self>, MarkerError> {
        let path = path(directory);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(MarkerError::File { path, source }),
        };
        serde_json::from_str(&text)
            .map(Some)
            .map_err(|source| MarkerError::Unreadable { path, source })
    }

    /// Puts the marker into the directory.
    pub fn write(self, directory: &Path) -> Result<(), MarkerError> {
        let path = path(directory);
        let text = format!(
            "{{\n  \"seed\": {},\n  \"version\": {},\n  \"is_complete\": {}\n}}\n",
            self.seed, self.version, self.is_complete
        );
        fs::write(&path, text).map_err(|source| MarkerError::File { path, source })
    }
}

fn path(directory: &Path) -> PathBuf {
    directory.join("demo.json")
}
