//! Contacts with the member: attempts, other contacts, and the correction of what was written
//! down wrong.

use entity::types::{AssignmentStatus, AttemptId, ContactKind, EventKind, ReferralId};

use super::accept::{accept_by, take_live};
use super::act::{Opening, open_in};
use super::error::{CorrectOutreachRefusal, OutreachRefusal, ReferralError};
use super::input::{CorrectOutreach, RecordOutreach, Step};
use super::model::{Attempt, Correction};
use super::state::{Act, stands_by};
use super::{Referrals, rules, store};
use crate::access::Action;
use crate::audit;
use crate::duties;
use crate::error::Failure;
use crate::op::OpCtx;
use crate::refusal::Refusal;

impl Referrals {
    /// Records an attempt to reach the member. The first one made meets the 24-hour duty or shows
    /// it late; any attempt accepts by implication. A call from the member, or talk between those
    /// who care for them, is written down and is no attempt (S0).
    pub async fn record_outreach(
        &self,
        op: &OpCtx,
        attempt: &RecordOutreach,
        step: &Step,
    ) -> Result<ReferralId, ReferralError<OutreachRefusal>> {
        let id = attempt.referral;
        self.db
            .act(op, audit::Act::on("recordOutreach", id), |tx| async move {
                let checked = rules::check_attempt(attempt, tx.now()).map_err(Failure::Refused)?;
                let is_attempt = attempt.kind == ContactKind::Outreach;
                let act = if is_attempt {
                    Act::RecordOutreach
                } else {
                    Act::RecordContact
                };
                let act = (Action::OutreachRecord, act);
                let Opening::Open(mut open) = open_in(&tx, id, act, step).await? else {
                    return Ok(id);
                };
                let mut live = take_live(&mut open)?;
                let path = &["madeAt"];
                rules::check_start(attempt.made_at, live.assigned_at, tx.now(), path)
                    .map_err(Failure::Refused)?;
                let row = Attempt {
                    id: AttemptId(tx.op().new_id()),
                    assignment: live.id,
                    made_at: attempt.made_at,
                    recorded_at: tx.now(),
                    method: attempt.method,
                    outcome: attempt.outcome,
                    minutes: checked.minutes,
                    note: checked.note,
                    kind: attempt.kind,
                    is_in_facility: attempt.is_in_facility,
                    correction: None,
                    is_void: false,
                };
                let account = tx.actor().as_person().ok_or(Failure::Denied)?.account;
                store::attempt_insert(&tx, &live, &row, account).await?;
                if is_attempt {
                    let is_first = live.first_attempt_at.is_none();
                    let earliest = live.first_attempt_at.map(|at| at.min(row.made_at));
                    live.first_attempt_at = Some(earliest.unwrap_or(row.made_at));
                    accept_by(&mut live, open.at);
                    duties::stand_down_in(&tx, live.id).await?;
                    open.move_to(open.next.referral);
                    open.log_at(EventKind::OutreachRecorded, row.made_at, Some(&live));
                    if is_first {
                        open.tell(EventKind::OutreachRecorded, Some(&live));
                    }
                } else {
                    open.log_at(EventKind::ContactRecorded, row.made_at, Some(&live));
                }
                open.apply(&tx).await?;
                store::assignment_apply(&tx, &live).await?;
                Ok(id)
            })
            .await
    }

    /// Corrects an attempt by a new row that names the old; both stay, and the duty is computed
    /// anew from those that stand.
    pub async fn correct_outreach(
        &self,
        op: &OpCtx,
        correct: &CorrectOutreach,
        step: &Step,
    ) -> Result<ReferralId, ReferralError<CorrectOutreachRefusal>> {
        let id = correct.referral;
        self.db
            .act(op, audit::Act::on("correctOutreach", id), |tx| async move {
                let (reason, checked) =
                    rules::check_correction(correct, tx.now()).map_err(Failure::Refused)?;
                let act = (Action::OutreachRecord, Act::CorrectOutreach);
                let Opening::Open(mut open) = open_in(&tx, id, act, step).await? else {
                    return Ok(id);
                };
                let found = store::attempt_uncorrected(&tx, id, correct.attempt).await?;
                let Some((old, mut assignment)) = found else {
                    return Err(Failure::Refused(vec![Refusal::at(
                        CorrectOutreachRefusal::UnknownAttempt,
                        &["attemptId"],
                        "There is no such attempt on this referral, or it was corrected already: \
                         look at the attempts again and correct the latest.",
                    )]));
                };
                let mut row = Attempt {
                    id: AttemptId(tx.op().new_id()),
                    recorded_at: tx.now(),
                    correction: Some(Correction {
                        of: old.id,
                        reason: reason.clone(),
                    }),
                    is_void: true,
                    ..old
                };
                if let (Some(really), Some(checked)) = (&correct.really, checked) {
                    let (made_at, path) = (really.made_at, &["really", "madeAt"]);
                    rules::check_start(made_at, assignment.assigned_at, tx.now(), path)
                        .map_err(Failure::Refused)?;
                    row = Attempt {
                        made_at,
                        method: really.method,
                        outcome: really.outcome,
                        minutes: checked.minutes,
                        note: checked.note,
                        kind: really.kind,
                        is_in_facility: really.is_in_facility,
                        is_void: false,
                        ..row
                    };
                }
                let account = tx.actor().as_person().ok_or(Failure::Denied)?.account;
                store::attempt_insert(&tx, &assignment, &row, account).await?;
                assignment.first_attempt_at = store::first_attempt_at(&tx, assignment.id).await?;
                let is_pending = matches!(
                    assignment.status,
                    AssignmentStatus::Assigned | AssignmentStatus::Accepted
                );
                if is_pending {
                    let was_accepted = store::was_accepted(&tx, &assignment).await?;
                    let was_tried = assignment.first_attempt_at.is_some();
                    let stands = stands_by(was_accepted, was_tried);
                    if was_tried {
                        accept_by(&mut assignment, open.at);
                    }
                    assignment.stand_at(stands.1);
                    open.move_to(stands.0);
                }
                open.log_at(EventKind::OutreachCorrected, row.made_at, Some(&assignment));
                open.because("CORRECTION", Some(&reason));
                open.apply(&tx).await?;
                if is_pending {
                    store::assignment_apply(&tx, &assignment).await?;
                } else {
                    store::first_attempt_set(&tx, &assignment).await?;
                }
                if assignment.duty().is_some_and(|duty| duty.is_owed()) {
                    duties::rearm_in(&tx, assignment.id).await?;
                } else if assignment.first_attempt_at.is_some() {
                    duties::stand_down_in(&tx, assignment.id).await?;
                }
                Ok(id)
            })
            .await
    }
}
