use async_graphql::Enum;
use entity::types;

/// What an organization is in the exchange.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "types::OrganizationKind")]
pub enum OrganizationKind {
    /// A Medi-Cal managed care plan. It decides who serves its members.
    Plan,
    /// A provider of Community Supports or Enhanced Care Management.
    Provider,
    /// A clinic, hospital, county agency or community organization that refers people.
    Referrer,
}

/// What a person does for their organization.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "types::Role")]
pub enum Role {
    /// Refers people and hears how it ended.
    Referrer,
    /// Works the assignments of a provider.
    ProviderStaff,
    /// Registers members, takes referrals in and assigns them.
    PlanCoordinator,
}
