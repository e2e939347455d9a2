//! `[duties]`: what is done as deadlines come near.

use std::time::Duration;

use serde::Deserialize;

use super::Problems;

/// What is done as deadlines come near.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DutySettings {
    /// Time between two looks at what is due.
    pub sweep_milliseconds: u64,
}

impl DutySettings {
    pub(super) fn check(&self, problems: &mut Problems) {
        let (least, most) = (50, 3_600_000);
        let key = "duties.sweep_milliseconds";
        problems.in_range(key, &self.sweep_milliseconds, &least, &most);
    }

    /// Time between two looks at what is due.
    #[must_use]
    pub fn sweep_every(&self) -> Duration {
        Duration::from_millis(self.sweep_milliseconds)
    }
}
