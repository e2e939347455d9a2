//! The service: it starts, the start is corrected, it ends.

use chrono::{DateTime, Utc};
use entity::types::{AssignmentEnd, AssignmentStatus, EventKind, ReferralId, SlotState};

use super::accept::{accept_by, end_in, take_live};
use super::act::{Opened, Opening, open_in};
use super::error::{CorrectStartRefusal, EndServiceRefusal, ReferralError, StartServiceRefusal};
use super::input::{CorrectStart, EndService, Step};
use super::model::{Assignment, Closure};
use super::state::{Act, stands_by};
use super::{Referrals, authorizing, reassessing, rules, store};
use crate::access::Action;
use crate::audit;
use crate::capacity::ledger;
use crate::duties;
use crate::error::Failure;
use crate::op::OpCtx;
use crate::policies;
use crate::reference::ClosureReason;
use crate::refusal::Refusal;

impl Referrals {
    /// The service starts: the place is in use, and the assignment lives on. The loop closes as
    /// *Services received* on the provider's word (DHCS closed-loop referral FAQ), or stays open
    /// until the plan closes it, as the plan's policy says.
    pub async fn start_service(
        &self,
        op: &OpCtx,
        id: ReferralId,
        started_at: DateTime<Utc>,
        step: &Step,
    ) -> Result<ReferralId, ReferralError<StartServiceRefusal>> {
        self.db
            .act(op, audit::Act::on("startService", id), |tx| async move {
                let act = (Action::ServiceStart, Act::StartService);
                let Opening::Open(mut open) = open_in(&tx, id, act, step).await? else {
                    return Ok(id);
                };
                let mut live = take_live(&mut open)?;
                let (since, now, path) = (live.assigned_at, tx.now(), &["startedAt"]);
                if let Err(mut refusals) = rules::check_start(started_at, since, now, path) {
                    if started_at > now {
                        let of = (&open.referral, &live);
                        refusals.extend(authorizing::lacking_in(&tx, of, started_at).await?);
                    }
                    return Err(Failure::Refused(refusals));
                }
                accept_by(&mut live, open.at);
                live.status = AssignmentStatus::InService;
                live.slot = SlotState::Active;
                live.service_started_at = Some(started_at);
                let terms = authorizing::policy_in(&tx, &open.referral).await?;
                authorizing::cover_in(&tx, &terms, (&mut open, &mut live), started_at).await?;
                open.log_at(EventKind::ServiceStarted, started_at, Some(&live));
                if live.is_unpayable {
                    open.because("NOT_AUTHORIZED", None);
                }
                let of = (open.referral.plan, open.referral.service);
                let policy = policies::store::policy_on(&tx, of, tx.op().today()).await?;
                reassessing::plan_first_in(&tx, &terms, (&open.referral, &live), started_at)
                    .await?;
                if policy.closes_at_start {
                    close_as_received(&mut open, &live);
                } else {
                    open.move_to(entity::types::ReferralStatus::InOutreach);
                    open.tell(EventKind::ServiceStarted, Some(&live));
                }
                open.apply(&tx).await?;
                store::assignment_apply(&tx, &live).await?;
                duties::stand_down_in(&tx, live.id).await?;
                ledger::activate_in(&tx, live.place()).await?;
                Ok(id)
            })
            .await
    }

