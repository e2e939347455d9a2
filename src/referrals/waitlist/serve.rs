//! Room has appeared: the worker serves whoever comes first, each in a transaction of its own.

use chrono::Duration;
use entity::types::{EventKind, PoolId, ReferralId, ReferralStatus, WaitlistMode};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::{rules, store};
use crate::access::Action;
use crate::audit;
use crate::db::{Tx, statements};
use crate::error::{Failure, StoreError};
use crate::op::OpCtx;
use crate::policies;
use crate::referrals::Referrals;
use crate::referrals::act::{Opened, Opening, open_in};
use crate::referrals::candidates::{Candidate, KEPT, candidates_in, member_of};
use crate::referrals::error::{AssignRefusal, PassOfferRefusal, ReferralError};
use crate::referrals::input::Step;
use crate::referrals::served::served_in;
use crate::referrals::state::Act;

/// Pools that are looked at together.
const BATCH: i32 = 100;

#[derive(FromQueryResult)]
struct PoolRow {
    pool_id: PoolId,
}

#[derive(FromQueryResult)]
struct HeadRow {
    referral_id: ReferralId,
}

impl Referrals {
    /// Serves the head of each pool that has room and for which somebody waits: assigns it, or
    /// offers the place to its plan, as the plan's policy says. Says how many were served. Safe to
    /// run on several servers at once, and after any of them went away.
    pub async fn serve_waitlist(&self, op: impl Fn() -> OpCtx) -> Result<u64, StoreError> {
        let mut served = 0;
        let mut after = PoolId(Uuid::nil());
        loop {
            let reader = self.db.read(&op());
            let page = [after.into(), BATCH.into(), op().today().into()];
            let pools: Vec<PoolRow> = reader
                .sql(&statements::routing::POOLS_TO_SERVE, page)
                .await?;
            let Some(last) = pools.last() else {
                return Ok(served);
            };
            after = last.pool_id;
            for PoolRow { pool_id } in pools {
                let heads: Vec<HeadRow> = self
                    .db
                    .read(&op())
                    .sql(
                        &statements::routing::HEAD,
                        [pool_id.into(), op().today().into()],
                    )
                    .await?;
                let Some(head) = heads.first() else {
                    continue;
                };
                match self.serve(&op(), pool_id, head.referral_id).await {
                    Ok(true) => served += 1,
                    Ok(false) => {}
                    // Whatever is in its way is not in the way of those behind it.
                    Err(Failure::NotFound | Failure::Denied | Failure::Refused(_)) => {
                        self.pass_over(&op(), pool_id, head.referral_id).await?;
                    }
                    Err(Failure::Store(error)) => return Err(error),
                }
            }
        }
    }

    /// The next in the order comes first until the pool changes.
    async fn pass_over(&self, op: &OpCtx, pool: PoolId, id: ReferralId) -> Result<(), StoreError> {
        let own = op.as_system("who comes first in a line is nobody's act");
        let passed = self.db.write(&own, |tx| async move {
            tx.change(&statements::routing::PASS_OVER, [pool.into(), id.into()])
                .await
        });
        passed.await.map(drop)
    }

    /// Lets the offers lapse that nobody has taken or passed in time: the next in the order gets
    /// the offer, and who let it lapse keeps its place. Says how many. The cost follows how many
    /// are due.
    pub async fn lapse_offers(&self, op: impl Fn() -> OpCtx) -> Result<u64, StoreError> {
        let mut lapsed = 0;
        loop {
            let look = op();
            let due = [look.now().into(), BATCH.into()];
            let heads: Vec<HeadRow> = self
                .db
                .read(&look)
                .sql(&statements::routing::OFFERS_DUE, due)
                .await?;
            if heads.is_empty() {
                return Ok(lapsed);
            }
            for head in heads {
                match self.lapse(&op(), head.referral_id).await {
                    Ok(true) => lapsed += 1,
                    // Somebody was quicker.
                    Ok(false) | Err(Failure::NotFound | Failure::Denied | Failure::Refused(_)) => {}
                    Err(Failure::Store(error)) => return Err(error),
                }
            }
        }
    }

