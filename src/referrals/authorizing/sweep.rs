//! Firing the steps of the clocks that have come due, once each, whatever restarts and however many
//! servers sweep.

use entity::types::{AuthorizationId, MemberId, NoticeKind, OrganizationId, ReferralId};
use sea_orm::FromQueryResult;

use super::effect::take_effect_in;
use super::notify::lapse_in;
use crate::db::{Tx, statements::authorizations as sql};
use crate::error::StoreError;
use crate::notices::NoticeDraft;
use crate::op::OpCtx;
use crate::referrals::Referrals;

/// Steps of one transaction.
const BATCH: i32 = 200;

#[derive(FromQueryResult)]
struct Due {
    authorization_id: AuthorizationId,
    position: i32,
    tells: NoticeKind,
    plan_id: OrganizationId,
    provider_id: Option<OrganizationId>,
    referral_id: Option<ReferralId>,
    member_id: Option<MemberId>,
}

impl Referrals {
    /// Tells what the clocks of authorizations have made due, and says how many steps fired. Safe to
    /// run on several servers at once; the cost follows how many are due.
    pub async fn tell_of_clocks(&self, op: impl Fn() -> OpCtx) -> Result<u64, StoreError> {
        let mut fired = 0;
        loop {
            let look = op().as_system("what is due is due whoever looks");
            let due = [look.now().into(), BATCH.into()];
            let due: Vec<Due> = self.db.read(&look).sql(&sql::STEPS_DUE, due).await?;
            if due.is_empty() {
                return Ok(fired);
            }
            let due = &due;
            let done = self
                .db
                .write(&look, |tx| async move { fire_in(&tx, due).await })
                .await?;
            if done == 0 {
                return Ok(fired);
            }
            fired += done;
        }
    }
}

async fn fire_in(tx: &Tx, due: &[Due]) -> Result<u64, StoreError> {
    let mut fired = 0;
    for step in due {
        let key = [
            step.authorization_id.into(),
            step.position.into(),
            tx.now().into(),
        ];
        if tx.change(&sql::STEP_FIRE, key).await? == 0 {
            continue;
        }
        fired += 1;
        if step.tells == NoticeKind::AuthorizationLapsing {
            lapse_in(tx, step.authorization_id).await?;
        }
        if step.tells == NoticeKind::AuthorizationChanged {
            take_effect_in(tx, step.authorization_id).await?;
        }
        // Who is to serve hears what is granted; the decision is the plan's alone.
        let is_of_grant = matches!(
            step.tells,
            NoticeKind::AuthorizationExpiring | NoticeKind::AuthorizationChanged
        );
        let provider = step.provider_id.filter(|_| is_of_grant);
        for organization in [Some(step.plan_id), provider].into_iter().flatten() {
            tx.queue(NoticeDraft {
                organization,
                kind: step.tells,
                referral: step.referral_id,
                assignment: None,
                member: step.member_id.filter(|_| step.referral_id.is_none()),
                is_for_lead: false,
                occurred_at: tx.now(),
            });
        }
    }
    Ok(fired)
}
