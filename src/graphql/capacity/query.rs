use async_graphql::{Context, ID, Object};

use super::cell::{CapacityCell, CapacityFilter};
use super::pool::{CapacityPool, CapacityProposal};
use crate::graphql::{ApiError, ContextExt, NodeKind, Settle};
use crate::providers::OrganizationId;

/// Reads of capacity.
#[derive(Default)]
pub struct CapacityQuery;

#[Object]
impl CapacityQuery {
    /// How much room there is, county by county and service by service: to the people of a plan
    /// its own share; to the state all of it. Places where nobody is paid for are left out.
    #[graphql(complexity = "25 * child_complexity")]
    async fn capacity(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only these; all unless given.")] filter: Option<CapacityFilter>,
    ) -> Result<Vec<CapacityCell>, ApiError> {
        let op = ctx.signed_in()?;
        let filter = filter.unwrap_or_default().into_filter()?;
        let cells = ctx.services()?.capacity.cells(op, &filter).await;
        let cells = cells.settle_query()?;
        Ok(cells.into_iter().map(CapacityCell).collect())
    }

    /// The pools of a provider, by name: to its own people all of them; to the people of a plan
    /// those of which the plan has a share.
    #[graphql(complexity = "5 * child_complexity")]
    async fn capacity_pools(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of a `Provider`; your own if left out.")] provider_id: Option<ID>,
    ) -> Result<Vec<CapacityPool>, ApiError> {
        let op = ctx.signed_in()?;
        let provider = provider_id.map(|id| NodeKind::Provider.parse(&id));
        let provider = provider.transpose()?.map(OrganizationId);
        let pools = ctx.services()?.capacity.pools(op, provider).await;
        Ok(pools
            .settle_query()?
            .into_iter()
            .map(CapacityPool)
            .collect())
    }

    /// What waits for a plan's decision: to the people of the plan what it was asked, to those of a
    /// provider what it asked for; the newest first, at most 100.
    #[graphql(complexity = "25 * child_complexity")]
    async fn capacity_proposals(
        &self,
        ctx: &Context<'_>,
    ) -> Result<Vec<CapacityProposal>, ApiError> {
        let op = ctx.signed_in()?;
        let open = ctx.services()?.capacity.open_proposals(op).await;
        let open = open.settle_query()?;
        Ok(open.into_iter().map(CapacityProposal).collect())
    }
}
