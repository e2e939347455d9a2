use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::Loader;

use crate::error::StoreError;
use crate::graphql::loaders::Source;
use crate::identity::accounts::Account;
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
