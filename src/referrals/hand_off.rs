//! A warm hand-off: somebody who knows the member introduces them in person.

use entity::types::{EventKind, HandOffId, ReferralId};

use super::Referrals;
use super::accept::take_live;
use super::act::{Opening, open_in};
use super::error::{HandOffRefusal, ReferralError};
use super::input::{RecordHandOff, Step};
use super::model::HandOff;
use super::state::Act;
use super::{rules, store};
use crate::access::Action;
use crate::audit;
use crate::error::Failure;
use crate::op::OpCtx;

impl Referrals {
    /// Records that one name handed the member over to another.
    pub async fn record_hand_off(
        &self,
        op: &OpCtx,
        hand_off: &RecordHandOff,
        step: &Step,
    ) -> Result<ReferralId, ReferralError<HandOffRefusal>> {
        let id = hand_off.referral;
        self.db
            .act(op, audit::Act::on("recordHandOff", id), |tx| async move {
                let (from_name, to_name, note) =
                    rules::check_hand_off(hand_off).map_err(Failure::Refused)?;
                let act = (Action::OutreachRecord, Act::HandOff);
                let Opening::Open(mut open) = open_in(&tx, id, act, step).await? else {
                    return Ok(id);
                };
                let live = take_live(&mut open)?;
                let path = &["madeAt"];
                rules::check_start(hand_off.made_at, live.assigned_at, tx.now(), path)
                    .map_err(Failure::Refused)?;
                let row = HandOff {
                    id: HandOffId(tx.op().new_id()),
                    assignment: live.id,
                    made_at: hand_off.made_at,
                    recorded_at: tx.now(),
                    from_name,
                    to_name,
                    note,
                };
                let account = tx.actor().as_person().ok_or(Failure::Denied)?.account;
                store::hand_off_insert(&tx, &live, &row, account).await?;
                open.log_at(EventKind::HandedOff, row.made_at, Some(&live));
                open.apply(&tx).await?;
                Ok(id)
            })
            .await
    }
}
