//! `[audit]`: the trail of who did and read what.

use std::time::Duration;

use serde::Deserialize;

use super::Problems;
use crate::audit::Rhythm;

/// The trail of who did and read what.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuditSettings {
    /// Time between two rounds of sealing.
    pub seal_seconds: u64,
    /// Time between two prints of where the chains end.
    pub heads_minutes: u64,
}

impl AuditSettings {
    pub(super) fn check(&self, problems: &mut Problems) {
        problems.in_range("audit.seal_seconds", &self.seal_seconds, &1, &3600);
        problems.in_range("audit.heads_minutes", &self.heads_minutes, &1, &1440);
    }

    /// How often the server seals and prints.
    #[must_use]
    pub fn rhythm(&self) -> Rhythm {
        Rhythm {
            seal_every: Duration::from_secs(self.seal_seconds),
            print_every: Duration::from_mins(self.heads_minutes),
        }
    }
}
