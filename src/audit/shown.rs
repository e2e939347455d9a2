//! Whom one answer is about: collected while it is read, written down before it leaves.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::access::About;

/// Collects for one operation whom its answer is about. Clones collect together.
#[derive(Debug, Clone, Default)]
pub struct Shown(Arc<Mutex<Sets>>);

#[derive(Debug, Default)]
struct Sets {
    shown: BTreeSet<About>,
    covered: BTreeSet<About>,
}

impl Shown {
    /// A row about them is on its way to a person.
    pub fn note(&self, about: About) {
        self.lock().shown.insert(about);
    }

    /// An act of this operation has already written them down: what its answer shows of them
    /// needs no second row.
    pub fn cover(&self, about: impl IntoIterator<Item = About>) {
        self.lock().covered.extend(about);
    }

    /// Those to be written down, since this was last asked.
    #[must_use]
    pub fn take(&self) -> BTreeSet<About> {
        let Sets { mut shown, covered } = std::mem::take(&mut *self.lock());
        shown.retain(|about| !covered.contains(about));
        shown
    }

    fn lock(&self) -> MutexGuard<'_, Sets> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use entity::types::{MemberId, OrganizationId};
    use uuid::Uuid;

    use super::*;

    fn about(member: u128) -> About {
        About {
            plan: OrganizationId(Uuid::from_u128(1)),
            member: Some(MemberId(Uuid::from_u128(member))),
        }
    }

    #[test]
    fn what_an_act_has_written_down_is_not_written_again() {
        let shown = Shown::default();
        let other = shown.clone();
        other.note(about(3));
        other.note(about(2));
        other.note(about(3));
        shown.cover([about(2)]);
        assert_eq!(shown.take(), BTreeSet::from([about(3)]));
        assert!(other.take().is_empty());
    }
}
