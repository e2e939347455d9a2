//! The numbers behind a slot. Each changes by one conditional statement: two assignments that
//! race for the last place cannot both get it. Each change is an entry, in the same transaction.
//!
//! ```text
//! share (cap, agreed) ─→ pool (limit, pause) ─→ entry (its number and the figures after it)
//! ```
//! The plan's share is changed before the pool, everywhere, so no two transactions wait for each
//! other in a ring. The pool's row, locked by its change, numbers the entries: 1, 2, 3 … without
//! gaps.

use chrono::{DateTime, Utc};
use entity::types::{AssignmentId, LedgerEntryKind, OrganizationId, PoolId, SlotState};
use sea_orm::{FromQueryResult, Value};

use crate::db::{Sql, Tx, statements::capacity as sql};
use crate::error::StoreError;

/// A place that an assignment takes, or wants to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Of which pool.
    pub pool: PoolId,
    /// Of which plan's share.
    pub plan: OrganizationId,
    /// By which assignment.
    pub assignment: AssignmentId,
}

/// What became of a wish for a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hold {
    /// One place is held.
    Held,
    /// The plan has no place left in this pool, or no share of it.
    ShareFull,
    /// The pool has no place left, or is paused.
    PoolFull,
}

/// What a provider says of a pool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Places.
    pub limit: i32,
    /// Takes no new assignment for now.
    pub pause: Option<Pause>,
    /// When it was said.
    pub said_at: DateTime<Utc>,
    /// When the provider is asked to confirm it; `None`: the sweep says.
    pub ask_at: Option<DateTime<Utc>>,
}

/// A provider takes no new assignment for now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pause {
    /// Why.
    pub reason: Option<String>,
    /// When it ends by itself, if it does.
    pub until: Option<DateTime<Utc>>,
}

/// What is written beside the figures.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) kind: LedgerEntryKind,
    pub(super) plan: Option<OrganizationId>,
    pub(super) assignment: Option<AssignmentId>,
    /// By how much held places and places in use change.
    pub(super) change: (i32, i32),
    /// What a plan set or agreed to.
    pub(super) places: Option<i32>,
    pub(super) reason: Option<String>,
}

impl Entry {
    pub(super) fn of(kind: LedgerEntryKind) -> Self {
        Self {
            kind,
            plan: None,
            assignment: None,
            change: (0, 0),
            places: None,
            reason: None,
        }
    }

    fn of_place(kind: LedgerEntryKind, place: Place, change: (i32, i32)) -> Self {
        Self {
            plan: Some(place.plan),
            assignment: Some(place.assignment),
            change,
            ..Self::of(kind)
        }
    }
}

/// Holds one place of the pool for the plan, if both have room.
///
/// On a refusal nothing has changed, so that the caller may try another pool.
pub async fn hold_in(tx: &Tx, place: Place) -> Result<Hold, StoreError> {
    let Place { pool, plan, .. } = place;
    let today = tx.op().today();
    let share = [pool.into(), plan.into(), today.into()];
    if tx.change(&sql::SHARE_HOLD, share).await? == 0 {
        return Ok(Hold::ShareFull);
    }
    if tx.change(&sql::POOL_HOLD, [pool.into()]).await? == 0 {
        tx.change(&sql::SHARE_FREE_HELD, [pool.into(), plan.into()])
            .await?;
        return Ok(Hold::PoolFull);
    }
    let entry = Entry::of_place(LedgerEntryKind::Held, place, (1, 0));
    enter_in(tx, pool, entry).await?;
    Ok(Hold::Held)
}

/// Locks what a move from one pool to a provider's will change: shares before pools, each in their
/// order. Two moves in opposite directions would otherwise wait for each other in a ring.
pub async fn lock_move_in(
    tx: &Tx,
    plan: OrganizationId,
    from: PoolId,
    to: OrganizationId,
) -> Result<(), StoreError> {
    let shares = [plan.into(), from.into(), to.into()];
    tx.lock_rows(&sql::LOCK_SHARES, shares).await?;
    tx.lock_rows(&sql::LOCK_POOLS, [from.into(), to.into()])
        .await
}

/// The service starts: a held place becomes one in use.
pub async fn activate_in(tx: &Tx, place: Place) -> Result<(), StoreError> {
    let entry = Entry::of_place(LedgerEntryKind::Activated, place, (-1, 1));
    change_in(
        tx,
        place,
        (&sql::SHARE_ACTIVATE, &sql::POOL_ACTIVATE),
        entry,
    )
    .await
}

