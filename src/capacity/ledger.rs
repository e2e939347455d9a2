//! The numbers behind a slot. Each changes by one conditional statement: two assignments that
//! race for the last place cannot both get it.
//!
//! The plan's share is changed before the pool, everywhere, so no two transactions wait for each
//! other in a ring.

use entity::types::{OrganizationId, PoolId, SlotState};
use sea_orm::FromQueryResult;

use crate::db::{Tx, statements};
use crate::error::StoreError;

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

/// Holds one place of the pool for the plan, if both have room.
///
/// On a refusal the caller abandons its transaction: the share may have been changed already.
pub async fn hold_in(tx: &Tx, pool: PoolId, plan: OrganizationId) -> Result<Hold, StoreError> {
    if tx
        .change(&statements::SHARE_HOLD, [pool.into(), plan.into()])
        .await?
        == 0
    {
        return Ok(Hold::ShareFull);
    }
    if tx
        .change(&statements::POOL_HOLD, [pool.into(), tx.now().into()])
        .await?
        == 0
    {
        // Undone here as well, so that the caller may try another pool.
        tx.change(&statements::SHARE_FREE_HELD, [pool.into(), plan.into()])
            .await?;
        return Ok(Hold::PoolFull);
    }
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
    tx.lock_rows(&statements::LOCK_SHARES, shares).await?;
    tx.lock_rows(&statements::LOCK_POOLS, [from.into(), to.into()])
        .await
}

/// The service starts: a held place becomes one in use.
pub async fn activate_in(tx: &Tx, pool: PoolId, plan: OrganizationId) -> Result<(), StoreError> {
    let share = tx
        .change(&statements::SHARE_ACTIVATE, [pool.into(), plan.into()])
        .await?;
    let pool = tx
        .change(&statements::POOL_ACTIVATE, [pool.into(), tx.now().into()])
        .await?;
    balanced(share, pool)
}

/// The service never started: a place in use becomes a held one.
pub async fn deactivate_in(tx: &Tx, pool: PoolId, plan: OrganizationId) -> Result<(), StoreError> {
    let share = tx
        .change(&statements::SHARE_DEACTIVATE, [pool.into(), plan.into()])
        .await?;
    let pool = tx
        .change(&statements::POOL_DEACTIVATE, [pool.into(), tx.now().into()])
        .await?;
    balanced(share, pool)
}

/// Could the plan hold one more place of the pool, by the figures as they stand?
pub async fn has_room_in(tx: &Tx, pool: PoolId, plan: OrganizationId) -> Result<bool, StoreError> {
    #[derive(FromQueryResult)]
    struct Row {
        has_room: bool,
    }
    let rows: Vec<Row> = tx
        .sql(&statements::HAS_ROOM, [pool.into(), plan.into()])
        .await?;
    Ok(rows.iter().any(|row| row.has_room))
}

/// Gives a place back.
pub async fn free_in(
    tx: &Tx,
    pool: PoolId,
    plan: OrganizationId,
    slot: SlotState,
) -> Result<(), StoreError> {
    let (share, whole) = match slot {
        SlotState::Held => (&statements::SHARE_FREE_HELD, &statements::POOL_FREE_HELD),
        SlotState::Active => (
            &statements::SHARE_FREE_ACTIVE,
            &statements::POOL_FREE_ACTIVE,
        ),
        SlotState::Freed => return Ok(()),
    };
    let share = tx.change(share, [pool.into(), plan.into()]).await?;
    let pool = tx.change(whole, [pool.into(), tx.now().into()]).await?;
    balanced(share, pool)
}

fn balanced(share: u64, pool: u64) -> Result<(), StoreError> {
    if share == 1 && pool == 1 {
        Ok(())
    } else {
        Err(StoreError::Corrupt(
            "the capacity ledger lost count of a place".to_owned(),
        ))
    }
}
