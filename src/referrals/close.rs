//! Closing the loop without a service.

use entity::types::{AssignmentEnd, EventKind, ReferralId};

use super::accept::end_in;
use super::act::{Opening, open_in};
use super::error::{CloseRefusal, ReferralError};
use super::input::{CloseReferral, Step};
use super::model::Closure;
use super::state::Act;
use super::{Referrals, rules};
use crate::access::Action;
use crate::audit;
use crate::error::Failure;
use crate::op::OpCtx;
use crate::reference::{ClosingParty, ClosureReason};

impl Referrals {
    /// Closes the loop: whoever referred hears why, and a place that was held is free. As *Services
    /// received* only where the service runs and the plan's policy keeps the loop open till then.
    pub async fn close(
        &self,
        op: &OpCtx,
        close: &CloseReferral,
        step: &Step,
    ) -> Result<ReferralId, ReferralError<CloseRefusal>> {
        let id = close.referral;
        let party = if op.actor().is_plan() {
            ClosingParty::Plan
        } else {
            ClosingParty::Provider
        };
        self.db
            .act(op, audit::Act::on("closeReferral", id), |tx| async move {
                let note = rules::check_close(close, party, self.reference, tx.op().today())
                    .map_err(Failure::Refused)?;
                let is_served = close.reason == ClosureReason::ServicesReceived;
                let act = if is_served {
                    Act::ConfirmServices
                } else {
                    Act::Close
                };
                let act = (Action::ReferralClose, act);
                let Opening::Open(mut open) = open_in(&tx, id, act, step).await? else {
                    return Ok(id);
                };
                // The assignment goes on as long as the service.
                let live = open.live.take();
                let at = open.at;
                open.move_to(open.next.referral);
                open.referral.closure = Some(Closure {
                    reason: close.reason,
                    note: note.clone(),
                    closed_at: at,
                });
                open.log(EventKind::Closed, live.as_ref());
                open.because(close.reason.as_str(), note.as_deref());
                if !is_served {
                    open.referral.assigned_to = None;
                }
                open.apply(&tx).await?;
                if let Some(live) = live.filter(|_| !is_served) {
                    end_in(&tx, live, at, AssignmentEnd::LoopClosed).await?;
                }
                Ok(id)
            })
            .await
    }
}
