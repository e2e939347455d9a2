//! The table.

use entity::appeal_letter;
use entity::types::{AuthorizationId, MemberId, OrganizationId};
use sea_orm::{ColumnTrait, IntoActiveModel, Order};

use super::model::AppealLetter;
use crate::db::{Reader, Tx};
use crate::error::StoreError;

/// Answers to what was filed about these authorizations, of those that the actor may see, in order.
pub(crate) async fn letters_of(
    reader: &Reader,
    authorizations: impl IntoIterator<Item = AuthorizationId>,
) -> Result<Vec<AppealLetter>, StoreError> {
    use appeal_letter::Column;
    let rows = reader
        .select::<appeal_letter::Entity>()
        .filter(Column::AuthorizationId.is_in(authorizations))
        .order_by(Column::AuthorizationId, Order::Asc)
        .order_by(Column::Number, Order::Asc)
        .all()
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// Keeps a letter, for ever.
pub(crate) async fn letter_insert(
    tx: &Tx,
    letter: &AppealLetter,
    (plan, member): (OrganizationId, MemberId),
) -> Result<(), StoreError> {
    let row = appeal_letter::Model {
        authorization_id: letter.authorization,
        number: letter.appeal,
        plan_id: plan,
        member_id: member,
        prepared_at: letter.prepared_at,
        language: letter.language.to_string(),
        subject: letter.subject.clone(),
        body: letter.body.clone(),
        needs_translation: letter.needs_translation,
    };
    tx.insert(row.into_active_model()).await
}

fn from_row(row: appeal_letter::Model) -> Result<AppealLetter, StoreError> {
    let unreadable = |_| StoreError::Corrupt("appeal_letter.language".to_owned());
    Ok(AppealLetter {
        authorization: row.authorization_id,
        appeal: row.number,
        prepared_at: row.prepared_at,
        language: row.language.parse().map_err(unreadable)?,
        subject: row.subject,
        body: row.body,
        needs_translation: row.needs_translation,
    })
}
