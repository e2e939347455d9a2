//! Batched reads of the directory.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;

use async_graphql::dataloader::Loader;

use crate::error::StoreError;
use crate::op::OpCtx;
use crate::providers::{Directory, Offering, OfferingId, Organization, OrganizationId, Provider};
use crate::reference::{CountyFips, ServiceCode, ZipCode};

/// Reads the directory as its operation's caller is at that moment.
pub struct DirectoryLoader {
    pub(crate) directory: Directory,
    pub(crate) fresh: Arc<dyn Fn() -> OpCtx + Send + Sync>,
}

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
    /// An organization of any kind: its name.
    OrganizationKey(OrganizationId)
    /// An offering, past or present.
    OfferingKey(OfferingId)
    /// What a provider offers today.
    OfferingsOf(OrganizationId)
    /// The plans that pay for an offering today.
    PlansOf(OfferingId)
    /// The ZIP codes of an offering's area.
    ZipsOf(OfferingId)
    /// The plans with members in a county today.
    PlansIn(CountyFips)
    /// The counties in which a plan has members today.
    CountiesOf(OrganizationId)
    /// What a plan offers today, county by county.
    ServicesOf(OrganizationId)
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

impl Loader<ProviderKey> for DirectoryLoader {
    type Value = Arc<Provider>;
    type Error = Arc<StoreError>;

    async fn load(&self, keys: &[ProviderKey]) -> Loaded<ProviderKey, Self::Value> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let providers = self.directory.providers(&(self.fresh)(), &ids).await?;
        Ok(providers
            .into_iter()
            .map(|provider| (ProviderKey(provider.id), Arc::new(provider)))
            .collect())
    }
}

impl Loader<OrganizationKey> for DirectoryLoader {
    type Value = Arc<Organization>;
    type Error = Arc<StoreError>;

    async fn load(&self, keys: &[OrganizationKey]) -> Loaded<OrganizationKey, Self::Value> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let organizations = self.directory.organizations(&(self.fresh)(), &ids).await?;
        Ok(organizations
            .into_iter()
            .map(|organization| (OrganizationKey(organization.id), Arc::new(organization)))
            .collect())
    }
}

impl Loader<OfferingKey> for DirectoryLoader {
    type Value = Arc<Offering>;
    type Error = Arc<StoreError>;

    async fn load(&self, keys: &[OfferingKey]) -> Loaded<OfferingKey, Self::Value> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let offerings = self.directory.offerings(&(self.fresh)(), &ids).await?;
        Ok(offerings
            .into_iter()
            .map(|offering| (OfferingKey(offering.id), Arc::new(offering)))
            .collect())
    }
}

impl Loader<OfferingsOf> for DirectoryLoader {
    type Value = Vec<Arc<Offering>>;
    type Error = Arc<StoreError>;

    async fn load(&self, keys: &[OfferingsOf]) -> Loaded<OfferingsOf, Self::Value> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let offerings = self.directory.offerings_of(&(self.fresh)(), &ids).await?;
        Ok(offerings
            .into_iter()
            .map(|(provider, own)| {
                let own = own.into_iter().map(Arc::new).collect();
                (OfferingsOf(provider), own)
            })
            .collect())
    }
}

impl Loader<PlansOf> for DirectoryLoader {
    type Value = Vec<Arc<Organization>>;
    type Error = Arc<StoreError>;

    async fn load(&self, keys: &[PlansOf]) -> Loaded<PlansOf, Self::Value> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let plans = self.directory.plans_of(&(self.fresh)(), &ids).await?;
        Ok(keyed(plans, PlansOf))
    }
}

impl Loader<ZipsOf> for DirectoryLoader {
    type Value = Vec<ZipCode>;
    type Error = Arc<StoreError>;

    async fn load(&self, keys: &[ZipsOf]) -> Loaded<ZipsOf, Self::Value> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let zips = self.directory.zips_of(&(self.fresh)(), &ids).await?;
        Ok(keyed(zips, ZipsOf))
    }
}

impl Loader<PlansIn> for DirectoryLoader {
    type Value = Vec<Arc<Organization>>;
    type Error = Arc<StoreError>;

    async fn load(&self, keys: &[PlansIn]) -> Loaded<PlansIn, Self::Value> {
        let counties: Vec<_> = keys.iter().map(|key| key.0).collect();
        let plans = self.directory.plans_in(&(self.fresh)(), &counties).await?;
        Ok(keyed(plans, PlansIn))
    }
}

impl Loader<CountiesOf> for DirectoryLoader {
    type Value = Vec<CountyFips>;
    type Error = Arc<StoreError>;

    async fn load(&self, keys: &[CountiesOf]) -> Loaded<CountiesOf, Self::Value> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let counties = self.directory.counties_of(&(self.fresh)(), &ids).await?;
        Ok(keyed(counties, CountiesOf))
    }
}

impl Loader<ServicesOf> for DirectoryLoader {
    type Value = Vec<(CountyFips, ServiceCode)>;
    type Error = Arc<StoreError>;

    async fn load(&self, keys: &[ServicesOf]) -> Loaded<ServicesOf, Self::Value> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let services = self.directory.services_of(&(self.fresh)(), &ids).await?;
        Ok(keyed(services, ServicesOf))
    }
}