    async fn lapse(
        &self,
        op: &OpCtx,
        id: ReferralId,
    ) -> Result<bool, ReferralError<PassOfferRefusal>> {
        let step = &Step::default();
        self.db
            .act(op, audit::Act::on("lapseOffer", id), |tx| async move {
                let act = (Action::ReferralAssign, Act::PassOffer);
                let Opening::Open(mut open) = open_in(&tx, id, act, step).await? else {
                    return Ok(false);
                };
                tx.is_in(open.referral.plan);
                let due = [id.into(), tx.now().into()];
                if tx.change(&statements::routing::LAPSE, due).await? == 0 {
                    return Ok(false);
                }
                open.log(EventKind::OfferPassed, None);
                open.because("LAPSED", None);
                open.apply(&tx).await?;
                Ok(true)
            })
            .await
    }

    async fn serve(
        &self,
        op: &OpCtx,
        pool: PoolId,
        id: ReferralId,
    ) -> Result<bool, ReferralError<AssignRefusal>> {
        let step = &Step::default();
        self.db
            .act(op, audit::Act::on("serveWaitlist", id), |tx| async move {
                let act = (Action::ReferralAssign, Act::Assign);
                let Opening::Open(mut open) = open_in(&tx, id, act, step).await? else {
                    return Ok(false);
                };
                tx.is_in(open.referral.plan);
                if open.referral.status != ReferralStatus::Waitlisted {
                    return Ok(false);
                }
                let member = member_of(&tx, &open.referral).await?;
                let member = member.ok_or(Failure::NotFound)?;
                let whom = (&open.referral, &member);
                let candidates = candidates_in(&tx, whom, self.reference, KEPT).await?;
                let Some(provider) = rules::fit_for(pool, &candidates) else {
                    self.look_elsewhere_in(&tx, *open, pool, &candidates.list)
                        .await?;
                    return Ok(true);
                };
                let of = (open.referral.plan, open.referral.service);
                let policy = policies::store::policy_on(&tx, of, tx.op().today()).await?;
                if policy.waitlist_mode == WaitlistMode::Assign {
                    // What speaks against it is for people to decide: to them it is offered.
                    match served_in(&tx, &open).await {
                        Ok(served) if served.findings.is_empty() => {
                            let place = (provider, pool);
                            self.give_waiting_in(&tx, *open, (served, place), &candidates)
                                .await?;
                            return Ok(true);
                        }
                        Ok(_) | Err(Failure::Refused(_)) => {}
                        Err(error) => return Err(error),
                    }
                }
                let ends_at = open.at + Duration::hours(policy.offer_hours.into());
                let place = [pool.into(), id.into(), open.at.into(), ends_at.into()];
                if tx.change(&statements::routing::OFFER, place).await? == 0 {
                    return Ok(false);
                }
                open.log(EventKind::PlaceOffered, None);
                open.apply(&tx).await?;
                Ok(true)
            })
            .await
    }

    /// The pool is none for this referral any more: the member has moved, a contract has ended, the
    /// provider has declined. It waits for those that could serve it now, in its place in the order;
    /// where there is none, the plan has it back.
    async fn look_elsewhere_in(
        &self,
        tx: &Tx,
        mut open: Opened,
        pool: PoolId,
        candidates: &[Candidate],
    ) -> Result<(), StoreError> {
        let entries = rules::entries(candidates);
        if entries.is_empty() {
            open.move_to(ReferralStatus::Ready);
            open.log(EventKind::LeftWaitlist, None);
            open.because("NOTHING_TO_WAIT_FOR", None);
            return open.apply(tx).await;
        }
        store::entries_change(tx, &open.referral, entries).await?;
        let over = [pool.into(), open.referral.id.into()];
        tx.change(&statements::routing::PASS_OVER, over).await?;
        Ok(())
    }
}
