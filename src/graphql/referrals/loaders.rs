use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::Loader;

use crate::error::StoreError;
use crate::graphql::loaders::Source;
use crate::notices::NoticeDelivery;
use crate::organizations::OrganizationId;
use crate::referrals::{Assignment, AssignmentId, Attempt, HandOff, Referral, ReferralId};

/// Key of the referral loader.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct ReferralKey(pub ReferralId);

impl Loader<ReferralKey> for Source {
    type Value = Referral;
    type Error = Arc<StoreError>;

    async fn load(
        &self,
        keys: &[ReferralKey],
    ) -> Result<HashMap<ReferralKey, Referral>, Self::Error> {
        let ids = keys.iter().map(|key| key.0);
        let found = self.services().referrals.by_ids(&self.op(), ids).await?;
        Ok(found
            .into_iter()
            .map(|referral| (ReferralKey(referral.id), referral))
            .collect())
    }
}

/// Key of the assignment loader.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct AssignmentKey(pub AssignmentId);

impl Loader<AssignmentKey> for Source {
    type Value = Assignment;
    type Error = Arc<StoreError>;

    async fn load(
        &self,
        keys: &[AssignmentKey],
    ) -> Result<HashMap<AssignmentKey, Assignment>, Self::Error> {
        let ids = keys.iter().map(|key| key.0);
        let found = self
            .services()
            .referrals
            .assignments_by_ids(&self.op(), ids)
            .await?;
        Ok(found
            .into_iter()
            .map(|assignment| (AssignmentKey(assignment.id), assignment))
            .collect())
    }
}

/// Key of the loader of a referral's assignments, in order.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct AssignmentsKey(pub ReferralId);

impl Loader<AssignmentsKey> for Source {
    type Value = Vec<Assignment>;
    type Error = Arc<StoreError>;

    async fn load(
        &self,
        keys: &[AssignmentsKey],
    ) -> Result<HashMap<AssignmentsKey, Vec<Assignment>>, Self::Error> {
        let ids = keys.iter().map(|key| key.0);
        let found = self
            .services()
            .referrals
            .assignments_of(&self.op(), ids)
            .await?;
        Ok(found
            .into_iter()
            .map(|(id, assignments)| (AssignmentsKey(id), assignments))
            .collect())
    }
}

/// Key of the loader of an assignment's attempts, earliest first.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct AttemptsKey(pub AssignmentId);

impl Loader<AttemptsKey> for Source {
    type Value = Vec<Attempt>;
    type Error = Arc<StoreError>;

    async fn load(
        &self,
        keys: &[AttemptsKey],
    ) -> Result<HashMap<AttemptsKey, Vec<Attempt>>, Self::Error> {
        let ids = keys.iter().map(|key| key.0);
        let found = self
            .services()
            .referrals
            .attempts_of(&self.op(), ids)
            .await?;
        Ok(found
            .into_iter()
            .map(|(id, attempts)| (AttemptsKey(id), attempts))
            .collect())
    }
}

/// Key of the loader of an assignment's hand-offs, earliest first.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct HandOffsKey(pub AssignmentId);

impl Loader<HandOffsKey> for Source {
    type Value = Vec<HandOff>;
    type Error = Arc<StoreError>;

    async fn load(
        &self,
        keys: &[HandOffsKey],
    ) -> Result<HashMap<HandOffsKey, Vec<HandOff>>, Self::Error> {
        let ids = keys.iter().map(|key| key.0);
        let found = self
            .services()
            .referrals
            .hand_offs_of(&self.op(), ids)
            .await?;
        Ok(found
            .into_iter()
            .map(|(id, hand_offs)| (HandOffsKey(id), hand_offs))
            .collect())
    }
}

/// Key of the loader of how a provider was told of its assignment.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct DeliveryKey(pub AssignmentId, pub OrganizationId);

impl Loader<DeliveryKey> for Source {
    type Value = NoticeDelivery;
    type Error = Arc<StoreError>;

    async fn load(
        &self,
        keys: &[DeliveryKey],
    ) -> Result<HashMap<DeliveryKey, NoticeDelivery>, Self::Error> {
        let ids = keys.iter().map(|key| key.0).collect();
        let mut found = self.services().notices.deliveries(&self.op(), ids).await?;
        Ok(keys
            .iter()
            .filter_map(|key| Some((key.clone(), found.remove(&(key.0, key.1))?)))
            .collect())
    }
}
