//! Closing the loop without a service.

use entity::types::{AssignmentEnd, EventKind, ReferralId};

use super::act::{Opening, open_in};
use super::error::{CloseRefusal, ReferralError};
use super::model::{CloseReferral, Closure, Step};
use super::state::Act;
use super::work::end_in;
use super::{Referrals, rules};
use crate::access::Action;
use crate::audit;
use crate::error::Failure;
use crate::op::OpCtx;
use crate::reference::ClosingParty;

impl Referrals {
    /// Closes the loop with a reason other than *Services received*: whoever referred hears why,
    /// and a place that was held is free.
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
                let act = (Action::ReferralClose, Act::Close);
                let Opening::Open(mut open) = open_in(&tx, id, act, step).await? else {
                    return Ok(id);
                };
                let live = open.live.take();
                let at = open.at;
                open.move_to(open.next.referral);
                open.referral.closure = Some(Closure {
                    reason: close.reason,
                    note: note.clone(),
                    closed_at: at,
                });
                open.log(&tx, EventKind::Closed, live.as_ref());
                open.because(close.reason.as_str(), note.as_deref());
                open.referral.assigned_to = None;
                open.apply(&tx).await?;
                if let Some(live) = live {
                    end_in(&tx, live, at, AssignmentEnd::LoopClosed).await?;
                }
                Ok(id)
            })
            .await
    }
}
