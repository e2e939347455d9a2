//! Puts the invention into an empty, migrated database.

use std::fmt;
use std::sync::Arc;

use super::{Invention, history, review, settle};
use crate::access::Actor;
use crate::clock::ManualClock;
use crate::db::Db;
use crate::entropy::SeededEntropy;
use crate::error::{Failure, StoreError};
use crate::members::fill_keys_in;
use crate::op::{OpCtx, RequestId};

/// Why the demonstration was not loaded.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// A service refused an act of a story: story and rules disagree.
    #[error("the demonstration cannot {act}: {reason}")]
    Refused {
        /// Which act.
        act: &'static str,
        /// What the service said.
        reason: String,
    },
    /// A story has an act that nobody can do.
    #[error("a story of the demonstration has an act without an actor")]
    Miscast,
    /// The database could not do it.
    #[error("the demonstration could not be written")]
    Store(#[from] StoreError),
}

/// Hears how far the loading has come.
pub trait Progress: Send + Sync {
    /// A part begins that has so many steps.
    fn begin(&self, part: &'static str, steps: u64);
    /// One more step is done.
    fn step(&self);
}

/// Writes the directory and its people, plays the history, and settles capacity.
pub async fn load(
    invention: &Invention,
    db: &Db,
    progress: &dyn Progress,
) -> Result<(), DemoError> {
    let op = OpCtx::start(
        Arc::new(Actor::system()),
        &ManualClock::new(invention.now),
        RequestId::new("demo"),
        Arc::new(SeededEntropy::new(invention.seed)),
    );
    progress.begin("plans, providers and members", 1);
    let written: Result<(), StoreError> = db
        .write(&op, |tx| async move { invention.rows.insert_in(&tx).await })
        .await;
    written?;
    while db
        .write(&op, |tx| async move { fill_keys_in(&tx).await })
        .await?
        > 0
    {}
    progress.step();
    history::play(invention, db, progress).await?;
    progress.begin("capacity", 1);
    settle::settle(invention, db, &op).await?;
    settle::escalate(db, &op).await?;
    progress.step();
    review::play(invention, db, progress).await?;
    Ok(())
}

/// What a service said, with the act it was about.
pub(super) fn refused<R: fmt::Debug>(act: &'static str, failure: Failure<R>) -> DemoError {
    match failure {
        Failure::Store(error) => DemoError::Store(error),
        Failure::NotFound => DemoError::Refused {
            act,
            reason: "not found".to_owned(),
        },
        Failure::Denied => DemoError::Refused {
            act,
            reason: "denied".to_owned(),
        },
        Failure::Refused(refusals) => DemoError::Refused {
            act,
            reason: format!("{refusals:?}"),
        },
    }
}
