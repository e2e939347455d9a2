use async_graphql::{Context, Enum, ID, Object, SimpleObject};

use super::ledger::LedgerEntry;
use crate::capacity;
use crate::graphql::connection::{Connection, list_cost, page_request};
use crate::graphql::directory::{Capacity, Plan, PlanKey, Provider, ProviderKey, ServiceCode};
use crate::graphql::scalars::DateTime;
use crate::graphql::{ApiError, ContextExt, NodeKind, Settle};

/// Places of a provider that one or several of its services draw on, for the provider's own people
/// and for the plans that share them.
pub struct CapacityPool(pub capacity::Pool);

/// Places of a provider that one or several of its services draw on, for the provider's own people
/// and for the plans that share them.
#[Object]
impl CapacityPool {
    /// Global id.
    async fn id(&self) -> ID {
        NodeKind::CapacityPool.encode(self.0.id.0)
    }

    /// Whose places they are.
    async fn provider(&self, ctx: &Context<'_>) -> Result<Provider, ApiError> {
        let provider = ctx.loaders()?.load(ProviderKey(self.0.provider)).await?;
        provider.map(Provider).ok_or_else(ApiError::not_found)
    }

    /// What the provider calls it.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// The services that draw on it, today or another day.
    async fn services(&self) -> Vec<ServiceCode> {
        self.0.services.iter().copied().map(Into::into).collect()
    }

    /// How much room there is.
    async fn capacity(&self) -> Capacity {
        self.0.capacity.into()
    }

    /// Why and until when it takes no new referral; null while it takes some.
    async fn pause(&self) -> Option<CapacityPause> {
        self.0.pause.as_ref().map(|pause| CapacityPause {
            reason: pause.reason.clone(),
            until: pause.until.map(DateTime),
        })
    }

    /// Whether the provider prefers people whom it referred itself (`setPoolPreference`).
    async fn prefers_own_referrals(&self) -> bool {
        self.0.prefers_own
    }

    /// What each plan uses of it and the most it may; a plan sees its own.
    #[graphql(complexity = "3 * child_complexity")]
    async fn shares(&self) -> Vec<PlanShare> {
        self.0.shares.iter().copied().map(PlanShare).collect()
    }

    /// Every change of it with its cause, newest first: to the provider all of them; to a plan what
    /// changed in its share. Places that people take are shown to those who may see people, and of
    /// restricted referrals to those of the plan who see what is restricted.
    #[graphql(complexity = "list_cost(first, child_complexity)")]
    async fn ledger(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
    ) -> Result<Connection<LedgerEntry>, ApiError> {
        let (op, id) = (ctx.signed_in()?.clone(), self.0.id);
        let request = page_request(ctx, first, after)?;
        let service = ctx.services()?.capacity.clone();
        let page = service.ledger(&op, id, &request).await;
        let page = page.settle_query()?.map(LedgerEntry);
        Ok(Connection::new(&request, page, move || {
            let (service, op) = (service.clone(), op.clone());
            async move { Ok(service.ledger_count(&op, id).await?) }
        }))
    }

    /// What the provider proposed to the plans, the newest first; a plan sees what it was asked.
    #[graphql(complexity = "3 * child_complexity")]
    async fn proposals(&self) -> Vec<CapacityProposal> {
        let proposals = self.0.proposals.iter().cloned();
        proposals.map(CapacityProposal).collect()
    }
}

/// A provider takes no new referral for now. Whoever is assigned stays.
#[derive(SimpleObject, Debug, Clone)]
pub struct CapacityPause {
    /// What the provider said.
    reason: Option<String>,
    /// When it ends by itself; null where the provider ends it.
    until: Option<DateTime>,
}

/// What one plan uses of a pool, and the most it may. Nothing of it is reserved.
pub struct PlanShare(capacity::Share);

/// What one plan uses of a pool, and the most it may. Nothing of it is reserved.
#[Object]
impl PlanShare {
    /// The plan.
    async fn plan(&self, ctx: &Context<'_>) -> Result<Plan, ApiError> {
        let found = ctx.loaders()?.load(PlanKey(self.0.plan)).await?;
        found.map(Plan).ok_or_else(ApiError::not_found)
    }

    /// The most that the plan wants to use at once; null: up to what is agreed.
    async fn cap(&self) -> Option<i32> {
        self.0.cap
    }

    /// The places that plan and provider agreed on, as of today; null where they did not: then the
    /// pool's limit is the plan's.
    async fn agreed(&self) -> Option<i32> {
        self.0.agreed
    }

    /// Places that it holds for services that have not started; null from 1 to 10 for a viewer who
    /// may not see people.
    async fn held(&self) -> Option<i32> {
        self.0.held
    }

    /// Places that it uses for services that run; null from 1 to 10 for a viewer who may not see
    /// people.
    async fn active(&self) -> Option<i32> {
        self.0.active
    }
}

/// What became of a proposal.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "capacity::ProposalStatus")]
pub enum CapacityProposalStatus {
    /// The plan has not decided.
    Open,
    /// The plan agreed.
    Accepted,
    /// The plan did not agree.
    Declined,
    /// The provider has said something else since.
    Withdrawn,
}

/// A provider asks a plan for more places than they agreed on.
pub struct CapacityProposal(pub capacity::Proposal);

/// A provider asks a plan for more places than they agreed on.
#[Object]
impl CapacityProposal {
    /// Global id, for `decideCapacity`.
    async fn id(&self) -> ID {
        NodeKind::CapacityProposal.encode(self.0.id.0)
    }

    /// Id of the pool.
    async fn pool_id(&self) -> ID {
        NodeKind::CapacityPool.encode(self.0.pool.0)
    }

    /// Who asks.
    async fn provider(&self, ctx: &Context<'_>) -> Result<Provider, ApiError> {
        let provider = ctx.loaders()?.load(ProviderKey(self.0.provider)).await?;
        provider.map(Provider).ok_or_else(ApiError::not_found)
    }

    /// Who decides.
    async fn plan(&self, ctx: &Context<'_>) -> Result<Plan, ApiError> {
        let found = ctx.loaders()?.load(PlanKey(self.0.plan)).await?;
        found.map(Plan).ok_or_else(ApiError::not_found)
    }

    /// How many places the pool would have.
    async fn limit(&self) -> i32 {
        self.0.places
    }

    /// What became of it.
    async fn status(&self) -> CapacityProposalStatus {
        self.0.status.into()
    }

    /// When it was proposed.
    async fn proposed_at(&self) -> DateTime {
        DateTime(self.0.proposed_at)
    }

    /// When it was decided or withdrawn; null while it is open.
    async fn decided_at(&self) -> Option<DateTime> {
        self.0.decided_at.map(DateTime)
    }

    /// What the plan said.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }
}
