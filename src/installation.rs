//! The installation: which life of the database this is.
//!
//! Every mailbox cursor carries the **epoch**. After a restore from a backup the mailboxes may
//! number other notices with the same numbers, so a new epoch must begin: old cursors are then
//! refused, where they would otherwise skip notices in silence.

use chrono::{DateTime, Utc};
use entity::installation;
use sea_orm::ActiveValue::Set;

use crate::access::{Denied, authorize_server};
use crate::db::Db;
use crate::error::{Retryable, StoreError};
use crate::op::OpCtx;

/// The only row's key.
const ID: i32 = 1;

/// Why the installation was not set up.
#[derive(Debug, thiserror::Error)]
pub enum InstallationError {
    /// Only the server's own tools may.
    #[error("denied")]
    Denied(#[from] Denied),
    /// There is no epoch to follow.
    #[error("this database was never set up; run `handoff migrate`")]
    Missing,
    /// The database could not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Retryable for InstallationError {
    fn store_error(&self) -> Option<&StoreError> {
        match self {
            Self::Store(error) => Some(error),
            Self::Denied(_) | Self::Missing => None,
        }
    }
}

/// Begins the first epoch, if none has begun: the seconds since 1970. Gives the epoch in force.
pub async fn ensure(db: &Db, op: &OpCtx) -> Result<i64, InstallationError> {
    db.write(op, |tx| async move {
        authorize_server(tx.actor())?;
        let first = row(tx.now().timestamp(), tx.now());
        tx.insert_if_absent(first).await?;
        let found = tx.select::<installation::Entity>().one().await?;
        Ok(found.ok_or(InstallationError::Missing)?.epoch)
    })
    .await
}

/// Ends the epoch in force and begins a new, greater one, which it gives.
pub async fn begin_epoch(db: &Db, op: &OpCtx) -> Result<i64, InstallationError> {
    db.write(op, |tx| async move {
        authorize_server(tx.actor())?;
        let found = tx.select::<installation::Entity>().one().await?;
        let current = found.ok_or(InstallationError::Missing)?.epoch;
        let next = tx.now().timestamp().max(current + 1);
        tx.update_where::<installation::Entity>()
            .set(installation::Column::Epoch, next)
            .set(installation::Column::EpochStartedAt, tx.now())
            .run()
            .await?;
        Ok(next)
    })
    .await
}

fn row(epoch: i64, now: DateTime<Utc>) -> installation::ActiveModel {
    installation::ActiveModel {
        id: Set(ID),
        epoch: Set(epoch),
        epoch_started_at: Set(now),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::access::Actor;
    use crate::clock::ManualClock;
    use crate::entropy::SeededEntropy;
    use crate::op::RequestId;

    #[tokio::test]
    async fn epochs_begin_once_and_only_grow() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("handoff.sqlite");
        let db = Db::open(&format!("sqlite://{}", file.display()), 1)
            .await
            .unwrap();
        db.migrate().await.unwrap();
        let clock = ManualClock::new(DateTime::from_timestamp(1_000, 0).unwrap());
        let op = |actor| {
            let entropy = Arc::new(SeededEntropy::new(1));
            OpCtx::start(Arc::new(actor), &clock, RequestId::new("test"), entropy)
        };
        let system = || op(Actor::system());

        let missing = begin_epoch(&db, &system()).await;
        assert!(matches!(missing, Err(InstallationError::Missing)));
        assert_eq!(ensure(&db, &system()).await.unwrap(), 1_000);
        clock.advance(chrono::TimeDelta::seconds(5));
        assert_eq!(ensure(&db, &system()).await.unwrap(), 1_000);
        assert_eq!(begin_epoch(&db, &system()).await.unwrap(), 1_005);
        // The clock may stand still, or be wrong.
        assert_eq!(begin_epoch(&db, &system()).await.unwrap(), 1_006);
        let denied = begin_epoch(&db, &op(Actor::Anonymous)).await;
        assert!(matches!(denied, Err(InstallationError::Denied(_))));
    }
}
