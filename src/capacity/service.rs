//! The way in to the area: reads. What a provider says is in `report`, what a plan says in `agree`.

use std::convert::Infallible;

use entity::types::{OrganizationId, PoolId, ProposalStatus};
use entity::{capacity_proposal, pool};
use sea_orm::{ColumnTrait, Condition};

use super::pool::{Pool, Proposal};
use super::store;
use crate::access::{Action, authorize_here};
use crate::db::Db;
use crate::error::Failure;
use crate::op::OpCtx;

/// The capacity service. Cheap to clone.
#[derive(Clone)]
pub struct Capacities {
    pub(super) db: Db,
}

impl Capacities {
    /// Works on `db`.
    #[must_use]
    pub fn new(db: Db) -> Self {
        Self { db }
    }

    /// The pools of a provider that the actor takes part in: all of its own, or those of which its
    /// plan has a share.
    pub async fn pools(
        &self,
        op: &OpCtx,
        provider: Option<OrganizationId>,
    ) -> Result<Vec<Pool>, Failure<Infallible>> {
        authorize_here(op.actor(), Action::CapacityRead)?;
        let own = op.actor().organization().ok_or(Failure::Denied)?;
        let which = pool::Column::ProviderId.eq(provider.unwrap_or(own));
        Ok(store::pool_list(&self.db.read(op), which.into()).await?)
    }

    /// One pool that the actor takes part in.
    pub async fn pool(&self, op: &OpCtx, id: PoolId) -> Result<Option<Pool>, Failure<Infallible>> {
        authorize_here(op.actor(), Action::CapacityRead)?;
        let which = pool::Column::Id.eq(id);
        let pools = store::pool_list(&self.db.read(op), which.into()).await?;
        Ok(pools.into_iter().next())
    }

    /// What waits for the decision of the actor's plan, or what the actor's provider waits for; the
    /// newest first, at most 100.
    pub async fn open_proposals(&self, op: &OpCtx) -> Result<Vec<Proposal>, Failure<Infallible>> {
        authorize_here(op.actor(), Action::CapacityRead)?;
        let open = capacity_proposal::Column::Status.eq(ProposalStatus::Open);
        let open = Condition::all().add(open);
        Ok(store::proposal_list(&self.db.read(op), open).await?)
    }
}
