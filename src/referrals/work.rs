//! What the provider does with its assignment: accept, decline, reach out, start, end.

use chrono::{DateTime, Utc};
use entity::types::{AssignmentEnd, AssignmentStatus, AttemptId, EventKind, ReferralId, SlotState};

use super::act::{Opened, Opening, open_in};
use super::error::{
    AcceptRefusal, DeclineRefusal, EndServiceRefusal, OutreachRefusal, ReferralError,
    StartServiceRefusal,
};
use super::model::{Assignment, Attempt, Closure, DeclineReason, RecordOutreach, Step};
use super::state::Act;
use super::{Referrals, rules, store};
use crate::access::Action;
use crate::audit;
use crate::capacity::ledger;
use crate::db::Tx;
use crate::error::{Failure, StoreError};
use crate::op::OpCtx;
use crate::reference::ClosureReason;
use crate::refusal::Refusal;

impl Referrals {
    /// The provider says yes.
    pub async fn accept(
        &self,
        op: &OpCtx,
        id: ReferralId,
        step: &Step,
    ) -> Result<ReferralId, ReferralError<AcceptRefusal>> {
        self.db
            .act(op, audit::Act::on("acceptReferral", id), |tx| async move {
                let act = (Action::ReferralAccept, Act::Accept);
                let Opening::Open(mut open) = open_in(&tx, id, act, step).await? else {
                    return Ok(id);
                };
                let mut live = take_live(&mut open)?;
                accept_by(&mut live, open.at);
                open.move_to(open.next.referral);
                open.log(&tx, EventKind::Accepted, Some(&live));
                open.apply(&tx).await?;
                store::assignment_apply(&tx, &live).await?;
                Ok(id)
            })
            .await
    }

    /// The provider says no: its place is freed and the plan looks for another provider.
    pub async fn decline(
        &self,
        op: &OpCtx,
        id: ReferralId,
        reason: DeclineReason,
        note: Option<&str>,
        step: &Step,
    ) -> Result<ReferralId, ReferralError<DeclineRefusal>> {
        self.db
            .act(op, audit::Act::on("declineReferral", id), |tx| async move {
                let note = rules::check_decline(reason, note).map_err(Failure::Refused)?;
                let act = (Action::ReferralDecline, Act::Decline);
                let Opening::Open(mut open) = open_in(&tx, id, act, step).await? else {
                    return Ok(id);
                };
                let live = take_live(&mut open)?;
                open.move_to(open.next.referral);
                open.log(&tx, EventKind::Declined, Some(&live));
                open.because(reason.code(), note.as_deref());
                let at = open.at;
                open.referral.assigned_to = None;
                open.apply(&tx).await?;
                end_in(&tx, live, at, AssignmentEnd::Declined).await?;
                Ok(id)
            })
            .await
    }

