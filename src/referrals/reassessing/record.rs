//! A reassessment is written down, or corrected.

use entity::types::{AssignmentId, EventKind, ReassessmentState};

use super::model::{DoneReassessment, Reassessment, RecordReassessment};
use super::plan::{cancel_in, plan_next_in};
use super::rules::{self, CheckedReassessment};
use super::store;
use crate::access::Action;
use crate::audit;
use crate::clock::{day_of, start_of};
use crate::db::Tx;
use crate::error::{Failure, StoreError};
use crate::op::OpCtx;
use crate::referrals::Referrals;
use crate::referrals::accept::take_live;
use crate::referrals::act::{Opening, open_in};
use crate::referrals::error::{ReassessmentRefusal, ReferralError};
use crate::referrals::input::Step;
use crate::referrals::state::Act;
use crate::referrals::store::assignment_by_id;
use crate::refusal::Refusal;

type RecordError = ReferralError<ReassessmentRefusal>;

impl Referrals {
    /// Records that the member was reassessed; the next is due from that day. It ends nothing: the
    /// service ends by `end_service`. Earlier than it is due is as good.
    pub async fn record_reassessment(
        &self,
        op: &OpCtx,
        record: &RecordReassessment,
        step: &Step,
    ) -> Result<AssignmentId, RecordError> {
        let id = record.assignment;
        self.db
            .act(
                op,
                audit::Act::on("recordReassessment", id),
                |tx| async move {
                    let checked =
                        rules::check(record, tx.op().today()).map_err(Failure::Refused)?;
                    let seen = assignment_by_id(&tx, id).await?.ok_or(Failure::NotFound)?;
                    let act = (Action::ReassessmentRecord, Act::Reassess);
                    let Opening::Open(mut open) = open_in(&tx, seen.referral, act, step).await?
                    else {
                        return Ok(id);
                    };
                    let live = take_live(&mut open)?;
                    if live.id != id {
                        return Err(refused(
                            ReassessmentRefusal::WrongState,
                            &["assignmentId"],
                            "This assignment is over; name the one in which the service runs.",
                        ));
                    }
                    let started_on = live.service_started_at.map(day_of);
                    let started_on = started_on.ok_or(Failure::NotFound)?;
                    let planned = store::reassessments_in(&tx, id).await?;
                    let wanted = wanted(&planned, &checked)?;
                    let earliest = planned
                        .iter()
                        .filter(|one| one.state == ReassessmentState::Done)
                        .filter(|one| Some(one.number) != wanted.corrects)
                        // Nobody is reassessed twice in a day.
                        .filter_map(|one| one.done.as_ref()?.on.succ_opt())
                        .fold(started_on, Ord::max);
                    rules::check_day(record.done_on, earliest).map_err(Failure::Refused)?;
                    let done = DoneReassessment {
                        on: record.done_on,
                        outcome: record.outcome,
                        note: checked.note.clone(),
                        source: open.source,
                        recorded_at: tx.now(),
                    };
                    write_in(&tx, wanted, done, checked.corrects).await?;
                    // A day has no hour: its first, or the start itself on the day of the start.
                    let at = live.service_started_at.map_or(open.at, |started_at| {
                        start_of(record.done_on).max(started_at)
                    });
                    // That it was done; what came of it is between provider and plan.
                    open.log_at(EventKind::Reassessed, at, Some(&live));
                    open.apply(&tx).await?;
                    Ok(id)
                },
            )
            .await
    }
}

/// What is to be written down as done: the row that is open, or a new one in place of the corrected.
struct Wanted {
    row: Reassessment,
    /// Number of the last row.
    last: i32,
    corrects: Option<i32>,
}

fn wanted(planned: &[Reassessment], checked: &CheckedReassessment) -> Result<Wanted, RecordError> {
    let last = planned.last().map_or(0, |one| one.number);
    let Some((number, _)) = &checked.corrects else {
        let open = planned
            .iter()
            .find(|one| one.state == ReassessmentState::Open);
        let Some(open) = open else {
            return Err(refused(
                ReassessmentRefusal::NotPlanned,
                &["assignmentId"],
                "The plan's policy asked for no reassessment of this service when it started, or for \
                 no other; there is nothing to record.",
            ));
        };
        return Ok(Wanted {
            row: open.clone(),
            last,
            corrects: None,
        });
    };
    let last_done = planned
        .iter()
        .rfind(|one| one.state == ReassessmentState::Done);
    match last_done.filter(|one| one.number == *number) {
        Some(wrong) => Ok(Wanted {
            row: wrong.clone(),
            last,
            corrects: Some(*number),
        }),
        None => Err(refused(
            ReassessmentRefusal::UnknownReassessment,
            &["corrects", "number"],
            "Only the last reassessment that was done is corrected; look at the assignment's \
             reassessments again.",
        )),
    }
}

/// Writes it down, and plans the next. What it corrects is void, and so is what followed from that.
async fn write_in(
    tx: &Tx,
    wanted: Wanted,
    done: DoneReassessment,
    correction: Option<(i32, String)>,
) -> Result<(), StoreError> {
    let Wanted {
        mut row,
        last,
        corrects,
    } = wanted;
    let done_on = done.on;
    row.state = ReassessmentState::Done;
    row.done = Some(done);
    if let Some(wrong) = corrects {
        store::done_void(tx, (row.assignment, wrong)).await?;
        cancel_in(tx, row.assignment).await?;
        row.number = last + 1;
        row.correction = correction;
        store::reassessment_insert(tx, &row).await?;
    } else {
        store::open_done(tx, &row).await?;
    }
    plan_next_in(tx, &row, done_on).await
}

fn refused(
    code: ReassessmentRefusal,
    path: &'static [&'static str],
    message: &'static str,
) -> RecordError {
    Failure::Refused(vec![Refusal::at(code, path, message)])
}
