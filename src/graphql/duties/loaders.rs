use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::Loader;

use crate::duties::Escalation;
use crate::error::StoreError;
use crate::graphql::loaders::Source;
use crate::referrals::AssignmentId;

/// Key of the loader of an assignment's escalation, in order.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct EscalationKey(pub AssignmentId);

impl Loader<EscalationKey> for Source {
    type Value = Vec<Escalation>;
    type Error = Arc<StoreError>;

    async fn load(
        &self,
        keys: &[EscalationKey],
    ) -> Result<HashMap<EscalationKey, Vec<Escalation>>, Self::Error> {
        let ids = keys.iter().map(|key| key.0);
        let found = self
            .services()
            .referrals
            .escalations_of(&self.op(), ids)
            .await?;
        Ok(found
            .into_iter()
            .map(|(id, steps)| (EscalationKey(id), steps))
            .collect())
    }
}
