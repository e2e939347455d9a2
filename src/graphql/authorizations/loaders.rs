use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::Loader;

use crate::authorizations::{Authorization, AuthorizationEvent, AuthorizationId, Details, Entry};
use crate::error::StoreError;
use crate::graphql::loaders::Source;
use crate::referrals::ReferralId;

/// Key of the loader of one authorization.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct AuthorizationKey(pub AuthorizationId);

impl Loader<AuthorizationKey> for Source {
    type Value = Authorization;
    type Error = Arc<StoreError>;

    async fn load(
        &self,
        keys: &[AuthorizationKey],
    ) -> Result<HashMap<AuthorizationKey, Authorization>, Self::Error> {
        let ids = keys.iter().map(|key| key.0);
        let found = self
            .services()
            .authorizations
            .by_ids(&self.op(), ids)
            .await?;
        Ok(found
            .into_iter()
            .map(|one| (AuthorizationKey(one.id), one))
            .collect())
    }
}

/// Key of the loader of a referral's authorizations, in order.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct AuthorizationsKey(pub ReferralId);

impl Loader<AuthorizationsKey> for Source {
    type Value = Vec<Authorization>;
    type Error = Arc<StoreError>;

    async fn load(
        &self,
        keys: &[AuthorizationsKey],
    ) -> Result<HashMap<AuthorizationsKey, Vec<Authorization>>, Self::Error> {
        let ids = keys.iter().map(|key| key.0);
        let service = &self.services().authorizations;
        let found = service.of_referrals(&self.op(), ids).await?;
        Ok(found
            .into_iter()
            .map(|(id, all)| (AuthorizationsKey(id), all))
            .collect())
    }
}

/// Key of the loader of what belongs to a request.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct DetailsKey(pub AuthorizationId);

impl Loader<DetailsKey> for Source {
    type Value = Arc<Details>;
    type Error = Arc<StoreError>;

    async fn load(
        &self,
        keys: &[DetailsKey],
    ) -> Result<HashMap<DetailsKey, Arc<Details>>, Self::Error> {
        let ids: Vec<AuthorizationId> = keys.iter().map(|key| key.0).collect();
        let found = self
            .services()
            .authorizations
            .details(&self.op(), &ids)
            .await?;
        Ok(found
            .into_iter()
            .map(|(id, details)| (DetailsKey(id), Arc::new(details)))
            .collect())
    }
}

/// Key of the loader of an authorization's history, in order.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct HistoryKey(pub AuthorizationId);

impl Loader<HistoryKey> for Source {
    type Value = Vec<AuthorizationEvent>;
    type Error = Arc<StoreError>;

    async fn load(
        &self,
        keys: &[HistoryKey],
    ) -> Result<HashMap<HistoryKey, Vec<AuthorizationEvent>>, Self::Error> {
        let ids = keys.iter().map(|key| key.0);
        let service = &self.services().authorizations;
        let found = service.events_of(&self.op(), ids).await?;
        Ok(found
            .into_iter()
            .map(|(id, events)| (HistoryKey(id), events))
            .collect())
    }
}

/// Key of the loader of an authorization's ledger, in order.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct LedgerKey(pub AuthorizationId);

impl Loader<LedgerKey> for Source {
    type Value = Vec<Entry>;
    type Error = Arc<StoreError>;

    async fn load(
        &self,
        keys: &[LedgerKey],
    ) -> Result<HashMap<LedgerKey, Vec<Entry>>, Self::Error> {
        let ids = keys.iter().map(|key| key.0);
        let service = &self.services().authorizations;
        let found = service.entries_of(&self.op(), ids).await?;
        Ok(found
            .into_iter()
            .map(|(id, entries)| (LedgerKey(id), entries))
            .collect())
    }
}
