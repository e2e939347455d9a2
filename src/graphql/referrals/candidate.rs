//! Routing that explains itself.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use async_graphql::{Context, Enum, Object};

use crate::error::StoreError;
use crate::graphql::directory::{Provider, ProviderKey};
use crate::graphql::loaders::Source;
use crate::graphql::scalars::DateTime;
use crate::graphql::{ApiError, ContextExt};
use crate::referrals::{self, AssignmentId};

/// Why a provider is out of question for a referral.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "referrals::Exclusion")]
pub enum Exclusion {
    /// The plan has no contract with it for the service that day.
    NotContracted,
    /// It does not offer the service where it is needed.
    OutsideArea,
    /// It takes nobody for now.
    Paused,
    /// All its places are taken.
    Full,
    /// It has places, and the plan has used up its share of them.
    ShareUsed,
    /// The service is ECM, and it serves none of the member's populations of focus.
    PopulationNotServed,
    /// It declined this referral.
    Declined,
    /// It declined for capacity while its figures showed room, and has not corrected them since.
    FigureDisputed,
}

/// A provider that could be meant by a referral: its place in the order and what the place is made
/// of, or why it is out of question. The order: the member's choice, the member's language, the
/// provider's wish to serve those whom it referred itself, how much room there is, who waited longest
/// for an assignment, nearness. For the plan.
pub struct Candidate(pub referrals::Candidate);

/// A provider that could be meant by a referral: its place in the order and what the place is made
/// of, or why it is out of question. The order: the member's choice, the member's language, the
/// provider's wish to serve those whom it referred itself, how much room there is, who waited longest
/// for an assignment, nearness. For the plan.
#[Object]
impl Candidate {
    /// Which provider.
    async fn provider(&self, ctx: &Context<'_>) -> Result<Provider, ApiError> {
        let found = ctx.loaders()?.load(ProviderKey(self.0.provider)).await?;
        found.map(Provider).ok_or_else(ApiError::not_found)
    }

    /// Place in the order, from 1; those out of question follow the others.
    async fn rank(&self) -> i32 {
        self.0.rank
    }

    /// Whether it could be assigned.
    async fn is_included(&self) -> bool {
        self.0.is_included()
    }

    /// Why it is out of question; empty where it is not.
    async fn exclusions(&self) -> Vec<Exclusion> {
        let exclusions = self.0.exclusions.iter();
        exclusions.map(|one| Exclusion::from(*one)).collect()
    }

    /// The member chose it.
    async fn is_chosen(&self) -> bool {
        self.0.is_chosen
    }

    /// It serves in the member's language.
    async fn speaks_language(&self) -> bool {
        self.0.speaks_language
    }

    /// It prefers people whom it referred itself (`setPoolPreference`), and referred this one.
    async fn is_preferred(&self) -> bool {
        self.0.is_preferred
    }

    /// Places that the plan could hold: of the pool, and of its share.
    async fn free_places(&self) -> i32 {
        self.0.free_places
    }

    /// When it was last assigned somebody; null where it never was.
    async fn last_assigned_at(&self) -> Option<DateTime> {
        self.0.last_assigned_at.map(DateTime)
    }

    /// Whole kilometres as the crow flies between the middles of the ZIP codes; null where one is
    /// not known.
    async fn distance_km(&self) -> Option<i32> {
        self.0.distance_km
    }
}

/// Key of the loader of who was thought of when an assignment was made.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct ConsideredKey(pub AssignmentId);

impl Loader<ConsideredKey> for Source {
    type Value = Vec<referrals::Candidate>;
    type Error = Arc<StoreError>;

    async fn load(
        &self,
        keys: &[ConsideredKey],
    ) -> Result<HashMap<ConsideredKey, Vec<referrals::Candidate>>, Self::Error> {
        let ids = keys.iter().map(|key| key.0);
        let found = self
            .services()
            .referrals
            .considered(&self.op(), ids)
            .await?;
        Ok(found
            .into_iter()
            .map(|(id, considered)| (ConsideredKey(id), considered))
            .collect())
    }
}
