use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::Loader;

use crate::error::StoreError;
use crate::graphql::loaders::Source;
use crate::visits::{Visit, VisitId};

/// Key of the loader of one visit.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct VisitKey(pub VisitId);

impl Loader<VisitKey> for Source {
    type Value = Visit;
    type Error = Arc<StoreError>;

    async fn load(&self, keys: &[VisitKey]) -> Result<HashMap<VisitKey, Visit>, Self::Error> {
        let ids = keys.iter().map(|key| key.0);
        let found = self.services().visits.by_ids(&self.op(), ids).await?;
        Ok(found
            .into_iter()
            .map(|one| (VisitKey(one.id), one))
            .collect())
    }
}
