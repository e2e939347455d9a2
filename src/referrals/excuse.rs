//! The plan excuses a duty: outreach in time was not the provider's to do.

use entity::types::{EventKind, ReferralId};

use super::accept::take_live;
use super::act::{Opening, open_in};
use super::error::{ExcuseOutreachRefusal as Code, ReferralError};
use super::input::Step;
use super::model::Excuse;
use super::state::Act;
use super::{Referrals, rules, store};
use crate::access::Action;
use crate::audit;
use crate::clocks::outreach::DutyStatus;
use crate::duties;
use crate::error::Failure;
use crate::op::OpCtx;
use crate::refusal::Refusal;

impl Referrals {
    /// Excuses the outreach duty of the assignment that lives, whether or not it is due already.
    /// What is left of its escalation is called off; both stand in the timeline.
    pub async fn excuse_outreach(
        &self,
        op: &OpCtx,
        id: ReferralId,
        why: &str,
        step: &Step,
    ) -> Result<ReferralId, ReferralError<Code>> {
        self.db
            .act(op, audit::Act::on("excuseOutreach", id), |tx| async move {
                let why = rules::check_why(why, &["reason"]).map_err(Failure::Refused)?;
                let act = (Action::DutyExcuse, Act::ExcuseDuty);
                let Opening::Open(mut open) = open_in(&tx, id, act, step).await? else {
                    return Ok(id);
                };
                let mut live = take_live(&mut open)?;
                let stands = live.duty().map(|duty| duty.status(open.at));
                if let Some(refusal) = refusal(stands) {
                    return Err(Failure::Refused(vec![refusal]));
                }
                live.excuse = Some(Excuse {
                    excused_at: open.at,
                    excused_by: tx.actor().as_person().ok_or(Failure::Denied)?.account,
                    reason: why.clone(),
                });
                open.log(EventKind::DutyExcused, Some(&live));
                open.because("EXCUSED", Some(&why));
                open.apply(&tx).await?;
                store::assignment_apply(&tx, &live).await?;
                duties::excuse_in(&tx, live.id).await?;
                Ok(id)
            })
            .await
    }
}

/// Why a duty that stands so is not excused.
fn refusal(stands: Option<DutyStatus>) -> Option<Refusal<Code>> {
    let (code, message) = match stands {
        Some(DutyStatus::Running | DutyStatus::Missed) => return None,
        Some(DutyStatus::Met) => (
            Code::AlreadyMet,
            "The provider reached out in time; there is nothing to excuse.",
        ),
        Some(DutyStatus::Excused) => (
            Code::AlreadyExcused,
            "This duty was excused already; its reason stands in the timeline.",
        ),
        None | Some(DutyStatus::Cancelled) => (
            Code::NoDuty,
            "No outreach is owed on this assignment; there is nothing to excuse.",
        ),
    };
    Some(Refusal::new(code, message))
}
