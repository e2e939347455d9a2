//! The table of the wait list.

use chrono::{DateTime, Utc};
use entity::types::{PoolId, ReferralId};
use entity::waitlist_entry;
use sea_orm::{FromQueryResult, IntoActiveModel};
use uuid::Uuid;

use super::rules::{self, Entry, Waiting};
use crate::db::{Reader, Tx, statements};
use crate::error::StoreError;
use crate::referrals::model::Referral;

pub(super) async fn entries_insert(
    tx: &Tx,
    referral: &Referral,
    entries: Vec<Entry>,
    joined_at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let rows = entries.into_iter().map(|entry| {
        waitlist_entry::Model {
            pool_id: entry.pool,
            referral_id: referral.id,
            plan_id: referral.plan,
            provider_id: entry.provider,
            rank: entry.rank,
            received_at: referral.received_at,
            joined_at,
            offered_at: None,
            passed_entry: None,
        }
        .into_active_model()
    });
    tx.insert_all(rows.collect()).await
}

/// Is somebody before this referral in the order of a pool? A newcomer is behind everybody.
pub(in crate::referrals) async fn is_behind_in(
    tx: &Tx,
    pool: PoolId,
    waiting: Option<&Referral>,
) -> Result<bool, StoreError> {
    #[derive(FromQueryResult)]
    struct Row {
        is_so: bool,
    }
    let (rank, received_at, id) = match waiting {
        Some(referral) => (
            rules::rank(referral.urgency),
            referral.received_at,
            referral.id.0,
        ),
        None => (i32::MAX, tx.now(), Uuid::max()),
    };
    let place = [
        pool.into(),
        rank.into(),
        received_at.into(),
        id.into(),
        tx.op().today().into(),
    ];
    let rows: Vec<Row> = tx.sql(&statements::routing::SOMEBODY_BEFORE, place).await?;
    Ok(rows.iter().any(|row| row.is_so))
}

/// It waits no longer.
pub(in crate::referrals) async fn stop_waiting_in(
    tx: &Tx,
    referral: ReferralId,
) -> Result<(), StoreError> {
    tx.change(&statements::routing::STOP_WAITING, [referral.into()])
        .await?;
    Ok(())
}

pub(super) async fn waiting(
    reader: &Reader,
    referral: ReferralId,
) -> Result<Option<Waiting>, StoreError> {
    #[derive(FromQueryResult)]
    struct Row {
        joined_at: DateTime<Utc>,
        offered_at: Option<DateTime<Utc>>,
        ahead: i64,
    }
    let rows: Vec<Row> = reader
        .sql(&statements::routing::POSITION, [referral.into()])
        .await?;
    let offered_at = rows.iter().filter_map(|row| row.offered_at).min();
    Ok(rows.first().map(|best| Waiting {
        since: best.joined_at,
        position: best.ahead + 1,
        offered_at,
    }))
}
