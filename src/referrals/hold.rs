//! A place held until an instant: a bed until a discharge. If the service has not started by then,
//! the turn is over, the place is free and the plan looks again. Without such an instant a place is
//! held until the assignment ends.

use chrono::{DateTime, Utc};
use entity::types::{AssignmentEnd, EventKind, ReferralId};
use sea_orm::FromQueryResult;

use super::accept::{end_in, take_live};
use super::act::{Opening, open_in};
use super::error::{HoldRefusal, ReferralError};
use super::input::Step;
use super::state::Act;
use super::{Referrals, rules, store};
use crate::access::Action;
use crate::audit;
use crate::db::statements;
use crate::error::{Failure, StoreError};
use crate::op::OpCtx;

/// Holds that are looked at together.
const BATCH: i32 = 100;

#[derive(FromQueryResult)]
struct DueRow {
    referral_id: ReferralId,
}

impl Referrals {
    /// Says until when the place of the assignment that lives is held; `None`: until it ends. For
    /// the provider, whose place it is, and the plan.
    pub async fn hold_place(
        &self,
        op: &OpCtx,
        id: ReferralId,
        until: Option<DateTime<Utc>>,
        step: &Step,
    ) -> Result<ReferralId, ReferralError<HoldRefusal>> {
        self.db
            .act(op, audit::Act::on("holdPlace", id), |tx| async move {
                rules::check_hold(until, tx.now(), &["until"]).map_err(Failure::Refused)?;
                let act = (Action::PlaceHold, Act::HoldPlace);
                let Opening::Open(mut open) = open_in(&tx, id, act, step).await? else {
                    return Ok(id);
                };
                let mut live = take_live(&mut open)?;
                live.held_until = until;
                open.log(EventKind::HoldSet, Some(&live));
                let reason = until.map_or("WITHOUT_END", |_| "UNTIL");
                open.because(reason, None);
                open.apply(&tx).await?;
                store::assignment_apply(&tx, &live).await?;
                Ok(id)
            })
            .await
    }

    /// Ends the turns whose place was held until now, and says how many. Safe to run on several
    /// servers at once; the cost follows how many are due.
    pub async fn lapse_holds(&self, op: impl Fn() -> OpCtx) -> Result<u64, StoreError> {
        let mut lapsed = 0;
        loop {
            let look = op();
            let due = [look.now().into(), BATCH.into()];
            let due: Vec<DueRow> = self
                .db
                .read(&look)
                .sql(&statements::routing::HOLDS_DUE, due)
                .await?;
            if due.is_empty() {
                return Ok(lapsed);
            }
            let before = lapsed;
            for one in due {
                match self.lapse_hold(&op(), one.referral_id).await {
                    Ok(true) => lapsed += 1,
                    // Somebody was quicker.
                    Ok(false) | Err(Failure::NotFound | Failure::Denied | Failure::Refused(_)) => {}
                    Err(Failure::Store(error)) => return Err(error),
                }
            }
            if lapsed == before {
                return Ok(lapsed);
            }
        }
    }

    async fn lapse_hold(
        &self,
        op: &OpCtx,
        id: ReferralId,
    ) -> Result<bool, ReferralError<HoldRefusal>> {
        let step = &Step::default();
        self.db
            .act(op, audit::Act::on("lapseHold", id), |tx| async move {
                let act = (Action::PlaceHold, Act::LapseHold);
                let Opening::Open(mut open) = open_in(&tx, id, act, step).await? else {
                    return Ok(false);
                };
                tx.is_in(open.referral.plan);
                let live = take_live(&mut open)?;
                if live.held_until.is_none_or(|until| until > tx.now()) {
                    return Ok(false);
                }
                let at = open.at;
                open.move_to(open.next.referral);
                open.log(EventKind::HoldLapsed, Some(&live));
                open.referral.assigned_to = None;
                open.apply(&tx).await?;
                end_in(&tx, live, at, AssignmentEnd::HoldLapsed).await?;
                Ok(true)
            })
            .await
    }
}
