//! Contacts about an assignment: attempts, their corrections, hand-offs.

use chrono::{DateTime, Utc};
use entity::types::{AccountId, AssignmentId, AttemptId, ContactKind, ReferralId};
use entity::{assignment, hand_off, outreach_attempt};
use sea_orm::{ColumnTrait, IntoActiveModel};

use super::{assignment_from_row, assignment_to_row, one_row};
use crate::db::Tx;
use crate::error::StoreError;
use crate::referrals::model::{Assignment, Attempt, Correction, HandOff};

/// Writes an outreach attempt.
pub(in crate::referrals) async fn attempt_insert(
    tx: &Tx,
    assignment: &Assignment,
    attempt: &Attempt,
    recorded_by: AccountId,
) -> Result<(), StoreError> {
    let row = outreach_attempt::Model {
        id: attempt.id,
        assignment_id: assignment.id,
        plan_id: assignment.plan,
        provider_id: assignment.provider,
        made_at: attempt.made_at,
        recorded_at: attempt.recorded_at,
        recorded_by,
        method: attempt.method,
        outcome: attempt.outcome,
        minutes: attempt.minutes,
        note: attempt.note.clone(),
        kind: attempt.kind,
        is_in_facility: attempt.is_in_facility,
        corrects_id: attempt.correction.as_ref().map(|correction| correction.of),
        correction_reason: attempt
            .correction
            .as_ref()
            .map(|correction| correction.reason.clone()),
        is_void: attempt.is_void,
    };
    tx.insert(row.into_active_model()).await
}

/// An attempt on a referral, with its assignment, that the actor may see and that nothing has
/// corrected.
pub(in crate::referrals) async fn attempt_uncorrected(
    tx: &Tx,
    referral: ReferralId,
    id: AttemptId,
) -> Result<Option<(Attempt, Assignment)>, StoreError> {
    let row = tx
        .select::<outreach_attempt::Entity>()
        .filter(outreach_attempt::Column::Id.eq(id))
        .one()
        .await?;
    let Some(row) = row else {
        return Ok(None);
    };
    let assignment = tx
        .select::<assignment::Entity>()
        .filter(assignment::Column::Id.eq(row.assignment_id))
        .filter(assignment::Column::ReferralId.eq(referral))
        .one()
        .await?;
    let corrections = tx
        .select::<outreach_attempt::Entity>()
        .filter(outreach_attempt::Column::CorrectsId.eq(id))
        .count()
        .await?;
    Ok(assignment
        .filter(|_| corrections == 0)
        .map(|assignment| (attempt_from_row(row), assignment_from_row(&assignment))))
}

/// When the earliest attempt that stands was made: neither corrected nor void.
pub(in crate::referrals) async fn first_attempt_at(
    tx: &Tx,
    assignment: AssignmentId,
) -> Result<Option<DateTime<Utc>>, StoreError> {
    let rows = tx
        .as_system("the duty depends on every attempt, whoever corrects one of them")
        .select::<outreach_attempt::Entity>()
        .filter(outreach_attempt::Column::AssignmentId.eq(assignment))
        .all()
        .await?;
    let corrected: Vec<AttemptId> = rows.iter().filter_map(|row| row.corrects_id).collect();
    Ok(rows
        .iter()
        .filter(|row| row.kind == ContactKind::Outreach)
        .filter(|row| !row.is_void && !corrected.contains(&row.id))
        .map(|row| row.made_at)
        .min())
}

/// Corrects when the earliest attempt was made, also on an assignment that has ended.
pub(in crate::referrals) async fn first_attempt_set(
    tx: &Tx,
    after: &Assignment,
) -> Result<(), StoreError> {
    let row = assignment_to_row(after);
    let changed = tx
        .update_where::<assignment::Entity>()
        .filter(assignment::Column::Id.eq(after.id))
        .set(assignment::Column::FirstAttemptAt, row.first_attempt_at)
        .set(assignment::Column::NextDueAt, row.next_due_at)
        .run()
        .await?;
    one_row(changed)
}

pub(in crate::referrals) fn hand_off_from_row(row: hand_off::Model) -> HandOff {
    HandOff {
        id: row.id,
        assignment: row.assignment_id,
        made_at: row.made_at,
        recorded_at: row.recorded_at,
        from_name: row.from_name,
        to_name: row.to_name,
        note: row.note,
    }
}

/// Writes a hand-off.
pub(in crate::referrals) async fn hand_off_insert(
    tx: &Tx,
    assignment: &Assignment,
    hand_off: &HandOff,
    recorded_by: AccountId,
) -> Result<(), StoreError> {
    let row = hand_off::Model {
        id: hand_off.id,
        referral_id: assignment.referral,
        assignment_id: assignment.id,
        plan_id: assignment.plan,
        provider_id: assignment.provider,
        made_at: hand_off.made_at,
        recorded_at: hand_off.recorded_at,
        recorded_by,
        from_name: hand_off.from_name.clone(),
        to_name: hand_off.to_name.clone(),
        note: hand_off.note.clone(),
    };
    tx.insert(row.into_active_model()).await
}

pub(in crate::referrals) fn attempt_from_row(row: outreach_attempt::Model) -> Attempt {
    Attempt {
        id: row.id,
        assignment: row.assignment_id,
        made_at: row.made_at,
        recorded_at: row.recorded_at,
        method: row.method,
        outcome: row.outcome,
        minutes: row.minutes,
        note: row.note,
        kind: row.kind,
        is_in_facility: row.is_in_facility,
        correction: row
            .corrects_id
            .zip(row.correction_reason)
            .map(|(of, reason)| Correction { of, reason }),
        is_void: row.is_void,
    }
}
