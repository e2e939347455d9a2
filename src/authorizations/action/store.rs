//! The table.

use entity::notice_of_action;
use entity::types::{ActionKind, AuthorizationId, MemberId, OrganizationId};
use sea_orm::{ColumnTrait, IntoActiveModel, Order};

use super::model::NoticeOfAction;
use crate::authorizations::Grant;
use crate::db::{Reader, Tx, statements::authorizations as sql};
use crate::error::StoreError;

/// Notices of these authorizations that the actor may see, in order.
pub(crate) async fn notices_of(
    reader: &Reader,
    authorizations: impl IntoIterator<Item = AuthorizationId>,
) -> Result<Vec<NoticeOfAction>, StoreError> {
    use notice_of_action::Column;
    let rows = reader
        .select::<notice_of_action::Entity>()
        .filter(Column::AuthorizationId.is_in(authorizations))
        .order_by(Column::AuthorizationId, Order::Asc)
        .order_by(Column::Number, Order::Asc)
        .all()
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// Keeps a notice, for ever.
pub(crate) async fn notice_insert(
    tx: &Tx,
    notice: &NoticeOfAction,
    (plan, member): (OrganizationId, MemberId),
) -> Result<(), StoreError> {
    let (had_status, had) = notice.had.unzip();
    let row = notice_of_action::Model {
        authorization_id: notice.authorization,
        number: notice.number,
        plan_id: plan,
        member_id: member,
        kind: notice.kind,
        prepared_at: notice.prepared_at,
        effective_on: notice.effective_on,
        appeal_by: notice.appeal_by,
        language: notice.language.to_string(),
        subject: notice.subject.clone(),
        body: notice.body.clone(),
        needs_translation: notice.needs_translation,
        recalled_at: notice.recalled_at,
        had_status,
        had_units: had.and_then(|had: Grant| had.units),
        had_cents: had.and_then(|had| had.cents),
        had_from_on: had.map(|had| had.from_on),
        had_until_on: had.map(|had| had.until_on),
    };
    tx.insert(row.into_active_model()).await
}

/// The notice that the decision is late was prepared, and the decision, or more time, is in time.
pub(crate) async fn delay_recall(tx: &Tx, id: AuthorizationId) -> Result<(), StoreError> {
    let values = [id.into(), tx.now().into(), ActionKind::Delay.code().into()];
    if tx.change(&sql::DELAY_RECALL, values).await? > 0 {
        tx.change(&sql::DELAY_CALL_OFF, [id.into(), tx.now().into()])
            .await?;
    }
    Ok(())
}

fn from_row(row: notice_of_action::Model) -> Result<NoticeOfAction, StoreError> {
    let unreadable = || StoreError::Corrupt("notice_of_action.language".to_owned());
    let days = row.had_from_on.zip(row.had_until_on);
    let had = days.map(|(from_on, until_on)| Grant {
        units: row.had_units,
        cents: row.had_cents,
        from_on,
        until_on,
    });
    Ok(NoticeOfAction {
        authorization: row.authorization_id,
        number: row.number,
        kind: row.kind,
        prepared_at: row.prepared_at,
        effective_on: row.effective_on,
        appeal_by: row.appeal_by,
        language: row.language.parse().map_err(|_| unreadable())?,
        subject: row.subject,
        body: row.body,
        needs_translation: row.needs_translation,
        recalled_at: row.recalled_at,
        had: row.had_status.zip(had),
    })
}
