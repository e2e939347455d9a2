use std::sync::Arc;

use async_graphql::{Context, Enum, ID, Object, SimpleObject};

use super::county::County;
use super::loaders::{PlansOf, ProviderKey, ZipsOf};
use super::plan::Plan;
use super::provider::Provider;
use super::service::Service;
use crate::graphql::scalars::{Date, DateTime, ZipCode};
use crate::graphql::{ApiError, ContextExt, NodeKind};
use crate::organizations::Organization;
use crate::{capacity, providers};

/// A service that a provider offers in an area, as long as there is room.
pub struct Offering(pub Arc<providers::Offering>);

/// A service that a provider offers in an area, as long as there is room.
#[Object]
impl Offering {
    /// Global id.
    pub(in crate::graphql) async fn id(&self) -> ID {
        NodeKind::Offering.encode(self.0.id.0)
    }

    /// Who offers it.
    async fn provider(&self, ctx: &Context<'_>) -> Result<Provider, ApiError> {
        let provider = ctx.loaders()?.load(ProviderKey(self.0.provider)).await?;
        provider.map(Provider).ok_or_else(ApiError::not_found)
    }

    /// What is offered.
    async fn service(&self, ctx: &Context<'_>) -> Result<Service, ApiError> {
        let reference = ctx.services()?.reference;
        Ok(Service(reference.service(self.0.service)))
    }

    /// The counties of its area: each is covered as a whole, unless the offering is for ZIP codes.
    #[graphql(complexity = "2 * child_complexity")]
    async fn counties(&self, ctx: &Context<'_>) -> Result<Vec<County>, ApiError> {
        let reference = ctx.services()?.reference;
        let counties = self.0.counties.iter().copied();
        Ok(counties
            .map(|fips| County(reference.county(fips)))
            .collect())
    }

    /// The ZIP codes of its area, if it is for ZIP codes; empty if it covers whole counties.
    #[graphql(complexity = 5)]
    async fn zips(&self, ctx: &Context<'_>) -> Result<Vec<ZipCode>, ApiError> {
        let zips = ctx.loaders()?.load(ZipsOf(self.0.id)).await?;
        Ok(zips.unwrap_or_default().into_iter().map(ZipCode).collect())
    }

    /// First day on which it is offered.
    async fn available_from(&self) -> Date {
        Date(self.0.from)
    }

    /// Last day on which it is offered; null while no end is known.
    async fn available_until(&self) -> Option<Date> {
        self.0.until.map(Date)
    }

    /// The plans that pay for it today, by name: they have a contract with the provider for the
    /// service, members in a county of the area, and the service among those that they offer there.
    #[graphql(complexity = "2 * child_complexity")]
    async fn plans(&self, ctx: &Context<'_>) -> Result<Vec<Plan>, ApiError> {
        let plans = plans_of(ctx, &self.0).await?;
        Ok(plans.into_iter().map(Plan).collect())
    }

    /// How much room there is. Offerings of one provider may draw on the same places.
    async fn capacity(&self) -> Capacity {
        self.0.capacity.into()
    }
}

/// The plans that pay for an offering, read ahead or now.
pub(super) async fn plans_of(
    ctx: &Context<'_>,
    offering: &Arc<providers::Offering>,
) -> Result<Vec<Arc<Organization>>, ApiError> {
    if let Some(plans) = &offering.plans {
        return Ok(plans.clone());
    }
    let plans = ctx.loaders()?.load(PlansOf(Arc::clone(offering))).await?;
    Ok(plans.unwrap_or_default())
}

/// How much room there is, in one word.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "capacity::CapacityStatus")]
pub enum CapacityStatus {
    /// More than a fifth of the places are free.
    Open,
    /// At most a fifth of the places are free.
    Limited,
    /// People wait for a place, and a newcomer waits with them.
    Waitlist,
    /// No place is free.
    Full,
    /// The provider takes nobody for now, whatever is free.
    Paused,
}

/// How much room there is. There are never more live assignments than agreed places; the exact
/// figures are for the provider's own people and, of its own share, for a plan.
#[derive(SimpleObject, Debug, Clone, PartialEq, Eq)]
pub struct Capacity {
    /// In one word, for everybody.
    status: CapacityStatus,
    /// Whether a referral can be assigned now: `OPEN` or `LIMITED`. It promises nothing about the
    /// person's eligibility.
    accepting_referrals: bool,
    /// Places that a new assignment could take now; 0 while paused.
    available: i32,
    /// When the provider last said a figure, or confirmed it: the age of the rest. To the provider
    /// and to plans with a share, the instant; to everybody else, the start of that day in
    /// California.
    updated_at: DateTime,
    /// Number of places: to the provider the pool's, to a plan its cap; null for everybody else, and
    /// for a plan without a cap.
    limit: Option<i32>,
    /// Places held by assignments whose service has not started, for those who may see it; null
    /// also from 1 to 10 for a viewer who may not see people.
    held: Option<i32>,
    /// Places in use by services that run, for those who may see it; null also from 1 to 10 for a
    /// viewer who may not see people.
    active: Option<i32>,
    /// People who wait for a place: to the provider all, to a plan its own; null for everybody else,
    /// and from 1 to 10 for a viewer who may not see people.
    waiting: Option<i32>,
}

impl From<capacity::Capacity> for Capacity {
    fn from(capacity: capacity::Capacity) -> Self {
        let figures = capacity.figures;
        Self {
            status: capacity.status.into(),
            accepting_referrals: capacity.status.accepts_referrals(),
            available: capacity.available,
            updated_at: DateTime(capacity.updated_at),
            limit: figures.and_then(|figures| figures.limit),
            held: figures.and_then(|figures| figures.held),
            active: figures.and_then(|figures| figures.active),
            waiting: figures.and_then(|figures| figures.waiting),
        }
    }
}
