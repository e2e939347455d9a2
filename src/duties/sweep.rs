//! Firing: what is due by the clock, done once.
//!
//! A transaction takes the steps that have been due longest, locks their referrals, reads again
//! what is still pending, and writes steps, timelines and notices together. Two instances never
//! fire one step: the second passes over what the first has locked, and finds it fired afterwards.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::time::Duration;

use entity::types::{
    AssignmentId, EscalationAudience, EventKind, MemberId, NoticeKind, OrganizationId, ReferralId,
};
use entity::{assignment, escalation, notice, referral_event};
use sea_orm::{ColumnTrait, FromQueryResult, IntoActiveModel};
use tokio_util::sync::CancellationToken;

use super::{rules, store};
use crate::db::{Db, Tx, id_list, statements};
use crate::error::StoreError;
use crate::notices::NoticeDraft;
use crate::nudges;
use crate::op::OpCtx;

/// Steps of one transaction. Its referrals are locked for so long.
const BATCH: u64 = 500;

/// Fires the steps of all escalations. Cheap to clone.
#[derive(Clone)]
pub struct Sweep {
    db: Db,
}

impl Sweep {
    /// Sweeps `db`.
    #[must_use]
    pub fn new(db: Db) -> Self {
        Self { db }
    }

    /// Sweeps until stopped. `op` starts a fresh operation of the server itself.
    pub async fn run(&self, op: impl Fn() -> OpCtx, every: Duration, stop: CancellationToken) {
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(every) => {}
            }
            if let Err(error) = self.once(&op()).await {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "duties were not swept; trying again"
                );
            }
        }
    }

    /// Does all that is due; gives how many steps fired.
    pub async fn once(&self, op: &OpCtx) -> Result<u64, StoreError> {
        let system = op.as_system("what is due is due whoever looks");
        let mut fired = 0;
        while self.is_due(&system).await? {
            let batch = self
                .db
                .write(&system, |tx| async move { batch_in(&tx).await })
                .await?;
            fired += batch.fired;
            // Nothing settled: others are at it.
            if batch.settled == 0 {
                break;
            }
        }
        Ok(fired)
    }

    /// Mostly nothing is: that is learned without a transaction.
    async fn is_due(&self, system: &OpCtx) -> Result<bool, StoreError> {
        let found: Vec<IsDue> = self
            .db
            .read(system)
            .sql(&statements::duties::IS_DUE, [system.now().into()])
            .await?;
        Ok(found.first().is_some_and(|found| found.is_due))
    }
}

#[derive(FromQueryResult)]
struct IsDue {
    is_due: bool,
}

/// A locked referral, and where its timeline ends.
#[derive(FromQueryResult)]
struct Locked {
    id: ReferralId,
    last_event_seq: i32,
}

/// What one transaction did.
struct Batch {
    /// Steps that fired.
    fired: u64,
    /// Those, and the ones that were called off.
    settled: usize,
}

async fn batch_in(tx: &Tx) -> Result<Batch, StoreError> {
    let now = tx.now();
    let oldest = [now.into(), BATCH.into()];
    let locked: Vec<Locked> = tx.sql(&statements::duties::LOCK_DUE, oldest).await?;
    let referrals = id_list(locked.iter().map(|row| row.id.0));
    let due: Vec<escalation::Model> = tx
        .sql(
            &statements::duties::DUE_STEPS,
            [referrals.as_str().into(), now.into()],
        )
        .await?;
    let settled = due.len();
    if due.is_empty() {
        return Ok(Batch { fired: 0, settled });
    }
    let about = assignments_in(tx, &due).await?;
    let told = told_in(tx, &due, &about).await?;
    if !told.is_empty() {
        let values = [id_list(told.iter().map(|id| id.0)).into(), now.into()];
        tx.change(&statements::duties::CANCEL_ASKED, values).await?;
    }
    let fired: Vec<escalation::Model> = due
        .into_iter()
        .filter(|step| step.tells != NoticeKind::NotTold || !told.contains(&step.assignment_id))
        .collect();
    let values = [referrals.into(), now.into(), rules::late_before(now).into()];
    let changed = tx.change(&statements::duties::FIRE, values).await?;
    if usize::try_from(changed) != Ok(fired.len()) {
        // Somebody settled a step without the lock of its referral.
        return Err(StoreError::Busy);
    }
    log_in(tx, &locked, &fired).await?;
    tell_in(tx, &fired, &about).await?;
    let untold: Vec<_> = fired
        .iter()
        .filter(|step| step.tells == NoticeKind::NotTold)
        .filter_map(|step| {
            Some((
                step.assignment_id,
                about.get(&step.assignment_id)?.provider_id,
            ))
        })
        .collect();
    nudges::queue_in(tx, &untold).await?;
    Ok(Batch {
        fired: changed,
        settled,
    })
}

type Assignments = HashMap<AssignmentId, assignment::Model>;

