//! The provider says yes; and what the acts of its turn share.

use chrono::{DateTime, Utc};
use entity::types::{AssignmentEnd, AssignmentStatus, EventKind, ReferralId, SlotState};

use super::act::{Opened, Opening, open_in};
use super::error::{AcceptRefusal, ReferralError};
use super::input::Step;
use super::model::Assignment;
use super::state::Act;
use super::{Referrals, reassessing, store};
use crate::access::Action;
use crate::audit;
use crate::capacity::ledger;
use crate::db::{Tx, statements};
use crate::duties;
use crate::error::{Failure, StoreError};
use crate::op::OpCtx;

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
                open.log(EventKind::Accepted, Some(&live));
                open.apply(&tx).await?;
                store::assignment_apply(&tx, &live).await?;
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
    duties::stand_down_in(tx, live.id).await?;
    reassessing::cancel_in(tx, live.id).await?;
    if let (Some(authorization), true) = (live.authorization, why != AssignmentEnd::ServiceEnded) {
        // Whoever did not serve by it knows no more of it.
        let nobody = [authorization.into(), None::<uuid::Uuid>.into()];
        tx.change(&statements::authorizations::SERVE_BY, nobody)
            .await?;
    }
    ledger::free_in(tx, live.place(), slot).await
}

/// The first yes, in words or by what is done.
pub(super) fn accept_by(live: &mut Assignment, at: DateTime<Utc>) {
    if live.status == AssignmentStatus::Assigned {
        live.status = AssignmentStatus::Accepted;
        live.accepted_at = Some(at);
    }
}

/// The live assignment, where the state table has made sure that there is one.
pub(super) fn take_live<R>(open: &mut Opened) -> Result<Assignment, Failure<R>> {
    open.live.take().ok_or(Failure::NotFound)
}
