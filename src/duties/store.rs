//! The table of the area.

use std::collections::HashMap;

use entity::escalation;
use entity::types::{AssignmentId, EscalationState, MemberId, OrganizationId};
use sea_orm::{ColumnTrait, FromQueryResult, IntoActiveModel, Order};

use super::model::{Escalation, NewAssignment};
use super::rules;
use crate::db::{Reader, Tx, id_list, statements};
use crate::error::StoreError;
use crate::policies::LoopPolicy;

/// Copies a policy's steps onto a new assignment.
pub(crate) async fn plan_in(
    tx: &Tx,
    policy: &LoopPolicy,
    new: &NewAssignment,
) -> Result<(), StoreError> {
    let rows = rules::plan(policy, new.assigned_at, new.due_at)
        .into_iter()
        .map(|step| {
            escalation::Model {
                assignment_id: new.id,
                position: step.position,
                referral_id: new.referral,
                plan_id: new.plan,
                fires_at: step.fires_at,
                audience: step.audience,
                action: step.action,
                tells: step.tells,
                state: EscalationState::Pending,
                fired_at: None,
                was_late: false,
            }
            .into_active_model()
        });
    tx.insert_all(rows.collect()).await
}

/// An attempt was made, or the assignment is over: nothing is left to be done.
pub(crate) async fn stand_down_in(tx: &Tx, assignment: AssignmentId) -> Result<(), StoreError> {
    tx.change(&statements::duties::STAND_DOWN, [assignment.into()])
        .await?;
    Ok(())
}

/// The plan excused the duty. Whether the provider was told is still asked.
pub(crate) async fn excuse_in(tx: &Tx, assignment: AssignmentId) -> Result<(), StoreError> {
    tx.change(&statements::duties::EXCUSE, [assignment.into()])
        .await?;
    Ok(())
}

/// The duty is owed again: what lies ahead is to be done after all.
pub(crate) async fn rearm_in(tx: &Tx, assignment: AssignmentId) -> Result<(), StoreError> {
    let values = [assignment.into(), tx.now().into()];
    tx.change(&statements::duties::REARM, values).await?;
    Ok(())
}

/// The steps of these assignments that the reader may see, in the order of their instants.
pub async fn escalations_of(
    reader: &Reader,
    assignments: impl IntoIterator<Item = AssignmentId>,
) -> Result<HashMap<AssignmentId, Vec<Escalation>>, StoreError> {
    let rows = reader
        .select::<escalation::Entity>()
        .filter(escalation::Column::AssignmentId.is_in(assignments))
        .order_by(escalation::Column::FiresAt, Order::Asc)
        .order_by(escalation::Column::Position, Order::Asc)
        .all()
        .await?;
    let mut found: HashMap<AssignmentId, Vec<Escalation>> = HashMap::new();
    for row in rows {
        let step = from_row(&row);
        found.entry(step.assignment).or_default().push(step);
    }
    Ok(found)
}

#[derive(FromQueryResult)]
struct Lead {
    member_id: MemberId,
    provider_id: OrganizationId,
}

/// The providers that lead the care of these members today.
pub(crate) async fn leads_in(
    tx: &Tx,
    members: impl IntoIterator<Item = MemberId>,
) -> Result<HashMap<MemberId, OrganizationId>, StoreError> {
    let list = id_list(members.into_iter().map(|id| id.0));
    if list.is_empty() {
        return Ok(HashMap::new());
    }
    let values = [list.into(), tx.op().today().into()];
    let rows: Vec<Lead> = tx.sql(&statements::duties::LEAD_PROVIDERS, values).await?;
    let pairs = rows.into_iter().map(|row| (row.member_id, row.provider_id));
    Ok(pairs.collect())
}

fn from_row(row: &escalation::Model) -> Escalation {
    Escalation {
        assignment: row.assignment_id,
        position: row.position,
        fires_at: row.fires_at,
        audience: row.audience,
        action: row.action,
        tells: row.tells,
        state: row.state,
        fired_at: row.fired_at,
        was_late: row.was_late,
    }
}
