use async_graphql::Enum;

use crate::identity;

/// What a person does for their organization.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "identity::Role")]
pub enum Role {
    /// Refers people and hears how it ended.
    Referrer,
    /// Works the assignments of a provider.
    ProviderStaff,
    /// Registers members, takes referrals in and assigns them.
    PlanCoordinator,
}
