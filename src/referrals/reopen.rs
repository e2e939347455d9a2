//! A closed loop is opened again.

use chrono::Duration;
use entity::types::{EventKind, ReferralId, ReferralStatus};

use super::act::{Opening, open_in};
use super::error::{ReferralError, ReopenRefusal};
use super::input::Step;
use super::state::Act;
use super::{Referrals, authorizing, rules};
use crate::access::Action;
use crate::audit;
use crate::error::Failure;
use crate::members;
use crate::op::OpCtx;
use crate::policies;
use crate::refusal::Refusal;

impl Referrals {
    /// Opens a closed loop again, within the days that the plan's policy gives. It stands where it
    /// stood before anybody had it; what happened before stays in the timeline.
    pub async fn reopen(
        &self,
        op: &OpCtx,
        id: ReferralId,
        why: &str,
        step: &Step,
    ) -> Result<ReferralId, ReferralError<ReopenRefusal>> {
        self.db
            .act(op, audit::Act::on("reopenReferral", id), |tx| async move {
                let why = rules::check_why(why, &["reason"]).map_err(Failure::Refused)?;
                let act = (Action::ReferralReopen, Act::Reopen);
                let Opening::Open(mut open) = open_in(&tx, id, act, step).await? else {
                    return Ok(id);
                };
                if let Some(member) = open.referral.member
                    && members::merge::has_died(&tx, member).await?
                {
                    return Err(Failure::Refused(vec![Refusal::new(
                        ReopenRefusal::Deceased,
                        "The member died. If that is a mistake, correct the life event first \
                         (recordLifeEvent).",
                    )]));
                }
                let of = (open.referral.plan, open.referral.service);
                let policy = policies::store::policy_on(&tx, of, tx.op().today()).await?;
                let closed_at = open
                    .referral
                    .closure
                    .as_ref()
                    .map(|closure| closure.closed_at);
                let until = closed_at.map(|at| at + Duration::days(policy.reopen_days.into()));
                if until.is_none_or(|until| open.at > until) {
                    return Err(Failure::Refused(vec![Refusal::new(
                        ReopenRefusal::TooLate,
                        format!(
                            "Your plan opens a loop again within {} days of its closing; refer \
                             the member again and name this referral as the one it follows.",
                            policy.reopen_days
                        ),
                    )]));
                }
                open.referral.closure = None;
                open.move_to(if open.referral.member.is_some() {
                    open.next.referral
                } else {
                    ReferralStatus::Received
                });
                let waits = authorizing::waits_in(&tx, &open.referral).await?;
                if waits.is_some() {
                    open.move_to(ReferralStatus::AwaitingAuthorization);
                }
                open.log(EventKind::Reopened, None);
                open.because("REOPENED", Some(&why));
                let reopened = open.referral.clone();
                open.apply(&tx).await?;
                if let Some(policy) = waits {
                    authorizing::ask_for_in(&tx, &reopened, policy, tx.now()).await?;
                }
                Ok(id)
            })
            .await
    }
}
