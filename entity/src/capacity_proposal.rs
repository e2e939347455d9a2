//! A provider's wish for more places than a plan agreed to, and what the plan said.

use crate::types::{AccountId, CapacityProposalId, OrganizationId, PoolId, ProposalStatus};
use sea_orm::entity::prelude::*;

/// A provider's wish for more places than a plan agreed to, and what the plan said.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "capacity_proposal")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CapacityProposalId,
    /// For which pool.
    pub pool_id: PoolId,
    /// Which plan decides.
    pub plan_id: OrganizationId,
    /// Whose pool, repeated: both sides see the row.
    pub provider_id: OrganizationId,
    /// How many places it would have.
    pub places: i32,
    /// What became of it.
    pub status: ProposalStatus,
    /// When the provider proposed it.
    pub proposed_at: DateTimeUtc,
    /// Who did.
    pub proposed_by: AccountId,
    /// When it was decided or withdrawn.
    pub decided_at: Option<DateTimeUtc>,
    /// Who did.
    pub decided_by: Option<AccountId>,
    /// What the plan said.
    pub reason: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
