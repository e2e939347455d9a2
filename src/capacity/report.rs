//! What a provider says of its own pools: how many places, and whether it takes anybody.

use chrono::{DateTime, TimeDelta, Utc};
use entity::types::{CapacityProposalId, LedgerEntryKind, PoolId, ProposalStatus};
use entity::{capacity_proposal, pool};
use sea_orm::{ColumnTrait, IntoActiveModel};

use super::error::{
    ConfirmCapacityRefusal, PauseReferralsRefusal, ResumeReferralsRefusal, SetCapacityRefusal,
    SetPoolPreferenceRefusal,
};
use super::ledger::{self, Pause, Report};
use super::pool::Owner;
use super::service::Capacities;
use super::store::Agreed;
use super::{rules, store};
use crate::access::{Action, authorize};
use crate::audit::Act;
use crate::db::{Tx, statements::capacity as sql};
use crate::error::{Failure, StoreError};
use crate::idempotency::{IdempotencyKey, done_before_in};
use crate::notices::{NoticeDraft, NoticeKind};
use crate::op::OpCtx;
use crate::refusal::{Refusal, Refusals};

impl Capacities {
    /// Says how many places a pool has: at once up to what is agreed; above that as a proposal to
    /// each plan that agreed to less, which hears of it. Nobody is evicted by a lower number.
    pub async fn set(
        &self,
        op: &OpCtx,
        (id, wanted): (PoolId, i32),
        key: Option<&IdempotencyKey>,
    ) -> Result<(), Failure<Refusals<SetCapacityRefusal>>> {
        self.db
            .act(op, Act::new("setCapacity"), |tx| async move {
                let row = own_pool_in(&tx, id).await?;
                rules::check_places(wanted, SetCapacityRefusal::OutOfRange, &["limit"])
                    .map_err(Failure::Refused)?;
                let reused = SetCapacityRefusal::IdempotencyKeyReused;
                if done_before_in(&tx, key, id.0, reused).await?.is_some() {
                    return Ok(());
                }
                // The provider's last word counts.
                let open = capacity_proposal::Column::PoolId.eq(id).into();
                store::proposal_decide(&tx, open, (ProposalStatus::Withdrawn, None)).await?;
                let system = tx.as_system("a provider's limit ends where its plans' yes ends");
                let mut agreed = store::agreed_list(&system, id).await?;
                agreed.retain(|one| one.is_contracted);
                let most = agreed.iter().filter_map(|one| one.places).max();
                let most = most.unwrap_or(row.first_limit);
                let (limit, is_proposal) = rules::limit_now(row.capacity, most, wanted);
                if is_proposal {
                    propose_in(&tx, &row, &agreed, wanted).await?;
                }
                report_in(
                    &tx,
                    &row,
                    LedgerEntryKind::LimitSet,
                    limit,
                    store::pause(&row),
                )
                .await?;
                Ok(())
            })
            .await
    }

    /// Takes nobody new for now. Whoever is assigned stays.
    pub async fn pause(
        &self,
        op: &OpCtx,
        id: PoolId,
        (reason, until): (&str, Option<DateTime<Utc>>),
        key: Option<&IdempotencyKey>,
    ) -> Result<(), Failure<Refusals<PauseReferralsRefusal>>> {
        self.db
            .act(op, Act::new("pauseReferrals"), |tx| async move {
                let row = own_pool_in(&tx, id).await?;
                let reason =
                    rules::check_pause(reason, until, tx.now()).map_err(Failure::Refused)?;
                let reused = PauseReferralsRefusal::IdempotencyKeyReused;
                if done_before_in(&tx, key, id.0, reused).await?.is_some() {
                    return Ok(());
                }
                let pause = Some(Pause {
                    reason: Some(reason),
                    until,
                });
                let kind = LedgerEntryKind::Paused;
                report_in(&tx, &row, kind, row.capacity, pause).await?;
                Ok(())
            })
            .await
    }

    /// Takes referrals again.
    pub async fn resume(
        &self,
        op: &OpCtx,
        id: PoolId,
        key: Option<&IdempotencyKey>,
    ) -> Result<(), Failure<Refusals<ResumeReferralsRefusal>>> {
        self.db
            .act(op, Act::new("resumeReferrals"), |tx| async move {
                let row = own_pool_in(&tx, id).await?;
                let reused = ResumeReferralsRefusal::IdempotencyKeyReused;
                if done_before_in(&tx, key, id.0, reused).await?.is_some() {
                    return Ok(());
                }
                if !row.is_paused {
                    return Err(Failure::Refused(vec![Refusal::at(
                        ResumeReferralsRefusal::WrongState,
                        &["poolId"],
                        "This pool is not paused; there is nothing to resume.",
                    )]));
                }
                report_in(&tx, &row, LedgerEntryKind::Resumed, row.capacity, None).await?;
                Ok(())
            })
            .await
    }

