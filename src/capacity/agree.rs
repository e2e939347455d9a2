//! What a plan says: yes or no to a proposal, and the most it wants to use.

use entity::types::{LedgerEntryKind, PoolId, ProposalStatus};
use entity::{capacity_proposal, pool_share};
use sea_orm::ColumnTrait;

use super::error::{DecideCapacityRefusal, SetPlanShareRefusal};
use super::ledger::{self, Entry};
use super::pool::Decision;
use super::service::Capacities;
use super::{rules, store};
use crate::access::{Action, authorize_here};
use crate::audit::Act;
use crate::db::{Tx, statements::capacity as sql};
use crate::error::Failure;
use crate::idempotency::{IdempotencyKey, done_before_in};
use crate::notices::{NoticeDraft, NoticeKind};
use crate::op::OpCtx;
use crate::refusal::{Refusal, Refusals};

impl Capacities {
    /// Accepts or declines what a provider proposed. A yes that holds from today raises the pool at
    /// once. Gives the pool.
    pub async fn decide(
        &self,
        op: &OpCtx,
        decision: &Decision,
        key: Option<&IdempotencyKey>,
    ) -> Result<PoolId, Failure<Refusals<DecideCapacityRefusal>>> {
        self.db
            .act(op, Act::new("decideCapacity"), |tx| async move {
                authorize_here(tx.actor(), Action::CapacityAgree)?;
                let reason =
                    rules::check_decision(decision, tx.op().today()).map_err(Failure::Refused)?;
                let found = store::proposal_by_id(&tx, decision.proposal).await?;
                let proposal = found.ok_or(Failure::NotFound)?;
                tx.is_about(proposal.provider_id);
                let reused = DecideCapacityRefusal::IdempotencyKeyReused;
                if let Some(pool) = done_before_in(&tx, key, proposal.pool_id.0, reused).await? {
                    return Ok(PoolId(pool));
                }
                // All that happens to a proposal happens under the lock of its pool.
                lock_in(&tx, &proposal).await?;
                let status = if decision.is_accepted {
                    ProposalStatus::Accepted
                } else {
                    ProposalStatus::Declined
                };
                let this = capacity_proposal::Column::Id.eq(proposal.id).into();
                let said = (status, reason.clone());
                if store::proposal_decide(&tx, this, said).await? == 0 {
                    return Err(Failure::Refused(vec![Refusal::at(
                        DecideCapacityRefusal::WrongState,
                        &["proposalId"],
                        "This proposal is decided, or the provider has said something else since; \
                         read `capacityProposals` again.",
                    )]));
                }
                if decision.is_accepted {
                    agree_in(&tx, &proposal, decision, reason).await?;
                }
                tx.queue(NoticeDraft::of_organization(
                    proposal.provider_id,
                    NoticeKind::CapacityDecided,
                    tx.now(),
                ));
                Ok(proposal.pool_id)
            })
            .await
    }

    /// Says how many places of a pool the actor's plan uses at most; `None`: up to what is agreed.
    /// It reserves nothing, and whoever is assigned stays.
    pub async fn set_plan_share(
        &self,
        op: &OpCtx,
        (pool, cap): (PoolId, Option<i32>),
        key: Option<&IdempotencyKey>,
    ) -> Result<PoolId, Failure<Refusals<SetPlanShareRefusal>>> {
        self.db
            .act(op, Act::new("setPlanShare"), |tx| async move {
                authorize_here(tx.actor(), Action::CapacityAgree)?;
                let plan = tx.actor().organization().ok_or(Failure::Denied)?;
                let places = cap.unwrap_or_default();
                rules::check_places(places, SetPlanShareRefusal::OutOfRange, &["cap"])
                    .map_err(Failure::Refused)?;
                let reused = SetPlanShareRefusal::IdempotencyKeyReused;
                if done_before_in(&tx, key, pool.0, reused).await?.is_some() {
                    return Ok(pool);
                }
                let changed = tx
                    .update_where::<pool_share::Entity>()
                    .filter(pool_share::Column::PoolId.eq(pool))
                    .filter(pool_share::Column::PlanId.eq(plan))
                    .set(pool_share::Column::Cap, cap)
                    .run()
                    .await?;
                if changed == 0 {
                    return Err(Failure::NotFound);
                }
                tx.is_about(plan);
                let entry = Entry {
                    plan: Some(plan),
                    places: cap,
                    ..Entry::of(LedgerEntryKind::CapSet)
                };
                ledger::agree_in(&tx, pool, None, entry).await?;
                Ok(pool)
            })
            .await
    }
}

/// The share before the pool.
async fn lock_in<R>(tx: &Tx, proposal: &capacity_proposal::Model) -> Result<(), Failure<R>> {
    let share = [proposal.pool_id.into(), proposal.plan_id.into()];
    tx.lock_rows(&sql::LOCK_SHARE, share).await?;
    Ok(tx.lock(&sql::LOCK_POOL, proposal.pool_id.0).await?)
}

async fn agree_in<R>(
    tx: &Tx,
    proposal: &capacity_proposal::Model,
    decision: &Decision,
    reason: Option<String>,
) -> Result<(), Failure<R>> {
    let today = tx.op().today();
    let from = decision.from.unwrap_or(today);
    let by = tx.actor().as_person().map(|person| person.account.0);
    let values = [
        proposal.pool_id.into(),
        proposal.plan_id.into(),
        from.into(),
        proposal.places.into(),
        tx.now().into(),
        by.into(),
    ];
    tx.change(&sql::AGREED_SET, values).await?;
    let pool = store::pool_by_id(tx, proposal.pool_id).await?;
    let pool = pool.ok_or(Failure::NotFound)?;
    let raises = from == today && proposal.places > pool.capacity;
    let entry = Entry {
        plan: Some(proposal.plan_id),
        places: Some(proposal.places),
        reason,
        ..Entry::of(LedgerEntryKind::Agreed)
    };
    let limit = raises.then_some(proposal.places);
    Ok(ledger::agree_in(tx, proposal.pool_id, limit, entry).await?)
}
