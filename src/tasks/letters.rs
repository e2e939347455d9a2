//! What tasks send word for word: notices of action, and answers to appeals and grievances.

use std::collections::HashMap;

use entity::types::{AuthorizationId, TaskId};
use entity::{appeal_letter, notice_of_action, service_authorization, task};
use sea_orm::ColumnTrait;

use super::model::Letter;
use crate::db::Reader;
use crate::error::StoreError;

/// A letter, and whether what it is about is restricted.
pub(super) type Kept = (Letter, bool);

/// The letters that tasks send, of those that the actor may see: a statement for those that are
/// restricted, and one for each kind of letter that there is.
pub(super) async fn letters_of(
    reader: &Reader,
    rows: &[task::Model],
) -> Result<HashMap<TaskId, Kept>, StoreError> {
    let ids = |is_sent: fn(&task::Model) -> bool| -> Vec<AuthorizationId> {
        let sent = rows.iter().filter(|row| is_sent(row));
        sent.filter_map(|row| row.authorization_id).collect()
    };
    let all = ids(|_| true);
    if all.is_empty() {
        return Ok(HashMap::new());
    }
    let notices = notices_of(reader, ids(|row| row.action_number.is_some())).await?;
    let answers = answers_of(reader, ids(|row| row.appeal_number.is_some())).await?;
    let restricted: Vec<AuthorizationId> = reader
        .select::<service_authorization::Entity>()
        .filter(service_authorization::Column::Id.is_in(all))
        .filter(service_authorization::Column::IsRestricted.eq(true))
        .column(service_authorization::Column::Id)
        .await?;
    let mut found = HashMap::new();
    for row in rows {
        let Some(id) = row.authorization_id else {
            continue;
        };
        let notice = row
            .action_number
            .and_then(|number| notices.get(&(id, number)));
        let answer = row
            .appeal_number
            .and_then(|number| answers.get(&(id, number)));
        let letter = match (notice, answer) {
            (Some(notice), _) => Letter {
                subject: notice.subject.clone(),
                body: notice.body.clone(),
                language: language(&notice.language)?,
                needs_translation: notice.needs_translation,
            },
            (None, Some(answer)) => Letter {
                subject: answer.subject.clone(),
                body: answer.body.clone(),
                language: language(&answer.language)?,
                needs_translation: answer.needs_translation,
            },
            // Out of the reader's sight.
            (None, None) => continue,
        };
        found.insert(row.id, (letter, restricted.contains(&id)));
    }
    Ok(found)
}

fn language(code: &str) -> Result<crate::reference::LanguageCode, StoreError> {
    let unreadable = |_| StoreError::Corrupt("language of a letter".to_owned());
    code.parse().map_err(unreadable)
}

async fn notices_of(
    reader: &Reader,
    of: Vec<AuthorizationId>,
) -> Result<HashMap<(AuthorizationId, i32), notice_of_action::Model>, StoreError> {
    if of.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = reader
        .select::<notice_of_action::Entity>()
        .filter(notice_of_action::Column::AuthorizationId.is_in(of))
        .all()
        .await?;
    let by_number = |row: notice_of_action::Model| ((row.authorization_id, row.number), row);
    Ok(rows.into_iter().map(by_number).collect())
}

async fn answers_of(
    reader: &Reader,
    of: Vec<AuthorizationId>,
) -> Result<HashMap<(AuthorizationId, i32), appeal_letter::Model>, StoreError> {
    if of.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = reader
        .select::<appeal_letter::Entity>()
        .filter(appeal_letter::Column::AuthorizationId.is_in(of))
        .all()
        .await?;
    let by_number = |row: appeal_letter::Model| ((row.authorization_id, row.number), row);
    Ok(rows.into_iter().map(by_number).collect())
}