    /// Records an attempt to reach the member. The first one made meets the 24-hour duty or shows
    /// it late; any attempt accepts by implication.
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
                let act = (Action::OutreachRecord, Act::RecordOutreach);
                let Opening::Open(mut open) = open_in(&tx, id, act, step).await? else {
                    return Ok(id);
                };
                let mut live = take_live(&mut open)?;
                if attempt.made_at < live.assigned_at {
                    return Err(Failure::Refused(vec![Refusal::at(
                        OutreachRefusal::BeforeAssignment,
                        &["madeAt"],
                        "This attempt was made before the assignment, so it is not outreach on it; \
                         check date, time and zone.",
                    )]));
                }
                let row = Attempt {
                    id: AttemptId(tx.op().new_id()),
                    assignment: live.id,
                    made_at: attempt.made_at,
                    recorded_at: tx.now(),
                    method: attempt.method,
                    outcome: attempt.outcome,
                    minutes: checked.minutes,
                    note: checked.note,
                };
                let account = tx.actor().as_person().ok_or(Failure::Denied)?.account;
                store::attempt_insert(&tx, &live, &row, account).await?;
                let is_first = live.first_attempt_at.is_none();
                live.first_attempt_at = Some(
                    live.first_attempt_at
                        .map_or(row.made_at, |at| at.min(row.made_at)),
                );
                accept_by(&mut live, open.at);
                open.move_to(open.next.referral);
                open.log_at(EventKind::OutreachRecorded, row.made_at, Some(&live));
                if is_first {
                    open.tell(&tx, EventKind::OutreachRecorded, Some(&live));
                }
                open.apply(&tx).await?;
                store::assignment_apply(&tx, &live).await?;
                Ok(id)
            })
            .await
    }

    /// The service starts: the loop closes as *Services received* on the provider's word (DHCS
    /// closed-loop referral FAQ), the place is in use, and the assignment lives on.
    pub async fn start_service(
        &self,
        op: &OpCtx,
        id: ReferralId,
        started_at: DateTime<Utc>,
        step: &Step,
    ) -> Result<ReferralId, ReferralError<StartServiceRefusal>> {
        self.db
            .act(op, audit::Act::on("startService", id), |tx| async move {
                if started_at > tx.now() {
                    return Err(Failure::Refused(vec![Refusal::at(
                        StartServiceRefusal::InFuture,
                        &["startedAt"],
                        "A start is recorded once the service has started; check date, time and \
                         zone.",
                    )]));
                }
                let act = (Action::ServiceStart, Act::StartService);
                let Opening::Open(mut open) = open_in(&tx, id, act, step).await? else {
                    return Ok(id);
                };
                let mut live = take_live(&mut open)?;
                if started_at < live.assigned_at {
                    return Err(Failure::Refused(vec![Refusal::at(
                        StartServiceRefusal::BeforeAssignment,
                        &["startedAt"],
                        "This start lies before the assignment; check date, time and zone.",
                    )]));
                }
                live.status = AssignmentStatus::InService;
                live.slot = SlotState::Active;
                live.service_started_at = Some(started_at);
                open.move_to(open.next.referral);
                let reason = ClosureReason::ServicesReceived;
                open.referral.closure = Some(Closure {
                    reason,
                    note: None,
                    closed_at: open.at,
                });
                open.log_at(EventKind::ServiceStarted, started_at, Some(&live));
                open.log(&tx, EventKind::Closed, Some(&live));
                open.because(reason.as_str(), None);
                open.apply(&tx).await?;
                store::assignment_apply(&tx, &live).await?;
                ledger::activate_in(&tx, live.pool, live.plan).await?;
                Ok(id)
            })
            .await
    }

    /// The service ends: the assignment is over and the place is free.
    pub async fn end_service(
        &self,
        op: &OpCtx,
        id: ReferralId,
        ended_at: DateTime<Utc>,
        step: &Step,
    ) -> Result<ReferralId, ReferralError<EndServiceRefusal>> {
        self.db
            .act(op, audit::Act::on("endService", id), |tx| async move {
                if ended_at > tx.now() {
                    return Err(Failure::Refused(vec![Refusal::at(
                        EndServiceRefusal::InFuture,
                        &["endedAt"],
                        "An end is recorded once the service has ended; check date, time and zone.",
                    )]));
                }
                let act = (Action::ServiceEnd, Act::EndService);
                let Opening::Open(mut open) = open_in(&tx, id, act, step).await? else {
                    return Ok(id);
                };
                let live = take_live(&mut open)?;
                if live
                    .service_started_at
                    .is_some_and(|started_at| ended_at < started_at)
                {
                    return Err(Failure::Refused(vec![Refusal::at(
                        EndServiceRefusal::BeforeStart,
                        &["endedAt"],
                        "This end lies before the start of the service; check date, time and zone.",
                    )]));
                }
                open.log_at(EventKind::ServiceEnded, ended_at, Some(&live));
                open.tell(&tx, EventKind::ServiceEnded, Some(&live));
                open.referral.assigned_to = None;
                open.apply(&tx).await?;
                end_in(&tx, live, ended_at, AssignmentEnd::ServiceEnded).await?;
                Ok(id)
            })
            .await
    }
}

/// Ends an assignment and frees its place.
pub(super) async fn end_in(
    tx: &Tx,
    mut live: Assignment,
    at: DateTime<Utc>,
    why: AssignmentEnd,
) -> Result<(), StoreError> {
    let slot = std::mem::replace(&mut live.slot, SlotState::Freed);
    live.status = AssignmentStatus::Ended;
    live.ended = Some((at, why));
    store::assignment_apply(tx, &live).await?;
    ledger::free_in(tx, live.pool, live.plan, slot).await
}

fn accept_by(live: &mut Assignment, at: DateTime<Utc>) {
    if live.status == AssignmentStatus::Assigned {
        live.status = AssignmentStatus::Accepted;
        live.accepted_at = Some(at);
    }
}

/// The policy lets only the provider of the live assignment in, so there is one.
fn take_live<R>(open: &mut Opened) -> Result<Assignment, Failure<R>> {
    open.live.take().ok_or(Failure::NotFound)
}