async fn assignments_in(tx: &Tx, due: &[escalation::Model]) -> Result<Assignments, StoreError> {
    let ids: HashSet<AssignmentId> = due.iter().map(|step| step.assignment_id).collect();
    let rows = tx
        .select::<assignment::Entity>()
        .filter(assignment::Column::Id.is_in(ids))
        .all()
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// Of the assignments about which it is asked, those whose provider knows of it.
async fn told_in(
    tx: &Tx,
    due: &[escalation::Model],
    about: &Assignments,
) -> Result<HashSet<AssignmentId>, StoreError> {
    let asked: Vec<&assignment::Model> = due
        .iter()
        .filter(|step| step.tells == NoticeKind::NotTold)
        .filter_map(|step| about.get(&step.assignment_id))
        .collect();
    if asked.is_empty() {
        return Ok(HashSet::new());
    }
    let delivered = tx
        .select::<notice::Entity>()
        .filter(notice::Column::AssignmentId.is_in(asked.iter().map(|row| row.id)))
        .filter(notice::Column::Kind.eq(NoticeKind::ReferralAssigned))
        .filter(notice::Column::DeliveredAt.is_not_null())
        .all()
        .await?;
    let delivered: HashSet<_> = delivered
        .into_iter()
        .filter_map(|row| Some((row.assignment_id?, row.organization_id)))
        .collect();
    Ok(asked
        .into_iter()
        .filter(|row| {
            let is_delivered = delivered.contains(&(row.id, row.provider_id));
            rules::is_told(is_delivered, row.status)
        })
        .map(|row| row.id)
        .collect())
}

/// Each step stands in its referral's timeline, done by the server for the plan.
async fn log_in(tx: &Tx, locked: &[Locked], fired: &[escalation::Model]) -> Result<(), StoreError> {
    let mut last: HashMap<ReferralId, i32> = locked
        .iter()
        .map(|row| (row.id, row.last_event_seq))
        .collect();
    let mut more: HashMap<ReferralId, i32> = HashMap::new();
    let mut events = Vec::with_capacity(fired.len());
    for step in fired {
        let seq = last.entry(step.referral_id).or_default();
        *seq += 1;
        *more.entry(step.referral_id).or_default() += 1;
        let event = referral_event::Model {
            referral_id: step.referral_id,
            seq: *seq,
            kind: EventKind::Escalated,
            occurred_at: tx.now(),
            recorded_at: tx.now(),
            account_id: None,
            organization_id: step.plan_id,
            assignment_id: Some(step.assignment_id),
            reason: Some(step.tells.code().to_owned()),
            note: None,
            source: entity::types::ActSource::Live,
        };
        events.push(event.into_active_model());
    }
    let mut by_count: BTreeMap<i32, Vec<ReferralId>> = BTreeMap::new();
    for (referral, count) in more {
        by_count.entry(count).or_default().push(referral);
    }
    for (count, referrals) in by_count {
        let ids = id_list(referrals.into_iter().map(|id| id.0));
        tx.change(&statements::duties::ADD_EVENTS, [ids.into(), count.into()])
            .await?;
    }
    tx.insert_all(events).await
}

/// Queues the notices of steps, in the order in which they were due.
async fn tell_in(
    tx: &Tx,
    fired: &[escalation::Model],
    about: &Assignments,
) -> Result<(), StoreError> {
    let leads = leads_in(tx, fired, about).await?;
    for step in fired {
        let Some(assignment) = about.get(&step.assignment_id) else {
            continue;
        };
        let organization = match (step.tells, step.audience) {
            // These are the plan's to decide on, whatever else the step says.
            (NoticeKind::NotTold | NoticeKind::ReassignmentProposed, _)
            | (_, EscalationAudience::Plan) => Some(assignment.plan_id),
            (_, EscalationAudience::Provider) => Some(assignment.provider_id),
            (_, EscalationAudience::LeadCareManager) => leads.get(&assignment.member_id).copied(),
        };
        let Some(organization) = organization else {
            continue;
        };
        let is_for_lead = step.audience == EscalationAudience::LeadCareManager
            && organization != assignment.plan_id
            && organization != assignment.provider_id;
        tx.queue(NoticeDraft {
            organization,
            kind: step.tells,
            referral: Some(step.referral_id),
            assignment: Some(step.assignment_id),
            member: None,
            is_for_lead,
            occurred_at: tx.now(),
        });
    }
    Ok(())
}

/// Who leads the care of the members about whom steps tell them. Of what is restricted they are not
/// told.
async fn leads_in(
    tx: &Tx,
    fired: &[escalation::Model],
    about: &Assignments,
) -> Result<HashMap<MemberId, OrganizationId>, StoreError> {
    let members: HashSet<MemberId> = fired
        .iter()
        .filter(|step| step.audience == EscalationAudience::LeadCareManager)
        .filter_map(|step| about.get(&step.assignment_id))
        .filter(|assignment| !assignment.is_restricted)
        .map(|assignment| assignment.member_id)
        .collect();
    store::leads_in(tx, members).await
}