    /// Says that the figures are right: they are as old as this.
    pub async fn confirm(
        &self,
        op: &OpCtx,
        id: PoolId,
        key: Option<&IdempotencyKey>,
    ) -> Result<(), Failure<Refusals<ConfirmCapacityRefusal>>> {
        self.db
            .act(op, Act::new("confirmCapacity"), |tx| async move {
                let row = own_pool_in(&tx, id).await?;
                let reused = ConfirmCapacityRefusal::IdempotencyKeyReused;
                if done_before_in(&tx, key, id.0, reused).await?.is_some() {
                    return Ok(());
                }
                let (kind, pause) = (LedgerEntryKind::Confirmed, store::pause(&row));
                report_in(&tx, &row, kind, row.capacity, pause).await?;
                Ok(())
            })
            .await
    }
}

impl Capacities {
    /// Says whether the provider prefers people whom it referred itself, such as its own clinic's
    /// patients: of those that could be meant it comes before others then. A wish, and no ground to
    /// decline.
    pub async fn prefer_own(
        &self,
        op: &OpCtx,
        (id, prefers_own): (PoolId, bool),
        key: Option<&IdempotencyKey>,
    ) -> Result<(), Failure<Refusals<SetPoolPreferenceRefusal>>> {
        self.db
            .act(op, Act::new("setPoolPreference"), |tx| async move {
                own_pool_in(&tx, id).await?;
                let reused = SetPoolPreferenceRefusal::IdempotencyKeyReused;
                if done_before_in(&tx, key, id.0, reused).await?.is_some() {
                    return Ok(());
                }
                tx.update_where::<pool::Entity>()
                    .filter(pool::Column::Id.eq(id))
                    .set(pool::Column::PrefersOwn, prefers_own)
                    .run()
                    .await?;
                Ok(())
            })
            .await
    }
}

/// Locks a pool of the actor's own provider and reads it. To who takes no part in it there is none:
/// the directory does not tell its id.
async fn own_pool_in<R>(tx: &Tx, id: PoolId) -> Result<pool::Model, Failure<R>> {
    tx.lock(&sql::LOCK_POOL, id.0).await?;
    let row = store::pool_by_id(tx, id).await?;
    let is_own = |row: &pool::Model| tx.actor().belongs_to(row.provider_id);
    // Asked of one that does not exist as well: the cost tells no more than the answer.
    let takes_part = row.as_ref().is_some_and(is_own) || store::has_share(tx, id).await?;
    let row = row.filter(|_| takes_part).ok_or(Failure::NotFound)?;
    authorize(tx.actor(), Action::CapacityReport, &Owner(row.provider_id))?;
    tx.is_about(row.provider_id);
    Ok(row)
}

/// Asks each plan that agreed to less.
async fn propose_in(
    tx: &Tx,
    row: &pool::Model,
    agreed: &[Agreed],
    wanted: i32,
) -> Result<(), Failure<Refusals<SetCapacityRefusal>>> {
    let person = tx.actor().as_person().ok_or(Failure::Denied)?;
    let asked: Vec<_> = agreed
        .iter()
        .filter(|one| one.places.is_none_or(|places| places < wanted))
        .map(|one| one.plan_id)
        .collect();
    if asked.is_empty() {
        return Err(Failure::Refused(vec![Refusal::at(
            SetCapacityRefusal::NobodyToAgree,
            &["limit"],
            "This is above what is agreed, and no plan has a contract for these places today; \
             settle a contract first.",
        )]));
    }
    for plan in asked {
        let proposal = capacity_proposal::Model {
            id: CapacityProposalId(tx.op().new_id()),
            pool_id: row.id,
            plan_id: plan,
            provider_id: row.provider_id,
            places: wanted,
            status: ProposalStatus::Open,
            proposed_at: tx.now(),
            proposed_by: person.account,
            decided_at: None,
            decided_by: None,
            reason: None,
        };
        tx.insert(proposal.into_active_model()).await?;
        let kind = NoticeKind::CapacityProposed;
        tx.queue(NoticeDraft::of_organization(plan, kind, tx.now()));
    }
    Ok(())
}

async fn report_in(
    tx: &Tx,
    row: &pool::Model,
    kind: LedgerEntryKind,
    limit: i32,
    pause: Option<Pause>,
) -> Result<(), StoreError> {
    let system = tx.as_system("the plans' policies say when a provider is asked again");
    let days = store::confirm_days(&system, row.id).await?;
    let report = Report {
        limit,
        pause,
        said_at: tx.now(),
        ask_at: Some(tx.now() + TimeDelta::days(days.into())),
    };
    ledger::report_in(tx, row.id, kind, &report).await
}
