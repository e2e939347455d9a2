//! Spans of enrolment.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::enrolment;
use entity::types::{AccountId, EnrolmentEnd, MemberId};
use sea_orm::{ActiveEnum, ColumnTrait, IntoActiveModel, Order};

use crate::db::{Reader, Tx};
use crate::error::StoreError;
use crate::members::Member;
use crate::members::enrolments::Enrolment;

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
    };
    tx.insert(row.into_active_model()).await
}

/// Ends the open span of a member.
pub(in crate::members) async fn enrolment_end(
    tx: &Tx,
    id: MemberId,
    (until_on, reason): (NaiveDate, EnrolmentEnd),
    by: AccountId,
) -> Result<(), StoreError> {
    tx.update_where::<enrolment::Entity>()
        .filter(enrolment::Column::MemberId.eq(id))
        .filter(enrolment::Column::UntilOn.is_null())
        .set(enrolment::Column::UntilOn, until_on)
        .set(enrolment::Column::EndReason, reason.into_value())
        .set(enrolment::Column::EndedAt, tx.now())
        .set(enrolment::Column::EndedBy, by)
        .run()
        .await?;
    Ok(())
}