/// The service never started: a place in use becomes a held one.
pub async fn deactivate_in(tx: &Tx, place: Place) -> Result<(), StoreError> {
    let entry = Entry::of_place(LedgerEntryKind::Deactivated, place, (1, -1));
    let statements = (&sql::SHARE_DEACTIVATE, &sql::POOL_DEACTIVATE);
    change_in(tx, place, statements, entry).await
}

/// Gives a place back.
pub async fn free_in(tx: &Tx, place: Place, slot: SlotState) -> Result<(), StoreError> {
    let (statements, change) = match slot {
        SlotState::Held => ((&sql::SHARE_FREE_HELD, &sql::POOL_FREE_HELD), (-1, 0)),
        SlotState::Active => ((&sql::SHARE_FREE_ACTIVE, &sql::POOL_FREE_ACTIVE), (0, -1)),
        SlotState::Freed => return Ok(()),
    };
    let entry = Entry::of_place(LedgerEntryKind::Freed, place, change);
    change_in(tx, place, statements, entry).await
}

/// How many places of the pool the plan could hold, by the figures as they stand.
pub async fn room_in(tx: &Tx, pool: PoolId, plan: OrganizationId) -> Result<i32, StoreError> {
    #[derive(FromQueryResult)]
    struct Row {
        is_paused: bool,
        free: i32,
        under_cap: Option<i32>,
        under_agreed: Option<i32>,
    }
    let values = [pool.into(), plan.into(), tx.op().today().into()];
    let rows: Vec<Row> = tx.sql(&sql::ROOM, values).await?;
    let left = rows.first().filter(|row| !row.is_paused).map_or(0, |row| {
        let limits = [row.under_cap, row.under_agreed];
        limits.into_iter().flatten().fold(row.free, i32::min)
    });
    Ok(left.max(0))
}

/// Writes what a provider says of its pool. Whether it may is decided before, and nobody is
/// evicted: a limit below current use leaves no place free.
pub async fn report_in(
    tx: &Tx,
    pool: PoolId,
    kind: LedgerEntryKind,
    report: &Report,
) -> Result<(), StoreError> {
    let pause = report.pause.as_ref();
    let reason = pause.and_then(|pause| pause.reason.clone());
    let values: [Value; 7] = [
        pool.into(),
        report.limit.into(),
        pause.is_some().into(),
        pause.and_then(|pause| pause.until).into(),
        reason.clone().into(),
        report.said_at.into(),
        report.ask_at.into(),
    ];
    one(tx.change(&sql::POOL_REPORT, values).await?)?;
    let entry = Entry {
        reason: reason.filter(|_| kind == LedgerEntryKind::Paused),
        ..Entry::of(kind)
    };
    enter_in(tx, pool, entry).await
}

/// Writes what a plan set or agreed to. With `limit`, the pool has so many places from now on.
pub(super) async fn agree_in(
    tx: &Tx,
    pool: PoolId,
    limit: Option<i32>,
    entry: Entry,
) -> Result<(), StoreError> {
    one(tx
        .change(&sql::POOL_AGREE, [pool.into(), limit.into()])
        .await?)?;
    enter_in(tx, pool, entry).await
}

async fn change_in(
    tx: &Tx,
    place: Place,
    (share, whole): (&Sql, &Sql),
    entry: Entry,
) -> Result<(), StoreError> {
    let Place { pool, plan, .. } = place;
    one(tx.change(share, [pool.into(), plan.into()]).await?)?;
    one(tx.change(whole, [pool.into()]).await?)?;
    enter_in(tx, pool, entry).await
}

async fn enter_in(tx: &Tx, pool: PoolId, entry: Entry) -> Result<(), StoreError> {
    let person = tx.actor().as_person();
    let values: [Value; 10] = [
        pool.into(),
        entry.kind.code().into(),
        entry.plan.map(|plan| plan.0).into(),
        entry.assignment.map(|assignment| assignment.0).into(),
        entry.change.0.into(),
        entry.change.1.into(),
        entry.places.into(),
        entry.reason.into(),
        tx.now().into(),
        person.map(|person| person.account.0).into(),
    ];
    one(tx.change(&sql::ENTRY, values).await?)
}

fn one(changed: u64) -> Result<(), StoreError> {
    if changed == 1 {
        Ok(())
    } else {
        Err(StoreError::Corrupt(
            "the capacity ledger lost count of a place".to_owned(),
        ))
    }
}
