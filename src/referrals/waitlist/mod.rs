//! The wait list: what happens when nobody has room.
//!
//! ```text
//! READY ── join ──→ WAITLISTED ── room: the worker assigns, or offers and the plan assigns ──→ ASSIGNED
//!                        │ ↑ └─ pass an offer: the place in the order stays
//!                        └─┴─ leave ──→ READY
//! ```
//! There is one order over all plans that draw on a pool. It follows each plan's dated policy, by
//! default urgent before routine, then who was received first; never a trait of the member (S1 Q19,
//! Q21: limits are not discriminatory and written down). A plan that has used up its share is passed over until it has some again. While
//! somebody waits, a newcomer queues, unless the plan says why not.
//!
//! Room is not handed on inside the transaction that made it: that would turn the order of locks
//! round. It only shows in the pool's figures, and the worker serves each head in a transaction of
//! its own.

mod rules;
mod serve;
mod store;
mod times;

pub use rules::Waiting;
pub(super) use store::{is_behind_in, stop_waiting_in};
pub use times::{NoSuchDays, WaitingTime};

use entity::types::{EventKind, ReferralId};

use rules::Claim;

use super::Referrals;
use super::act::{Opening, open_in};
use super::candidates::{candidates_in, member_of};
use super::error::{JoinWaitlistRefusal, LeaveWaitlistRefusal, PassOfferRefusal, ReferralError};
use super::input::Step;
use super::rules as typed;
use super::state::Act;
use crate::access::Action;
use crate::audit;
use crate::db::statements;
use crate::error::{Failure, StoreError};
use crate::op::OpCtx;
use crate::policies;
use crate::refusal::Refusal;

impl Referrals {
    /// Lets a referral wait for a place, because nobody that could be meant has room. It waits for
    /// every pool that could serve it; whoever referred hears of it.
    pub async fn join_waitlist(
        &self,
        op: &OpCtx,
        id: ReferralId,
        step: &Step,
    ) -> Result<ReferralId, ReferralError<JoinWaitlistRefusal>> {
        self.db
            .act(op, audit::Act::on("joinWaitlist", id), |tx| async move {
                let act = (Action::ReferralAssign, Act::JoinWaitlist);
                let Opening::Open(mut open) = open_in(&tx, id, act, step).await? else {
                    return Ok(id);
                };
                let member = member_of(&tx, &open.referral).await?;
                let member = member.ok_or(Failure::NotFound)?;
                let of = (&open.referral, &member);
                // Nobody waits for a pool that is elsewhere.
                let candidates = candidates_in(&tx, of, self.reference, 0).await?;
                for one in candidates.included() {
                    let first = one.pools.first();
                    let behind = match first {
                        Some(pool) => is_behind_in(&tx, *pool, None).await?,
                        None => false,
                    };
                    if !behind {
                        return Err(refused(
                            JoinWaitlistRefusal::RoomAvailable,
                            "A provider has room now; `candidates` says which. Assign it.",
                        ));
                    }
                }
                let entries = rules::entries(&candidates.list);
                if entries.is_empty() {
                    return Err(refused(
                        JoinWaitlistRefusal::NobodyToWaitFor,
                        "No contracted provider offers this service where it is needed, so there \
                         is nothing to wait for; `candidates` says why.",
                    ));
                }
                let of = (open.referral.plan, open.referral.service);
                let policy = policies::store::policy_on(&tx, of, tx.op().today()).await?;
                let claim = Claim {
                    urgency: open.referral.urgency,
                    needed_by: open.referral.needed_by,
                    received_at: open.referral.received_at,
                    joined_at: open.at,
                };
                let place = rules::place(&policy.waitlist_order, &claim);
                store::entries_insert(&tx, &open.referral, (entries, place), open.at).await?;
                store::spell_insert(&tx, &open.referral, &member, open.at).await?;
                open.move_to(open.next.referral);
                open.log(EventKind::Waitlisted, None);
                open.apply(&tx).await?;
                Ok(id)
            })
            .await
    }

    /// Takes a referral off the wait list without a place.
    pub async fn leave_waitlist(
        &self,
        op: &OpCtx,
        id: ReferralId,
        reason: &str,
        step: &Step,
    ) -> Result<ReferralId, ReferralError<LeaveWaitlistRefusal>> {
        self.db
            .act(op, audit::Act::on("leaveWaitlist", id), |tx| async move {
                let reason = typed::check_why(reason, &["reason"]).map_err(Failure::Refused)?;
                let act = (Action::ReferralAssign, Act::LeaveWaitlist);
                let Opening::Open(mut open) = open_in(&tx, id, act, step).await? else {
                    return Ok(id);
                };
                open.move_to(open.next.referral);
                open.log(EventKind::LeftWaitlist, None);
                open.because("LEFT", Some(&reason));
                open.apply(&tx).await?;
                Ok(id)
            })
            .await
    }

    /// Passes the place that was offered: the next in the order gets the offer, and this one keeps
    /// its place for the next time.
    pub async fn pass_offer(
        &self,
        op: &OpCtx,
        id: ReferralId,
        reason: &str,
        step: &Step,
    ) -> Result<ReferralId, ReferralError<PassOfferRefusal>> {
        self.db
            .act(op, audit::Act::on("passOffer", id), |tx| async move {
                let reason = typed::check_why(reason, &["reason"]).map_err(Failure::Refused)?;
                let act = (Action::ReferralAssign, Act::PassOffer);
                let Opening::Open(mut open) = open_in(&tx, id, act, step).await? else {
                    return Ok(id);
                };
                let passed = tx.change(&statements::routing::PASS, [id.into()]).await?;
                if passed == 0 {
                    return Err(refused(
                        PassOfferRefusal::NothingOffered,
                        "No place is offered to this referral now.",
                    ));
                }
                open.log(EventKind::OfferPassed, None);
                open.because("PASSED", Some(&reason));
                open.apply(&tx).await?;
                Ok(id)
            })
            .await
    }

    /// Since when a referral waits, and how many wait before it; `None` where it does not.
    pub async fn waiting(&self, op: &OpCtx, id: ReferralId) -> Result<Option<Waiting>, StoreError> {
        store::waiting(&self.db.read(op), id).await
    }
}

fn refused<C>(code: C, message: &'static str) -> ReferralError<C> {
    Failure::Refused(vec![Refusal::new(code, message)])
}
