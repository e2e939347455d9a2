use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::Loader;

use crate::error::StoreError;
use crate::graphql::loaders::Source;
use crate::members::{Member, MemberId};

/// Key of the member loader.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct MemberKey(pub MemberId);

impl Loader<MemberKey> for Source {
    type Value = Member;
    type Error = Arc<StoreError>;

    async fn load(&self, keys: &[MemberKey]) -> Result<HashMap<MemberKey, Member>, Self::Error> {
        let ids = keys.iter().map(|key| key.0);
        let found = self.services().members.by_ids(&self.op(), ids).await?;
        Ok(found
            .into_iter()
            .map(|member| (MemberKey(member.id), member))
            .collect())
    }
}
