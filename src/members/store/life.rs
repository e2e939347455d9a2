//! Life events.

use std::collections::HashMap;

use entity::life_event;
use entity::types::{AccountId, MemberId};
use sea_orm::{ColumnTrait, IntoActiveModel, Order};

use crate::db::{Reader, Tx};
use crate::error::StoreError;
use crate::members::Member;
use crate::members::life::LifeEvent;

/// What happened to a member, in the order of the days. Read with the server's eyes: it decides
/// acts also of those who may not read it.
pub(crate) async fn life_events_of(
    reader: &Reader,
    id: MemberId,
) -> Result<Vec<LifeEvent>, StoreError> {
    let reader = reader.as_system("what happened to a member decides acts of others, too");
    let mut found = life_events_of_all(&reader, [id]).await?;
    Ok(found.remove(&id).unwrap_or_default())
}

/// What happened to members, in the order of the days.
pub(in crate::members) async fn life_events_of_all(
    reader: &Reader,
    ids: impl IntoIterator<Item = MemberId>,
) -> Result<HashMap<MemberId, Vec<LifeEvent>>, StoreError> {
    let rows = reader
        .select::<life_event::Entity>()
        .filter(life_event::Column::MemberId.is_in(ids))
        .order_by(life_event::Column::HappenedOn, Order::Asc)
        .order_by(life_event::Column::RecordedAt, Order::Asc)
        .order_by(life_event::Column::Id, Order::Asc)
        .all()
        .await?;
    let mut found: HashMap<MemberId, Vec<LifeEvent>> = HashMap::new();
    for row in rows {
        found.entry(row.member_id).or_default().push(LifeEvent {
            id: row.id,
            kind: row.kind,
            happened_on: row.happened_on,
            note: row.note,
            corrects: row.corrects_id,
            is_void: row.is_void,
            recorded_at: row.recorded_at,
        });
    }
    Ok(found)
}

/// Writes a new event.
pub(in crate::members) async fn life_event_insert(
    tx: &Tx,
    member: &Member,
    event: &LifeEvent,
    by: AccountId,
) -> Result<(), StoreError> {
    let row = life_event::Model {
        id: event.id,
        plan_id: member.plan,
        member_id: member.id,
        kind: event.kind,
        happened_on: event.happened_on,
        note: event.note.clone(),
        corrects_id: event.corrects,
        is_void: event.is_void,
        recorded_at: event.recorded_at,
        recorded_by: by,
    };
    tx.insert(row.into_active_model()).await
}
