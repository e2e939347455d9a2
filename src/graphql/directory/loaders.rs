//! Batched reads of the directory.

use std::collections::HashMap;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use async_graphql::dataloader::Loader;

use crate::error::StoreError;
use crate::graphql::loaders::Source;
use crate::organizations::{Organization, OrganizationId, OrganizationKind};
use crate::providers::{Offering, OfferingId, Provider};
use crate::reference::{CountyFips, ServiceCode, ZipCode};

/// A batch, or the failure that all who wait for it share.
type Loaded<K, V> = Result<HashMap<K, V>, Arc<StoreError>>;

/// Keys of the loader. Each wraps an id and says what is asked about it.
macro_rules! keys {
    ($($(#[$doc:meta])* $name:ident($id:ty))+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub struct $name(pub $id);
    )+};
}

keys! {
    /// A provider.
    ProviderKey(OrganizationId)
    /// A plan.
    PlanKey(OrganizationId)
    /// An offering, past or present.
    OfferingKey(OfferingId)
    /// What a provider offers today.
    OfferingsOf(OrganizationId)
    /// The ZIP codes of an offering's area.
    ZipsOf(OfferingId)
    /// The plans with members in a county today.
    PlansIn(CountyFips)
    /// The counties in which a plan has members today.
    CountiesOf(OrganizationId)
    /// What a plan offers today, county by county.
    ServicesOf(OrganizationId)
}

/// The plans that pay for an offering today. Two keys are one if they name the same offering.
#[derive(Clone, Debug)]
pub struct PlansOf(pub Arc<Offering>);

impl PartialEq for PlansOf {
    fn eq(&self, other: &Self) -> bool {
        self.0.id == other.0.id
    }
}

impl Eq for PlansOf {}

impl Hash for PlansOf {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.id.hash(state);
    }
}

fn keyed<K: Hash + Eq, W: Hash + Eq, V>(
    values: HashMap<K, V>,
    wrap: impl Fn(K) -> W,
) -> HashMap<W, V> {
    values
        .into_iter()
        .map(|(key, value)| (wrap(key), value))
        .collect()
}

impl Loader<ProviderKey> for Source {
    type Value = Arc<Provider>;
    type Error = Arc<StoreError>;

    async fn load(&self, keys: &[ProviderKey]) -> Loaded<ProviderKey, Self::Value> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let providers = self
            .services()
            .directory
            .providers(&self.op(), &ids)
            .await?;
        Ok(providers
            .into_iter()
            .map(|provider| (ProviderKey(provider.id), Arc::new(provider)))
            .collect())
    }
}

impl Loader<PlanKey> for Source {
    type Value = Arc<Organization>;
    type Error = Arc<StoreError>;

    async fn load(&self, keys: &[PlanKey]) -> Loaded<PlanKey, Self::Value> {
        let ids = keys.iter().map(|key| key.0).collect();
        let organizations = &self.services().organizations;
        Ok(organizations
            .by_ids(&self.op(), ids)
            .await?
            .into_iter()
            .filter(|found| found.kind == OrganizationKind::Plan)
            .map(|plan| (PlanKey(plan.id), Arc::new(plan)))
            .collect())
    }
}

impl Loader<OfferingKey> for Source {
    type Value = Arc<Offering>;
    type Error = Arc<StoreError>;

    async fn load(&self, keys: &[OfferingKey]) -> Loaded<OfferingKey, Self::Value> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let offerings = self
            .services()
            .directory
            .offerings(&self.op(), &ids)
            .await?;
        Ok(offerings
            .into_iter()
            .map(|offering| (OfferingKey(offering.id), Arc::new(offering)))
            .collect())
    }
}

impl Loader<OfferingsOf> for Source {
    type Value = Vec<Arc<Offering>>;
    type Error = Arc<StoreError>;

    async fn load(&self, keys: &[OfferingsOf]) -> Loaded<OfferingsOf, Self::Value> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let offerings = self
            .services()
            .directory
            .offerings_of(&self.op(), &ids)
            .await?;
        Ok(offerings
            .into_iter()
            .map(|(provider, own)| {
                let own = own.into_iter().map(Arc::new).collect();
                (OfferingsOf(provider), own)
            })
            .collect())
    }
}

impl Loader<PlansOf> for Source {
    type Value = Vec<Arc<Organization>>;
    type Error = Arc<StoreError>;

    async fn load(&self, keys: &[PlansOf]) -> Loaded<PlansOf, Self::Value> {
        let offerings: Vec<_> = keys.iter().map(|key| Arc::clone(&key.0)).collect();
        let directory = &self.services().directory;
        let mut plans = directory.plans_of(&self.op(), &offerings).await?;
        Ok(keys
            .iter()
            .filter_map(|key| Some((key.clone(), plans.remove(&key.0.id)?)))
            .collect())
    }
}

impl Loader<ZipsOf> for Source {
    type Value = Vec<ZipCode>;
    type Error = Arc<StoreError>;

    async fn load(&self, keys: &[ZipsOf]) -> Loaded<ZipsOf, Self::Value> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let zips = self.services().directory.zips_of(&self.op(), &ids).await?;
        Ok(keyed(zips, ZipsOf))
    }
}

impl Loader<PlansIn> for Source {
    type Value = Vec<Arc<Organization>>;
    type Error = Arc<StoreError>;

    async fn load(&self, keys: &[PlansIn]) -> Loaded<PlansIn, Self::Value> {
        let counties: Vec<_> = keys.iter().map(|key| key.0).collect();
        let plans = self
            .services()
            .directory
            .plans_in(&self.op(), &counties)
            .await?;
        Ok(keyed(plans, PlansIn))
    }
}

impl Loader<CountiesOf> for Source {
    type Value = Vec<CountyFips>;
    type Error = Arc<StoreError>;

    async fn load(&self, keys: &[CountiesOf]) -> Loaded<CountiesOf, Self::Value> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let counties = self
            .services()
            .directory
            .counties_of(&self.op(), &ids)
            .await?;
        Ok(keyed(counties, CountiesOf))
    }
}

impl Loader<ServicesOf> for Source {
    type Value = Vec<(CountyFips, ServiceCode)>;
    type Error = Arc<StoreError>;

    async fn load(&self, keys: &[ServicesOf]) -> Loaded<ServicesOf, Self::Value> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let services = self
            .services()
            .directory
            .services_of(&self.op(), &ids)
            .await?;
        Ok(keyed(services, ServicesOf))
    }
}
