use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::Loader;

use crate::authorizations::{
    Appeal, AppealLetter, Authorization, AuthorizationEvent, AuthorizationId, Details, Entry,
    NoticeOfAction,
};
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

/// Key of the loader of what a plan told the member of an authorization in writing, in order.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct ActionsKey(pub AuthorizationId);

impl Loader<ActionsKey> for Source {
    type Value = Vec<NoticeOfAction>;
    type Error = Arc<StoreError>;

    async fn load(
        &self,
        keys: &[ActionsKey],
    ) -> Result<HashMap<ActionsKey, Vec<NoticeOfAction>>, Self::Error> {
        let ids = keys.iter().map(|key| key.0);
        let service = &self.services().authorizations;
        let mut found: HashMap<ActionsKey, Vec<NoticeOfAction>> = HashMap::new();
        for notice in service.notices_of(&self.op(), ids).await? {
            let of = found.entry(ActionsKey(notice.authorization)).or_default();
            of.push(notice);
        }
        Ok(found)
    }
}

/// Key of the loader of what was filed about an authorization, in order.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct AppealsKey(pub AuthorizationId);

impl Loader<AppealsKey> for Source {
    type Value = Vec<Appeal>;
    type Error = Arc<StoreError>;

    async fn load(
        &self,
        keys: &[AppealsKey],
    ) -> Result<HashMap<AppealsKey, Vec<Appeal>>, Self::Error> {
        let ids = keys.iter().map(|key| key.0);
        let service = &self.services().authorizations;
        let mut found: HashMap<AppealsKey, Vec<Appeal>> = HashMap::new();
        for appeal in service.appeals_of(&self.op(), ids).await? {
            let of = found.entry(AppealsKey(appeal.authorization)).or_default();
            of.push(appeal);
        }
        Ok(found)
    }
}

/// Key of the loader of the answer in writing to what was filed about an authorization, by its number.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct LetterKey(pub AuthorizationId, pub i32);

impl Loader<LetterKey> for Source {
    type Value = AppealLetter;
    type Error = Arc<StoreError>;

    async fn load(
        &self,
        keys: &[LetterKey],
    ) -> Result<HashMap<LetterKey, AppealLetter>, Self::Error> {
        let ids = keys.iter().map(|key| key.0);
        let service = &self.services().authorizations;
        let found = service.letters_of(&self.op(), ids).await?;
        Ok(found
            .into_iter()
            .map(|letter| (LetterKey(letter.authorization, letter.appeal), letter))
            .collect())
    }
}