    /// Corrects when the service started, or that it did not. Both stand in the timeline; where
    /// there was no start, the place is held again and the loop is open.
    pub async fn correct_start(
        &self,
        op: &OpCtx,
        correct: &CorrectStart,
        step: &Step,
    ) -> Result<ReferralId, ReferralError<CorrectStartRefusal>> {
        let id = correct.referral;
        self.db
            .act(op, audit::Act::on("correctStart", id), |tx| async move {
                let reason =
                    rules::check_why(&correct.reason, &["reason"]).map_err(Failure::Refused)?;
                let act = match correct.started_at {
                    Some(_) => Act::CorrectStart,
                    None => Act::VoidStart,
                };
                let act = (Action::ServiceStart, act);
                let Opening::Open(mut open) = open_in(&tx, id, act, step).await? else {
                    return Ok(id);
                };
                let mut live = take_live(&mut open)?;
                authorizing::give_back_in(&tx, &mut live).await?;
                if let Some(started_at) = correct.started_at {
                    rules::check_start(started_at, live.assigned_at, tx.now(), &["startedAt"])
                        .map_err(Failure::Refused)?;
                    let terms = authorizing::policy_in(&tx, &open.referral).await?;
                    authorizing::cover_in(&tx, &terms, (&mut open, &mut live), started_at).await?;
                    reassessing::plan_anew_in(&tx, &terms, (&open.referral, &live), started_at)
                        .await?;
                    open.log_at(EventKind::StartCorrected, started_at, Some(&live));
                } else {
                    // Where nobody had said yes before, the start had said it.
                    let was_accepted = store::was_accepted(&tx, &live).await?;
                    let stood = stands_by(was_accepted, live.first_attempt_at.is_some());
                    live.stand_at(stood.1);
                    live.slot = SlotState::Held;
                    ledger::deactivate_in(&tx, live.place()).await?;
                    reassessing::cancel_in(&tx, live.id).await?;
                    open.referral.closure = None;
                    open.move_to(stood.0);
                    open.log_at(EventKind::StartCorrected, open.at, Some(&live));
                    open.tell(EventKind::Reopened, Some(&live));
                }
                live.service_started_at = correct.started_at;
                open.because("CORRECTION", Some(&reason));
                open.apply(&tx).await?;
                store::assignment_apply(&tx, &live).await?;
                if live.duty().is_some_and(|duty| duty.is_owed()) {
                    duties::rearm_in(&tx, live.id).await?;
                }
                Ok(id)
            })
            .await
    }

    /// The service ends: the assignment is over and the place is free. A loop that was still open
    /// closes as *Services received*.
    pub async fn end_service(
        &self,
        op: &OpCtx,
        end: &EndService,
        step: &Step,
    ) -> Result<ReferralId, ReferralError<EndServiceRefusal>> {
        let id = end.referral;
        self.db
            .act(op, audit::Act::on("endService", id), |tx| async move {
                let days = (tx.now(), tx.op().today());
                let (discontinuation, note) =
                    rules::check_end(end, self.reference, days).map_err(Failure::Refused)?;
                let act = (Action::ServiceEnd, Act::EndService);
                let Opening::Open(mut open) = open_in(&tx, id, act, step).await? else {
                    return Ok(id);
                };
                let mut live = take_live(&mut open)?;
                if live
                    .service_started_at
                    .is_some_and(|started_at| end.ended_at < started_at)
                {
                    return Err(Failure::Refused(vec![Refusal::at(
                        EndServiceRefusal::BeforeStart,
                        &["endedAt"],
                        "This end lies before the start of the service; check date, time and zone.",
                    )]));
                }
                if open.referral.closure.is_none() {
                    close_as_received(&mut open, &live);
                }
                open.log_at(EventKind::ServiceEnded, end.ended_at, Some(&live));
                open.because(discontinuation.reason.as_str(), note.as_deref());
                open.tell(EventKind::ServiceEnded, Some(&live));
                open.referral.assigned_to = None;
                open.apply(&tx).await?;
                live.discontinuation = Some(discontinuation);
                end_in(&tx, live, end.ended_at, AssignmentEnd::ServiceEnded).await?;
                Ok(id)
            })
            .await
    }
}

/// Closes the loop because the service has begun.
pub(super) fn close_as_received(open: &mut Opened, live: &Assignment) {
    let reason = ClosureReason::ServicesReceived;
    open.move_to(entity::types::ReferralStatus::Closed);
    open.referral.closure = Some(Closure {
        reason,
        note: None,
        closed_at: open.at,
    });
    open.log(EventKind::Closed, Some(live));
    open.because(reason.as_str(), None);
}
