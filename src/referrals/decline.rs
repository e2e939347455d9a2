//! Somebody says no: the provider, and the plan looks for another; or the member, and the loop
//! closes.

use entity::types::{AssignmentEnd, EventKind, ReferralId};

use super::accept::{end_in, take_live};
use super::act::{Opening, open_in};
use super::audience::tell_of_decline;
use super::error::{DeclineRefusal, ReferralError};
use super::input::{DeclineReferral, Step};
use super::model::Closure;
use super::reasons::DeclinedBy;
use super::state::Act;
use super::{Referrals, declines, rules};
use crate::access::Action;
use crate::audit;
use crate::capacity::ledger;
use crate::error::Failure;
use crate::op::OpCtx;
use crate::reference::ClosureReason;

impl Referrals {
    /// The provider says no: its place is freed and the plan looks for another. Capacity is the
    /// only contractual ground (S3); others are taken and reported to the plan's network. Declined
    /// for capacity while the figures show room is a disagreement: both sides are told, and the
    /// provider is left out until it has corrected its figure.
    ///
    /// The member says no: the loop closes (domain notes, section 11).
    pub async fn decline(
        &self,
        op: &OpCtx,
        decline: &DeclineReferral,
        step: &Step,
    ) -> Result<ReferralId, ReferralError<DeclineRefusal>> {
        let id = decline.referral;
        self.db
            .act(op, audit::Act::on("declineReferral", id), |tx| async move {
                let (reason, note) = rules::check_decline(decline).map_err(Failure::Refused)?;
                let act = match decline.by {
                    DeclinedBy::Provider => Act::Decline,
                    DeclinedBy::Member => Act::DeclineForMember,
                };
                let act = (Action::ReferralDecline, act);
                let Opening::Open(mut open) = open_in(&tx, id, act, step).await? else {
                    return Ok(id);
                };
                let mut live = take_live(&mut open)?;
                open.move_to(open.next.referral);
                let at = open.at;
                let end = if let Some(reason) = reason {
                    open.log(EventKind::Declined, Some(&live));
                    open.because(reason.code(), Some(&note));
                    open.referral.is_declined = true;
                    live.decline = Some(reason);
                    let room = ledger::room_in(&tx, live.pool, live.plan).await?;
                    live.is_disputed = reason.is_contractual() && room > 0;
                    declines::decline_insert(&tx, &open, &live, (reason, &note, room)).await?;
                    AssignmentEnd::Declined
                } else {
                    let reason = ClosureReason::NoLongerNeedsOrDeclines;
                    open.referral.closure = Some(Closure {
                        reason,
                        note: Some(note.clone()),
                        closed_at: at,
                    });
                    open.log(EventKind::Closed, Some(&live));
                    open.because(reason.as_str(), Some(&note));
                    AssignmentEnd::LoopClosed
                };
                open.referral.assigned_to = None;
                open.apply(&tx).await?;
                tell_of_decline(&tx, &live, at);
                end_in(&tx, live, at, end).await?;
                Ok(id)
            })
            .await
    }
}
