use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::Loader;

use crate::error::StoreError;
use crate::graphql::loaders::Source;
use crate::identity::accounts::{Account, Competence};
use crate::organizations::AccountId;

/// Key of the account loader.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct AccountKey(pub AccountId);

impl Loader<AccountKey> for Source {
    type Value = Account;
    type Error = Arc<StoreError>;

    async fn load(&self, keys: &[AccountKey]) -> Result<HashMap<AccountKey, Account>, Self::Error> {
        let ids = keys.iter().map(|key| key.0).collect();
        let found = self.services().accounts.by_ids(&self.op(), ids).await?;
        Ok(found
            .into_iter()
            .map(|account| (AccountKey(account.id), account))
            .collect())
    }
}

/// Key of the loader of what reviewers may decide against what is asked.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct CompetenceKey(pub AccountId);

impl Loader<CompetenceKey> for Source {
    type Value = Competence;
    type Error = Arc<StoreError>;

    async fn load(
        &self,
        keys: &[CompetenceKey],
    ) -> Result<HashMap<CompetenceKey, Competence>, Self::Error> {
        let ids = keys.iter().map(|key| key.0).collect();
        let found = self
            .services()
            .accounts
            .competences(&self.op(), ids)
            .await?;
        Ok(found
            .into_iter()
            .map(|(id, competence)| (CompetenceKey(id), competence))
            .collect())
    }
}
