//! How two plans agree that one works for the other: the prime plan offers, the other accepts, and
//! either ends it. Nobody else has a part in it: what a delegation opens is the two plans' own.

use std::convert::Infallible;

use entity::organization;
use entity::types::{OrganizationId, OrganizationKind};
use sea_orm::{ColumnTrait, Order};

use super::error::{
    AcceptDelegationRefusal, AccountError, EndDelegationRefusal, OfferDelegationRefusal, refused_at,
};
use super::model::Delegation;
use super::rules::{self, Pair};
use super::service::Accounts;
use crate::access::{Action, Actor, Denied, authorize_here};
use crate::audit::Act;
use crate::db::{Reader, Tx, statements};
use crate::error::{Failure, StoreError};
use crate::notices::{NoticeDraft, NoticeKind};
use crate::op::OpCtx;

impl Accounts {
    /// How the actor's plan stands to others.
    pub async fn delegation(&self, op: &OpCtx) -> Result<Delegation, Failure<Infallible>> {
        let plan = own_plan(op.actor(), Action::DelegationRead)?;
        Ok(delegation_of(&self.identity.db.read(op), plan).await?)
    }

    /// Offers another plan to delegate to it. The last offer to a plan stands.
    pub async fn offer_delegation(
        &self,
        op: &OpCtx,
        delegate: OrganizationId,
    ) -> Result<Delegation, AccountError<OfferDelegationRefusal>> {
        let act = Act::on("offerDelegation", delegate);
        self.identity
            .db
            .act(op, act, |tx| async move {
                let prime = own_plan(tx.actor(), Action::DelegationAgree)?;
                let pair = locked_pair(&tx, prime, delegate).await?;
                let pair = pair.ok_or(Failure::NotFound)?;
                rules::check_offer(&pair).map_err(|refusal| Failure::Refused(vec![refusal]))?;
                if pair.offered_by != Some(prime) {
                    tx.update_where::<organization::Entity>()
                        .filter(organization::Column::Id.eq(delegate))
                        .set(organization::Column::OfferedPrimeId, prime)
                        .run()
                        .await?;
                    tell(&tx, delegate, NoticeKind::DelegationOffered);
                    if let Some(outbid) = pair.offered_by {
                        tell(&tx, outbid, NoticeKind::DelegationEnded);
                    }
                }
                Ok(delegation_of(&tx, prime).await?)
            })
            .await
    }

    /// Accepts what another plan offered: from now on the actor's plan works for it.
    pub async fn accept_delegation(
        &self,
        op: &OpCtx,
        prime: OrganizationId,
    ) -> Result<Delegation, AccountError<AcceptDelegationRefusal>> {
        let act = Act::on("acceptDelegation", prime);
        self.identity
            .db
            .act(op, act, |tx| async move {
                let delegate = own_plan(tx.actor(), Action::DelegationAgree)?;
                let pair = locked_pair(&tx, prime, delegate).await?;
                let pair = pair.ok_or(Failure::NotFound)?;
                rules::check_acceptance(&pair)
                    .map_err(|refusal| Failure::Refused(vec![refusal]))?;
                tx.update_where::<organization::Entity>()
                    .filter(organization::Column::Id.eq(delegate))
                    .filter(organization::Column::OfferedPrimeId.eq(prime))
                    .filter(organization::Column::PrimeId.is_null())
                    .set(organization::Column::PrimeId, prime)
                    .set(organization::Column::OfferedPrimeId, None::<OrganizationId>)
                    .run()
                    .await?;
                tell(&tx, prime, NoticeKind::DelegationAccepted);
                Ok(delegation_of(&tx, delegate).await?)
            })
            .await
    }

