//! The table of the wait list.

use chrono::{DateTime, Utc};
use entity::types::{PoolId, ReferralId};
use entity::{waiting_spell, waitlist_entry};
use sea_orm::{ColumnTrait, FromQueryResult, IntoActiveModel};
use uuid::Uuid;

use super::rules::{Entry, Waiting};
use crate::db::{Reader, Tx, statements};
use crate::error::StoreError;
use crate::members::Member;
use crate::referrals::model::Referral;

pub(super) async fn entries_insert(
    tx: &Tx,
    referral: &Referral,
    (entries, place): (Vec<Entry>, String),
    joined_at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let rows = entries.into_iter().map(|entry| {
        waitlist_entry::Model {
            pool_id: entry.pool,
            referral_id: referral.id,
            plan_id: referral.plan,
            provider_id: entry.provider,
            place: place.clone(),
            joined_at,
            offered_at: None,
            offer_ends_at: None,
            passed_entry: None,
        }
        .into_active_model()
    });
    tx.insert_all(rows.collect()).await
}

/// It waits for these pools from now on, in the place that it had.
pub(super) async fn entries_change(
    tx: &Tx,
    referral: &Referral,
    entries: Vec<Entry>,
) -> Result<(), StoreError> {
    let had = tx
        .select::<waitlist_entry::Entity>()
        .filter(waitlist_entry::Column::ReferralId.eq(referral.id))
        .all()
        .await?;
    let Some(first) = had.first() else {
        return Ok(());
    };
    for gone in had
        .iter()
        .filter(|one| !entries.iter().any(|entry| entry.pool == one.pool_id))
    {
        let place = [gone.pool_id.into(), referral.id.into()];
        tx.change(&statements::routing::STOP_WAITING_FOR, place)
            .await?;
    }
    let new = entries
        .into_iter()
        .filter(|entry| !had.iter().any(|one| one.pool_id == entry.pool));
    let place = first.place.clone();
    entries_insert(tx, referral, (new.collect(), place), first.joined_at).await
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
    let id = waiting.map_or_else(Uuid::max, |referral| referral.id.0);
    let place = [pool.into(), id.into(), tx.op().today().into()];
    let rows: Vec<Row> = tx.sql(&statements::routing::SOMEBODY_BEFORE, place).await?;
    Ok(rows.iter().any(|row| row.is_so))
}

/// It begins to wait: how long stays known.
pub(super) async fn spell_insert(
    tx: &Tx,
    referral: &Referral,
    member: &Member,
    joined_at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let row = waiting_spell::Model {
        id: tx.op().new_id(),
        plan_id: referral.plan,
        referral_id: referral.id,
        county_fips: referral.county.unwrap_or(member.county).to_string(),
        language: member.language.to_string(),
        joined_at,
        ended_at: None,
        is_served: false,
    };
    tx.insert(row.into_active_model()).await
}

/// It waits no longer, with a place or without.
pub(in crate::referrals) async fn stop_waiting_in(
    tx: &Tx,
    referral: ReferralId,
    (at, is_served): (DateTime<Utc>, bool),
) -> Result<(), StoreError> {
    tx.change(&statements::routing::STOP_WAITING, [referral.into()])
        .await?;
    let values = [referral.into(), at.into(), is_served.into()];
    tx.change(&statements::routing::END_SPELL, values).await?;
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
        offer_ends_at: Option<DateTime<Utc>>,
        ahead: i64,
    }
    let rows: Vec<Row> = reader
        .sql(&statements::routing::POSITION, [referral.into()])
        .await?;
    let offered_at = rows.iter().filter_map(|row| row.offered_at).min();
    let offer_ends_at = rows.iter().filter_map(|row| row.offer_ends_at).min();
    Ok(rows.first().map(|best| Waiting {
        since: best.joined_at,
        position: best.ahead + 1,
        offered_at,
        offer_ends_at,
    }))
}
