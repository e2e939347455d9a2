//! The table.

use chrono::{DateTime, Utc};
use entity::types::{AccountId, AppealKind, AuthorizationEventKind, AuthorizationId};
use entity::{appeal, authorization_event};
use sea_orm::{ActiveEnum, ColumnTrait, IntoActiveModel, Order};

use super::model::{Appeal, AppealEnd};
use crate::authorizations::Authorization;
use crate::db::{Reader, Tx};
use crate::error::StoreError;

/// What was filed about these authorizations, of those that the actor may see, in order.
pub(crate) async fn appeals_of(
    reader: &Reader,
    authorizations: impl IntoIterator<Item = AuthorizationId>,
) -> Result<Vec<Appeal>, StoreError> {
    use appeal::Column;
    let rows = reader
        .select::<appeal::Entity>()
        .filter(Column::AuthorizationId.is_in(authorizations))
        .order_by(Column::AuthorizationId, Order::Asc)
        .order_by(Column::Number, Order::Asc)
        .all()
        .await?;
    Ok(rows.into_iter().map(from_row).collect())
}

/// When what is open about an authorization is to be decided, whoever acts.
pub(crate) async fn due_of(
    reader: &Reader,
    id: AuthorizationId,
) -> Result<Vec<DateTime<Utc>>, StoreError> {
    use appeal::Column;
    reader
        .as_system("what is due is due whoever acts")
        .select::<appeal::Entity>()
        .filter(Column::AuthorizationId.eq(id))
        .filter(Column::EndedAt.is_null())
        .order_by(Column::DueAt, Order::Asc)
        .column(Column::DueAt)
        .await
}

/// Whether an appeal is open, whoever acts.
pub(crate) async fn is_open(reader: &Reader, id: AuthorizationId) -> Result<bool, StoreError> {
    use appeal::Column;
    let system = reader.as_system("an appeal holds up acts of those who may not see it");
    let rows = system
        .select::<appeal::Entity>()
        .filter(Column::AuthorizationId.eq(id))
        .filter(Column::Kind.eq(AppealKind::Appeal))
        .filter(Column::EndedAt.is_null());
    Ok(rows.count().await? > 0)
}

/// Who asked for an authorization, or decided or proposed on it, whoever acts.
pub(crate) async fn deciders_of(
    reader: &Reader,
    of: &Authorization,
) -> Result<Vec<AccountId>, StoreError> {
    use AuthorizationEventKind as Kind;
    use authorization_event::Column;
    let deciding = [
        Kind::Proposed,
        Kind::Approved,
        Kind::Modified,
        Kind::Denied,
        Kind::Reduced,
        Kind::Terminated,
        Kind::Voided,
        Kind::Extended,
    ];
    let rows = reader
        .as_system("who decided before does not decide again")
        .select::<authorization_event::Entity>()
        .filter(Column::AuthorizationId.eq(of.id))
        .filter(Column::Kind.is_in(deciding))
        .all()
        .await?;
    let decided = rows.iter().filter_map(|row| row.account_id);
    Ok(decided.chain(of.asked.account).collect())
}

/// Keeps what was filed.
pub(crate) async fn appeal_insert(
    tx: &Tx,
    new: &Appeal,
    of: &Authorization,
) -> Result<(), StoreError> {
    let row = appeal::Model {
        authorization_id: new.authorization,
        number: new.number,
        notice_number: new.notice,
        plan_id: of.plan,
        member_id: of.member,
        kind: new.kind,
        filed_by: new.filed_by,
        organization_id: new.entered_by.0,
        account_id: new.entered_by.1,
        representative: new.representative.clone(),
        consented_on: new.consented_on,
        channel: new.channel,
        words: new.words.clone(),
        is_expedited: new.is_expedited,
        filed_at: new.filed_at,
        entered_at: new.entered_at,
        acknowledged_at: None,
        acknowledged_by: None,
        due_at: new.due_at,
        hearing_days: new.hearing_days,
        continues: new.less.is_some(),
        less_units: new.less.and_then(|(units, ..)| units),
        less_cents: new.less.and_then(|(_, cents, _)| cents),
        less_until_on: new.less.map(|(.., until_on)| until_on),
        ended_at: None,
        ended_by: None,
        outcome: None,
        answer: None,
        hearing_by: None,
    };
    tx.insert(row.into_active_model()).await
}

/// Writes that the plan has it, or how it ended. The authorization is locked.
pub(crate) async fn appeal_apply(tx: &Tx, of: &Appeal) -> Result<(), StoreError> {
    use appeal::Column;
    let end = of.end.as_ref();
    let changed = tx
        .update_where::<appeal::Entity>()
        .filter(Column::AuthorizationId.eq(of.authorization))
        .filter(Column::Number.eq(of.number))
        .filter(Column::EndedAt.is_null())
        .set(Column::AcknowledgedAt, of.acknowledged.map(|(at, _)| at))
        .set(Column::AcknowledgedBy, of.acknowledged.map(|(_, by)| by))
        .set(Column::EndedAt, end.map(|end| end.at))
        .set(Column::EndedBy, end.map(|end| end.by))
        .set(Column::Outcome, end.map(|end| end.outcome.into_value()))
        .set(Column::Answer, end.and_then(|end| end.answer.clone()))
        .set(Column::HearingBy, end.and_then(|end| end.hearing_by))
        .run()
        .await?;
    if changed == 1 {
        Ok(())
    } else {
        Err(StoreError::Busy)
    }
}

fn from_row(row: appeal::Model) -> Appeal {
    let less = row.less_until_on;
    let end = (row.ended_at.zip(row.ended_by)).zip(row.outcome);
    Appeal {
        authorization: row.authorization_id,
        number: row.number,
        notice: row.notice_number,
        kind: row.kind,
        filed_by: row.filed_by,
        entered_by: (row.organization_id, row.account_id),
        representative: row.representative,
        consented_on: row.consented_on,
        channel: row.channel,
        words: row.words,
        is_expedited: row.is_expedited,
        filed_at: row.filed_at,
        entered_at: row.entered_at,
        acknowledged: row.acknowledged_at.zip(row.acknowledged_by),
        due_at: row.due_at,
        hearing_days: row.hearing_days,
        less: less.map(|until_on| (row.less_units, row.less_cents, until_on)),
        end: end.map(|((at, by), outcome)| AppealEnd {
            at,
            by,
            outcome,
            answer: row.answer,
            hearing_by: row.hearing_by,
        }),
    }
}
