//! What belongs to a request beside its row.

use std::collections::HashMap;

use entity::types::AuthorizationId;
use entity::{
    authorization_answer, authorization_attachment, authorization_diagnosis, authorization_question,
};
use sea_orm::{ColumnTrait, Order};

use super::model::{Criterion, Details, Question};
use crate::db::Reader;
use crate::error::StoreError;

/// What belongs to these requests, of those that the reader knows in full: four statements.
pub(crate) async fn details_of(
    reader: &Reader,
    ids: &[AuthorizationId],
) -> Result<HashMap<AuthorizationId, Details>, StoreError> {
    let mut found: HashMap<AuthorizationId, Details> = HashMap::new();
    let answers = reader
        .select::<authorization_answer::Entity>()
        .filter(authorization_answer::Column::AuthorizationId.is_in(ids.iter().copied()))
        .order_by(authorization_answer::Column::Criterion, Order::Asc)
        .all()
        .await?;
    for row in answers {
        let of = found.entry(row.authorization_id).or_default();
        of.criteria.push(Criterion {
            code: row.criterion,
            answer: row.answer,
            note: row.note,
            answered_at: row.answered_at,
        });
    }
    let diagnoses = reader
        .select::<authorization_diagnosis::Entity>()
        .filter(authorization_diagnosis::Column::AuthorizationId.is_in(ids.iter().copied()))
        .order_by(authorization_diagnosis::Column::Position, Order::Asc)
        .all()
        .await?;
    for row in diagnoses {
        let of = found.entry(row.authorization_id).or_default();
        of.diagnoses.push(row.code);
    }
    let attachments = reader
        .select::<authorization_attachment::Entity>()
        .filter(authorization_attachment::Column::AuthorizationId.is_in(ids.iter().copied()))
        .order_by(authorization_attachment::Column::Position, Order::Asc)
        .all()
        .await?;
    for row in attachments {
        let of = found.entry(row.authorization_id).or_default();
        of.attachments.push((row.title, row.reference));
    }
    let questions = reader
        .select::<authorization_question::Entity>()
        .filter(authorization_question::Column::AuthorizationId.is_in(ids.iter().copied()))
        .order_by(authorization_question::Column::Position, Order::Asc)
        .all()
        .await?;
    for row in questions {
        let of = found.entry(row.authorization_id).or_default();
        of.questions.push(Question {
            question: row.question,
            asked_at: row.asked_at,
            answer: row.answer.zip(row.answered_at),
        });
    }
    Ok(found)
}
