//! Telling what has come due, once each, whatever restarts and however many servers sweep: a row says
//! what it tells next, and whoever moves that on tells it.

use chrono::{DateTime, NaiveDate, Utc};
use entity::types::{AssignmentId, NoticeKind, OrganizationId, ReferralId};
use sea_orm::{FromQueryResult, Value};

use crate::clocks::reassessment::overdue_at;
use crate::db::{Tx, statements::reassessments as sql};
use crate::error::StoreError;
use crate::notices::NoticeDraft;
use crate::op::OpCtx;
use crate::referrals::Referrals;

/// Rows of one transaction.
const BATCH: i32 = 200;

#[derive(FromQueryResult)]
struct Told {
    assignment_id: AssignmentId,
    number: i32,
    tells: NoticeKind,
    due_on: NaiveDate,
    plan_id: OrganizationId,
    provider_id: OrganizationId,
    referral_id: ReferralId,
}

impl Referrals {
    /// Tells of the reassessments that are due soon or were due, and says how many. Safe to run on
    /// several servers at once; the cost follows how many there are.
    pub async fn tell_of_reassessments(&self, op: impl Fn() -> OpCtx) -> Result<u64, StoreError> {
        let mut told = 0;
        loop {
            let look = op().as_system("what is due is due whoever looks");
            let values = [look.now().into(), BATCH.into()];
            let due: Vec<Told> = self.db.read(&look).sql(&sql::DUE, values).await?;
            if due.is_empty() {
                return Ok(told);
            }
            let due = &due;
            let done = self
                .db
                .write(&look, |tx| async move { tell_in(&tx, due).await })
                .await?;
            if done == 0 {
                return Ok(told);
            }
            told += done;
        }
    }
}

async fn tell_in(tx: &Tx, due: &[Told]) -> Result<u64, StoreError> {
    let mut told = 0;
    for one in due {
        // The provider hears ahead; that it was late is between the plan and its own list of work.
        let is_ahead = one.tells == NoticeKind::ReassessmentDue;
        let next = is_ahead.then(|| (NoticeKind::ReassessmentOverdue, overdue_at(one.due_on)));
        if !tell_next(tx, one, next).await? {
            continue;
        }
        told += 1;
        let provider = is_ahead.then_some(one.provider_id);
        for organization in [Some(one.plan_id), provider].into_iter().flatten() {
            tx.queue(NoticeDraft {
                organization,
                kind: one.tells,
                referral: Some(one.referral_id),
                assignment: Some(one.assignment_id),
                member: None,
                is_for_lead: false,
                occurred_at: tx.now(),
            });
        }
    }
    Ok(told)
}

/// Says what the row tells after this; gives whether nobody was quicker.
async fn tell_next(
    tx: &Tx,
    one: &Told,
    next: Option<(NoticeKind, DateTime<Utc>)>,
) -> Result<bool, StoreError> {
    let values: [Value; 5] = [
        one.assignment_id.0.into(),
        one.number.into(),
        one.tells.code().into(),
        next.map(|(kind, _)| kind.code()).into(),
        next.map(|(_, at)| at).into(),
    ];
    Ok(tx.change(&sql::TELL_NEXT, values).await? == 1)
}
