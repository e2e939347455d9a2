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
    /// Answers for the members of an ECM provider: sees all their loops, and refers.
    LeadCareManager,
    /// Registers members, takes referrals in and assigns them.
    PlanCoordinator,
    /// Decides authorizations.
    PlanReviewer,
    /// Keeps a plan's network: providers, contracts, agreed capacity.
    PlanNetwork,
    /// Guards what is restricted: members, referrals, broken glass, disclosures.
    PlanPrivacy,
    /// Reads a plan's figures, never a person.
    PlanAnalyst,
    /// Invites the people of its own organization, and says what they do.
    OrganizationAdmin,
    /// Reads figures across plans, never a person.
    StateAuditor,
    /// Keeps organizations, reference data and keys, never a person.
    SystemAdmin,
}