    /// Ends what there is between the actor's plan and another, whichever works for which: a
    /// delegation, an offer made, an offer received.
    pub async fn end_delegation(
        &self,
        op: &OpCtx,
        other: OrganizationId,
    ) -> Result<Delegation, AccountError<EndDelegationRefusal>> {
        self.identity
            .db
            .act(op, Act::on("endDelegation", other), |tx| async move {
                let own = own_plan(tx.actor(), Action::DelegationAgree)?;
                lock_both(&tx, own, other).await?;
                let mut ended = 0;
                for (delegate, prime) in [(own, other), (other, own)] {
                    for column in [
                        organization::Column::PrimeId,
                        organization::Column::OfferedPrimeId,
                    ] {
                        ended += tx
                            .update_where::<organization::Entity>()
                            .filter(organization::Column::Id.eq(delegate))
                            .filter(column.eq(prime))
                            .set(column, None::<OrganizationId>)
                            .run()
                            .await?;
                    }
                }
                if ended == 0 {
                    return Err(refused_at(
                        EndDelegationRefusal::NothingToEnd,
                        &["planId"],
                        "There is neither a delegation nor an offer between this plan and yours; \
                         `delegation` lists those there are.",
                    ));
                }
                tell(&tx, other, NoticeKind::DelegationEnded);
                Ok(delegation_of(&tx, own).await?)
            })
            .await
    }
}

/// The plan for which the actor may do this.
fn own_plan(actor: &Actor, action: Action) -> Result<OrganizationId, Denied> {
    authorize_here(actor, action)?;
    match actor.as_person() {
        Some(person) if person.kind == OrganizationKind::Plan => Ok(person.organization),
        Some(_) | None => Err(Denied),
    }
}

/// Two plans as they are behind their locks; `None` unless both are plans.
async fn locked_pair(
    tx: &Tx,
    prime: OrganizationId,
    delegate: OrganizationId,
) -> Result<Option<Pair>, StoreError> {
    lock_both(tx, prime, delegate).await?;
    let known = plan_by_id(tx, prime).await?;
    let pair = known.zip(plan_by_id(tx, delegate).await?);
    let Some((first, second)) = pair else {
        return Ok(None);
    };
    let delegate_is_prime = !plans_where(tx, organization::Column::PrimeId, delegate)
        .await?
        .is_empty();
    Ok(Some(Pair {
        prime,
        prime_of_prime: first.prime_id,
        delegate,
        delegate_is_prime,
        prime_of_delegate: second.prime_id,
        offered_by: second.offered_prime_id,
    }))
}

/// In the order of their ids, as whoever locks two organizations does.
async fn lock_both(tx: &Tx, one: OrganizationId, other: OrganizationId) -> Result<(), StoreError> {
    let lock = &statements::accounts::LOCK_ORGANIZATION;
    tx.lock(lock, one.min(other).0).await?;
    tx.lock(lock, one.max(other).0).await
}

async fn delegation_of(reader: &Reader, plan: OrganizationId) -> Result<Delegation, StoreError> {
    let row = plan_by_id(reader, plan).await?;
    Ok(Delegation {
        prime: row.as_ref().and_then(|row| row.prime_id),
        offered_by: row.as_ref().and_then(|row| row.offered_prime_id),
        delegates: plans_where(reader, organization::Column::PrimeId, plan).await?,
        offered_to: plans_where(reader, organization::Column::OfferedPrimeId, plan).await?,
    })
}

async fn plan_by_id(
    reader: &Reader,
    id: OrganizationId,
) -> Result<Option<organization::Model>, StoreError> {
    reader
        .select::<organization::Entity>()
        .filter(organization::Column::Id.eq(id))
        .filter(organization::Column::Kind.eq(OrganizationKind::Plan))
        .one()
        .await
}

/// The plans that name this one in that column, by id.
async fn plans_where(
    reader: &Reader,
    column: organization::Column,
    plan: OrganizationId,
) -> Result<Vec<OrganizationId>, StoreError> {
    let rows = reader
        .select::<organization::Entity>()
        .filter(column.eq(plan))
        .order_by(organization::Column::Id, Order::Asc)
        .all()
        .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

fn tell(tx: &Tx, plan: OrganizationId, kind: NoticeKind) {
    tx.queue(NoticeDraft::of_organization(plan, kind, tx.now()));
}
