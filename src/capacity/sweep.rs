//! What is due by the clock: pauses that end by themselves, and figures that have grown old. Each
//! pool has a transaction of its own and is looked at again under its lock, so that two instances
//! do nothing twice.

use chrono::TimeDelta;
use entity::pool;
use entity::types::{LedgerEntryKind, PoolId};
use sea_orm::{ColumnTrait, Condition};

use super::ledger::{self, Report};
use super::store;
use crate::db::{Db, Tx, statements::capacity as sql};
use crate::error::StoreError;
use crate::notices::{NoticeDraft, NoticeKind};
use crate::op::OpCtx;

/// Pools taken at a time.
const BATCH: u64 = 200;

/// Ends pauses whose time has come. Its cost follows the number of pools that are due.
pub async fn end_pauses(db: &Db, op: &OpCtx) -> Result<(), StoreError> {
    let own = op.as_system("what is due by the clock is nobody's act");
    loop {
        let due = due(db, &own, pool::Column::PausedUntil.lte(op.now()).into()).await?;
        for id in &due {
            db.write(&own, |tx| async move { resume_in(&tx, *id).await })
                .await?;
        }
        if due.is_empty() {
            return Ok(());
        }
    }
}

/// Asks providers whose figures are old to confirm them: once after each period of the plan's policy
/// until they do. Its cost follows the number of pools that are due.
pub async fn ask_for_figures(db: &Db, op: &OpCtx) -> Result<(), StoreError> {
    let own = op.as_system("what is due by the clock is nobody's act");
    loop {
        let old = Condition::any()
            .add(pool::Column::AskAt.is_null())
            .add(pool::Column::AskAt.lte(op.now()));
        let due = due(db, &own, old).await?;
        for id in &due {
            db.write(&own, |tx| async move { ask_in(&tx, *id).await })
                .await?;
        }
        if due.is_empty() {
            return Ok(());
        }
    }
}

async fn due(db: &Db, op: &OpCtx, which: Condition) -> Result<Vec<PoolId>, StoreError> {
    db.read(op)
        .select::<pool::Entity>()
        .filter(which)
        .limit(BATCH)
        .column(pool::Column::Id)
        .await
}

async fn locked_in(tx: &Tx, id: PoolId) -> Result<Option<pool::Model>, StoreError> {
    tx.lock(&sql::LOCK_POOL, id.0).await?;
    store::pool_by_id(tx, id).await
}

async fn resume_in(tx: &Tx, id: PoolId) -> Result<(), StoreError> {
    let Some(row) = locked_in(tx, id).await? else {
        return Ok(());
    };
    if row.paused_until.is_none_or(|until| until > tx.now()) {
        return Ok(());
    }
    let report = Report {
        limit: row.capacity,
        pause: None,
        // The provider said nothing: its figures are as old as they were.
        said_at: row.updated_at,
        ask_at: row.ask_at,
    };
    ledger::report_in(tx, id, LedgerEntryKind::Resumed, &report).await
}

async fn ask_in(tx: &Tx, id: PoolId) -> Result<(), StoreError> {
    let Some(row) = locked_in(tx, id).await? else {
        return Ok(());
    };
    let period = TimeDelta::days(store::confirm_days(tx, id).await?.into());
    let due_at = row.ask_at.unwrap_or(row.updated_at + period);
    let ask_at = if due_at > tx.now() {
        due_at
    } else {
        let kind = NoticeKind::CapacityStale;
        tx.queue(NoticeDraft::of_organization(
            row.provider_id,
            kind,
            tx.now(),
        ));
        tx.now() + period
    };
    tx.update_where::<pool::Entity>()
        .filter(pool::Column::Id.eq(id))
        .set(pool::Column::AskAt, ask_at)
        .run()
        .await?;
    Ok(())
}
