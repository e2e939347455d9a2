//! The table.

use chrono::{DateTime, Utc};
use entity::reassessment;
use entity::types::{ActSource, AssignmentId, NoticeKind, ReassessmentState};
use sea_orm::{ActiveEnum, ColumnTrait, IntoActiveModel, Order, Value};

use super::model::{DoneReassessment, Reassessment};
use crate::clocks::reassessment::{Told, first_told};
use crate::db::{Reader, Tx, statements::reassessments as sql};
use crate::error::StoreError;

/// All of an assignment, in order. Read with the server's eyes: what is planned decides acts of
/// whoever may record it.
pub(super) async fn reassessments_in(
    reader: &Reader,
    assignment: AssignmentId,
) -> Result<Vec<Reassessment>, StoreError> {
    let rows = reader
        .as_system("what is planned decides acts, whoever carries them out")
        .select::<reassessment::Entity>()
        .filter(reassessment::Column::AssignmentId.eq(assignment))
        .order_by(reassessment::Column::Number, Order::Asc)
        .all()
        .await?;
    Ok(rows.into_iter().map(from_row).collect())
}

/// Number of the last of an assignment; 0 where there is none.
pub(super) async fn last_number(
    reader: &Reader,
    assignment: AssignmentId,
) -> Result<i32, StoreError> {
    let all = reassessments_in(reader, assignment).await?;
    Ok(all.last().map_or(0, |one| one.number))
}

/// Writes a row; what is open is told in its time.
pub(super) async fn reassessment_insert(tx: &Tx, new: &Reassessment) -> Result<(), StoreError> {
    tx.insert(to_row(tx, new).into_active_model()).await
}

/// Writes that the open one was done.
pub(super) async fn open_done(tx: &Tx, done: &Reassessment) -> Result<(), StoreError> {
    use reassessment::Column;
    let row = to_row(tx, done);
    let system = tx.acting_as_system("who may record it was decided before");
    let changed = system
        .update_where::<reassessment::Entity>()
        .filter(Column::AssignmentId.eq(done.assignment))
        .filter(Column::Number.eq(done.number))
        .filter(Column::State.eq(ReassessmentState::Open))
        .set(Column::State, row.state.into_value())
        .set(Column::Tells, None::<String>)
        .set(Column::TellsAt, None::<DateTime<Utc>>)
        .set(Column::DoneOn, row.done_on)
        .set(Column::Outcome, row.outcome.map(ActiveEnum::into_value))
        .set(Column::Note, row.note)
        .set(Column::Source, row.source.map(ActiveEnum::into_value))
        .set(Column::RecordedAt, row.recorded_at)
        .set(Column::RecordedBy, row.recorded_by)
        .run()
        .await?;
    one(changed)
}

/// What was written down as done was wrong.
pub(super) async fn done_void(
    tx: &Tx,
    (assignment, number): (AssignmentId, i32),
) -> Result<(), StoreError> {
    let key: [Value; 2] = [assignment.0.into(), number.into()];
    one(tx.change(&sql::VOID, key).await?)
}

/// What is open is not to be done any more.
pub(super) async fn open_cancel(tx: &Tx, assignment: AssignmentId) -> Result<(), StoreError> {
    tx.change(&sql::CANCEL, [assignment.0.into()]).await?;
    Ok(())
}

/// The referral was locked, so anything but one changed row means that somebody did not lock.
fn one(changed: u64) -> Result<(), StoreError> {
    if changed == 1 {
        Ok(())
    } else {
        Err(StoreError::Busy)
    }
}

fn to_row(tx: &Tx, of: &Reassessment) -> reassessment::Model {
    let is_open = of.state == ReassessmentState::Open;
    let told = is_open.then(|| first_told(of.due_on, of.ahead_days, tx.now()));
    let done = of.done.clone();
    let (corrects, correction_reason) = of.correction.clone().unzip();
    let person = tx.actor().as_person();
    reassessment::Model {
        assignment_id: of.assignment,
        number: of.number,
        referral_id: of.referral,
        plan_id: of.plan,
        provider_id: of.provider,
        member_id: of.member,
        state: of.state,
        due_on: of.due_on,
        next_months: of.next_months,
        ahead_days: of.ahead_days,
        tells: told.map(|(told, _)| match told {
            Told::Due => NoticeKind::ReassessmentDue,
            Told::Overdue => NoticeKind::ReassessmentOverdue,
        }),
        tells_at: told.map(|(_, at)| at),
        done_on: done.as_ref().map(|done| done.on),
        outcome: done.as_ref().map(|done| done.outcome),
        source: done.as_ref().map(|done| done.source),
        recorded_at: done.as_ref().map(|done| done.recorded_at),
        recorded_by: person
            .filter(|_| done.is_some())
            .map(|person| person.account),
        note: done.and_then(|done| done.note),
        corrects,
        correction_reason,
    }
}

pub(super) fn from_row(row: reassessment::Model) -> Reassessment {
    let done = row.done_on.zip(row.outcome).zip(row.recorded_at);
    Reassessment {
        assignment: row.assignment_id,
        number: row.number,
        referral: row.referral_id,
        plan: row.plan_id,
        provider: row.provider_id,
        member: row.member_id,
        state: row.state,
        due_on: row.due_on,
        next_months: row.next_months,
        ahead_days: row.ahead_days,
        done: done.map(|((on, outcome), recorded_at)| DoneReassessment {
            on,
            outcome,
            note: row.note,
            source: row.source.unwrap_or(ActSource::Live),
            recorded_at,
        }),
        correction: row.corrects.zip(row.correction_reason),
    }
}
