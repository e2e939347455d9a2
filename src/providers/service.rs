//! The directory: what anybody may ask about providers and plans.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use entity::types::{OfferingId, OrganizationId};

use super::filter::{FilterError, ProviderFilter, Search};
use super::model::{Offering, Provider, ProviderOrder, Wanted};
use super::rules::{Contract, Network, paying_plans};
use super::store;
use crate::db::{CursorError, Db, Page, PageRequest, Reader};
use crate::error::{Failure, StoreError};
use crate::op::OpCtx;
use crate::organizations::Organization;
use crate::reference::{CountyFips, Reference, ServiceCode, ZipCode};

/// Why a search was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SearchRefusal {
    /// The filter cannot be applied.
    #[error(transparent)]
    Filter(#[from] FilterError),
    /// The cursor is not of this list.
    #[error(transparent)]
    Cursor(#[from] CursorError),
}

/// Why a search gave nothing.
pub type SearchError = Failure<SearchRefusal>;

/// The directory service. Cheap to clone.
#[derive(Clone)]
pub struct Directory {
    db: Db,
    reference: &'static Reference,
}

impl Directory {
    /// Reads through `db`.
    #[must_use]
    pub fn new(db: Db, reference: &'static Reference) -> Self {
        Self { db, reference }
    }

    /// A page of the providers that match, in at most four statements whatever its size.
    pub async fn search(
        &self,
        op: &OpCtx,
        filter: &ProviderFilter,
        order: ProviderOrder,
        request: &PageRequest,
        wanted: Wanted,
    ) -> Result<Page<Provider>, SearchError> {
        let search = self.check(filter)?;
        let after = store::start(request, order).map_err(|error| Failure::Refused(error.into()))?;
        let reader = self.db.read(op);
        let mut page = store::search(&reader, &search, order, after, request).await?;
        if wanted.offerings {
            let ids: Vec<OrganizationId> = page.items.iter().map(|(_, row)| row.id).collect();
            let mut offerings = by_provider(Self::offerings_in(&reader, &ids, wanted.plans).await?);
            for (_, provider) in &mut page.items {
                let own = offerings.remove(&provider.id).unwrap_or_default();
                provider.offerings = Some(own.into_iter().map(Arc::new).collect());
            }
        }
        Ok(page)
    }

    /// How many providers match.
    pub async fn count(&self, op: &OpCtx, filter: &ProviderFilter) -> Result<u64, SearchError> {
        let search = self.check(filter)?;
        Ok(store::count(&self.db.read(op), &search).await?)
    }

    fn check(&self, filter: &ProviderFilter) -> Result<Search, SearchError> {
        Search::new(filter, self.reference).map_err(|error| Failure::Refused(error.into()))
    }

    /// These providers, without their offerings.
    pub async fn providers(
        &self,
        op: &OpCtx,
        ids: &[OrganizationId],
    ) -> Result<Vec<Provider>, StoreError> {
        store::providers(&self.db.read(op), ids).await
    }

    /// The offerings of these providers that are in force today, by service, without their plans.
    pub async fn offerings_of(
        &self,
        op: &OpCtx,
        providers: &[OrganizationId],
    ) -> Result<HashMap<OrganizationId, Vec<Offering>>, StoreError> {
        let offerings = Self::offerings_in(&self.db.read(op), providers, false).await?;
        Ok(by_provider(offerings))
    }

    async fn offerings_in(
        reader: &Reader,
        providers: &[OrganizationId],
        with_plans: bool,
    ) -> Result<Vec<Offering>, StoreError> {
        let mut offerings = store::offerings_of(reader, providers).await?;
        if with_plans {
            let (contracts, network) = Self::payers(reader, offerings.iter()).await?;
            for offering in &mut offerings {
                offering.plans = Some(paying_plans(offering, &contracts, &network));
            }
        }
        Ok(offerings)
    }

    /// These offerings, past ones as well, without their plans.
    pub async fn offerings(
        &self,
        op: &OpCtx,
        ids: &[OfferingId],
    ) -> Result<Vec<Offering>, StoreError> {
        store::offerings(&self.db.read(op), ids).await
    }

    /// The plans that pay for these offerings today, by name.
    pub async fn plans_of(
        &self,
        op: &OpCtx,
        offerings: &[Arc<Offering>],
    ) -> Result<HashMap<OfferingId, Vec<Arc<Organization>>>, StoreError> {
        let known = offerings.iter().map(AsRef::as_ref);
        let (contracts, network) = Self::payers(&self.db.read(op), known).await?;
        Ok(offerings
            .iter()
            .map(|offering| (offering.id, paying_plans(offering, &contracts, &network)))
            .collect())
    }

    /// What decides who pays for these offerings today.
    async fn payers(
        reader: &Reader,
        offerings: impl Iterator<Item = &Offering> + Clone,
    ) -> Result<(HashSet<Contract>, Network), StoreError> {
        let providers: BTreeSet<_> = offerings
            .clone()
            .map(|offering| offering.provider)
            .collect();
        let counties: BTreeSet<_> = offerings
            .flat_map(|known| &known.counties)
            .copied()
            .collect();
        let counties: Vec<_> = counties.into_iter().collect();
        let contracts = store::contracts(reader, providers.into_iter()).await?;
        let network = store::network(reader, &counties).await?;
        Ok((contracts, network))
    }

    /// The ZIP codes that these offerings are for; none for offerings of whole counties.
    pub async fn zips_of(
        &self,
        op: &OpCtx,
        offerings: &[OfferingId],
    ) -> Result<HashMap<OfferingId, Vec<ZipCode>>, StoreError> {
        store::zips_of(&self.db.read(op), offerings).await
    }

    /// The plans of this exchange by name.
    pub async fn plans(&self, op: &OpCtx) -> Result<Vec<Organization>, StoreError> {
        store::plans(&self.db.read(op)).await
    }

    /// The plans that have members in these counties today, by name.
    pub async fn plans_in(
        &self,
        op: &OpCtx,
        counties: &[CountyFips],
    ) -> Result<HashMap<CountyFips, Vec<Arc<Organization>>>, StoreError> {
        store::plans_in(&self.db.read(op), counties).await
    }

    /// The counties in which these plans have members today.
    pub async fn counties_of(
        &self,
        op: &OpCtx,
        plans: &[OrganizationId],
    ) -> Result<HashMap<OrganizationId, Vec<CountyFips>>, StoreError> {
        store::counties_of(&self.db.read(op), plans).await
    }

    /// What these plans offer today, county by county.
    pub async fn services_of(
        &self,
        op: &OpCtx,
        plans: &[OrganizationId],
    ) -> Result<HashMap<OrganizationId, Vec<(CountyFips, ServiceCode)>>, StoreError> {
        store::services_of(&self.db.read(op), plans).await
    }
}

fn by_provider(offerings: Vec<Offering>) -> HashMap<OrganizationId, Vec<Offering>> {
    let mut by_provider: HashMap<_, Vec<_>> = HashMap::new();
    for offering in offerings {
        by_provider
            .entry(offering.provider)
            .or_default()
            .push(offering);
    }
    by_provider
}
