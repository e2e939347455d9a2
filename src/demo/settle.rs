//! Capacity as providers report it today: some agreed on less and are full, or nearly; some pause.
//!
//! Places held and in use are the ledger's own; only what was agreed changes.

use chrono::TimeDelta;
use entity::types::{EscalationState, LedgerEntryKind, NoticeKind};
use entity::{escalation, pool};
use sea_orm::ColumnTrait;

use super::Invention;
use super::dice::Dice;
use super::network::Leads;
use crate::capacity::ledger::{self, Pause};
use crate::db::Db;
use crate::duties::Sweep;
use crate::error::StoreError;
use crate::op::OpCtx;

/// What a provider reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Report {
    capacity: i32,
    is_paused: bool,
}

/// Sets the capacity of all pools.
pub(super) async fn settle(invention: &Invention, db: &Db, op: &OpCtx) -> Result<(), StoreError> {
    db.write(op, |tx| async move {
        let mut pools = tx.select::<pool::Entity>().all().await?;
        // Ids in the order of the rows, so that each pool keeps its own chance.
        let places: std::collections::BTreeMap<_, _> = invention
            .rows
            .pools
            .iter()
            .map(|pool| pool.id)
            .zip(0..)
            .collect();
        pools.sort_by_key(|pool| pool.id);
        for pool in pools {
            let place = places.get(&pool.id).copied().unwrap_or(0);
            let mut dice = Dice::new(invention.seed, "report", place);
            let report = report(&pool, invention.leads, &mut dice);
            let ago = TimeDelta::minutes(dice.between(30..=5_000));
            let reported_at = (invention.now - ago).max(pool.updated_at);
            let kind = if report.is_paused {
                LedgerEntryKind::Paused
            } else {
                LedgerEntryKind::LimitSet
            };
            let report = ledger::Report {
                limit: report.capacity,
                pause: report.is_paused.then(|| Pause {
                    reason: Some("Short of staff for now.".to_owned()),
                    until: None,
                }),
                said_at: reported_at,
                ask_at: None,
            };
            ledger::report_in(&tx, pool.id, kind, &report).await?;
        }
        Ok(())
    })
    .await
}

/// Does what came due while the history was played: nobody swept then. Providers had looked into
/// their mailboxes in time; who has not reached out by now is overdue.
pub(super) async fn escalate(db: &Db, op: &OpCtx) -> Result<(), StoreError> {
    db.write(op, |tx| async move {
        tx.update_where::<escalation::Entity>()
            .filter(escalation::Column::Tells.eq(NoticeKind::NotTold))
            .filter(escalation::Column::State.eq(EscalationState::Pending))
            .filter(escalation::Column::FiresAt.lte(tx.now()))
            .set(
                escalation::Column::State,
                sea_orm::ActiveEnum::into_value(EscalationState::Cancelled),
            )
            .run()
            .await
    })
    .await?;
    Sweep::new(db.clone()).once(op).await?;
    Ok(())
}

fn report(pool: &pool::Model, leads: Leads, dice: &mut Dice) -> Report {
    let used = pool.held + pool.active;
    let (turn, paused) = (dice.between(0..=99), dice.percent(6));
    // Leaves a fifth of the places or less: LIMITED.
    let nearly_full = used + used / 4;
    let (capacity, is_paused) = match turn {
        // The kitchen has room, so that the commands of the guide work.
        _ if pool.provider_id == leads.kitchen => (pool.capacity, false),
        _ if [leads.housing, leads.health_center].contains(&pool.provider_id) => {
            (nearly_full, false)
        }
        0..45 if used >= 4 => (nearly_full, false),
        0..35 if used > 0 => (used, false),
        _ => (pool.capacity, paused),
    };
    Report {
        capacity,
        is_paused,
    }
}
