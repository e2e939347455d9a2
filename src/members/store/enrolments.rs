//! Spans of enrolment.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::enrolment;
use entity::types::{AccountId, MemberId};
use sea_orm::{ActiveEnum, ColumnTrait, FromQueryResult, IntoActiveModel, Order};

use crate::db::{Reader, Tx, statements};
use crate::error::StoreError;
use crate::members::Member;
use crate::members::enrolments::{Enrolment, NewEnd};

/// When members were enrolled, in the order of the days.
pub(in crate::members) async fn enrolments_of(
    reader: &Reader,
    ids: impl IntoIterator<Item = MemberId>,
) -> Result<HashMap<MemberId, Vec<Enrolment>>, StoreError> {
    let rows = reader
        .select::<enrolment::Entity>()
        .filter(enrolment::Column::MemberId.is_in(ids))
        .order_by(enrolment::Column::FromOn, Order::Asc)
        .all()
        .await?;
    let mut found: HashMap<MemberId, Vec<Enrolment>> = HashMap::new();
    for row in rows {
        found.entry(row.member_id).or_default().push(Enrolment {
            kind: row.kind,
            from_on: row.from_on,
            end: row.until_on.zip(row.end_reason),
            recorded_at: row.recorded_at,
            next_plan: row.next_plan_id,
        });
    }
    Ok(found)
}

/// Writes a new span.
pub(in crate::members) async fn enrolment_insert(
    tx: &Tx,
    member: &Member,
    span: &Enrolment,
    by: AccountId,
) -> Result<(), StoreError> {
    let row = enrolment::Model {
        id: tx.op().new_id(),
        plan_id: member.plan,
        member_id: member.id,
        kind: span.kind,
        from_on: span.from_on,
        until_on: span.end.map(|(until_on, _)| until_on),
        end_reason: span.end.map(|(_, reason)| reason),
        recorded_at: span.recorded_at,
        recorded_by: by,
        ended_at: span.end.map(|_| span.recorded_at),
        ended_by: span.end.map(|_| by),
        is_followed: false,
        next_plan_id: span.next_plan,
    };
    tx.insert(row.into_active_model()).await
}

/// Ends the open span of a member.
pub(in crate::members) async fn enrolment_end(
    tx: &Tx,
    id: MemberId,
    end: &NewEnd,
    by: AccountId,
) -> Result<(), StoreError> {
    tx.update_where::<enrolment::Entity>()
        .filter(enrolment::Column::MemberId.eq(id))
        .filter(enrolment::Column::UntilOn.is_null())
        .set(enrolment::Column::UntilOn, end.until_on)
        .set(enrolment::Column::EndReason, end.reason.into_value())
        .set(enrolment::Column::NextPlanId, end.next_plan)
        .set(enrolment::Column::EndedAt, tx.now())
        .set(enrolment::Column::EndedBy, by)
        .run()
        .await?;
    Ok(())
}

/// Members whose enrolment ended before that day and whose loops have not followed, the longest due
/// first.
pub(crate) async fn ends_to_follow(
    reader: &Reader,
    today: NaiveDate,
    limit: i32,
) -> Result<Vec<MemberId>, StoreError> {
    #[derive(FromQueryResult)]
    struct Row {
        member_id: MemberId,
    }
    let values = [today.into(), limit.into()];
    let rows: Vec<Row> = reader
        .sql(&statements::members::ENDS_TO_FOLLOW, values)
        .await?;
    Ok(rows.into_iter().map(|row| row.member_id).collect())
}

/// The last day of the enrolment that the loops of a member have to follow, if there is one.
pub(crate) async fn end_to_follow(
    reader: &Reader,
    id: MemberId,
    today: NaiveDate,
) -> Result<Option<NaiveDate>, StoreError> {
    let row = reader
        .select::<enrolment::Entity>()
        .filter(enrolment::Column::MemberId.eq(id))
        .filter(enrolment::Column::UntilOn.lt(today))
        .filter(enrolment::Column::IsFollowed.eq(false))
        .order_by(enrolment::Column::UntilOn, Order::Desc)
        .one()
        .await?;
    Ok(row.and_then(|row| row.until_on))
}

/// The loops of these members have followed all ends before that day.
pub(crate) async fn ends_followed(
    tx: &Tx,
    ids: impl IntoIterator<Item = MemberId>,
    today: NaiveDate,
) -> Result<(), StoreError> {
    tx.update_where::<enrolment::Entity>()
        .filter(enrolment::Column::MemberId.is_in(ids))
        .filter(enrolment::Column::UntilOn.lt(today))
        .filter(enrolment::Column::IsFollowed.eq(false))
        .set(enrolment::Column::IsFollowed, true)
        .run()
        .await?;
    Ok(())
}
