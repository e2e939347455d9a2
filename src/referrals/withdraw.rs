//! Somebody takes the referral back: whoever referred, the member or the plan.

use entity::types::{AssignmentEnd, EventKind, ReferralId};

use super::accept::end_in;
use super::act::{Opening, open_in};
use super::error::{ReferralError, WithdrawRefusal};
use super::input::{Step, WithdrawReferral};
use super::model::Closure;
use super::reasons::WithdrawnBy;
use super::state::Act;
use super::{Referrals, rules};
use crate::access::Action;
use crate::audit;
use crate::error::Failure;
use crate::op::OpCtx;
use crate::reference::ClosureReason;
use crate::refusal::Refusal;

impl Referrals {
    /// Takes a referral back before the service starts: the loop closes, and a place that was held
    /// is free.
    pub async fn withdraw(
        &self,
        op: &OpCtx,
        withdraw: &WithdrawReferral,
        step: &Step,
    ) -> Result<ReferralId, ReferralError<WithdrawRefusal>> {
        let id = withdraw.referral;
        self.db
            .act(op, audit::Act::on("withdrawReferral", id), |tx| async move {
                let note = rules::check_why(&withdraw.note, &["note"]).map_err(Failure::Refused)?;
                let act = (Action::ReferralWithdraw, Act::Withdraw);
                let Opening::Open(mut open) = open_in(&tx, id, act, step).await? else {
                    return Ok(id);
                };
                let is_plan = tx.actor().belongs_to(open.referral.plan);
                let by = match (is_plan, withdraw.for_member) {
                    (true, true) => WithdrawnBy::Member,
                    (true, false) => WithdrawnBy::Plan,
                    (false, false) => WithdrawnBy::Referrer,
                    (false, true) => {
                        return Err(Failure::Refused(vec![Refusal::at(
                            WithdrawRefusal::NotForMember,
                            &["forMember"],
                            "Members withdraw through their plan, by phone; withdraw it for your \
                             own organization, or ask the member to call.",
                        )]));
                    }
                };
                // The state has no value of its own for this (domain notes, section 1.2).
                let reason = match by {
                    WithdrawnBy::Member => ClosureReason::NoLongerNeedsOrDeclines,
                    WithdrawnBy::Referrer | WithdrawnBy::Plan => ClosureReason::Other,
                };
                let (live, at) = (open.live.take(), open.at);
                open.move_to(open.next.referral);
                open.log_at(EventKind::Withdrawn, at, live.as_ref());
                open.because(by.code(), Some(&note));
                open.referral.closure = Some(Closure {
                    reason,
                    note: Some(note.clone()),
                    closed_at: at,
                });
                open.log(EventKind::Closed, live.as_ref());
                open.because(reason.as_str(), Some(&note));
                open.referral.assigned_to = None;
                open.apply(&tx).await?;
                if let Some(live) = live {
                    let tx = tx.acting_as_system("who withdraws frees a place they may not see");
                    end_in(&tx, live, at, AssignmentEnd::LoopClosed).await?;
                }
                Ok(id)
            })
            .await
    }
}
