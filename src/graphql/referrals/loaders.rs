use std::collections::HashMap;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use async_graphql::dataloader::Loader;

use crate::error::StoreError;
use crate::graphql::loaders::Source;
use crate::notices::NoticeDelivery;
use crate::organizations::OrganizationId;
use crate::referrals::{
    Assignment, AssignmentId, Attempt, EarlyContact, Finding, HandOff, Reassessment, Referral,
    ReferralId,
};

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

/// Loaders of lists that belong to one record, each by one method of the service.
macro_rules! lists_of {
    ($($(#[$doc:meta])* $key:ident($id:ty): $value:ty = $method:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash)]
        pub struct $key(pub $id);

        impl Loader<$key> for Source {
            type Value = Vec<$value>;
            type Error = Arc<StoreError>;

            async fn load(
                &self,
                keys: &[$key],
            ) -> Result<HashMap<$key, Vec<$value>>, Self::Error> {
                let ids = keys.iter().map(|key| key.0);
                let found = self.services().referrals.$method(&self.op(), ids).await?;
                Ok(found
                    .into_iter()
                    .map(|(id, list)| ($key(id), list))
                    .collect())
            }
        }
    )+};
}

lists_of! {
    /// Key of the loader of what follows from a referral, earliest first.
    FollowersKey(ReferralId): Referral = followers;
    /// Key of the loader of contacts from before the assignment, earliest first.
    EarlyContactsKey(ReferralId): EarlyContact = early_contacts_of;
    /// Key of the loader of a referral's assignments, in order.
    AssignmentsKey(ReferralId): Assignment = assignments_of;
    /// Key of the loader of an assignment's attempts, earliest first.
    AttemptsKey(AssignmentId): Attempt = attempts_of;
    /// Key of the loader of an assignment's hand-offs, earliest first.
    HandOffsKey(AssignmentId): HandOff = hand_offs_of;
    /// Key of the loader of an assignment's reassessments, in order.
    ReassessmentsKey(AssignmentId): Reassessment = reassessments_of;
}

/// Key of the loader of what speaks against assigning a referral.
#[derive(Clone)]
pub struct TriageKey(pub Referral);

impl PartialEq for TriageKey {
    fn eq(&self, other: &Self) -> bool {
        self.0.id == other.0.id
    }
}

impl Eq for TriageKey {}

impl Hash for TriageKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.id.hash(state);
    }
}

impl Loader<TriageKey> for Source {
    type Value = Vec<Finding>;
    type Error = Arc<StoreError>;

    async fn load(
        &self,
        keys: &[TriageKey],
    ) -> Result<HashMap<TriageKey, Vec<Finding>>, Self::Error> {
        let referrals: Vec<Referral> = keys.iter().map(|key| key.0.clone()).collect();
        let service = &self.services().referrals;
        let mut found = service.triage(&self.op(), &referrals).await?;
        let mut of = |key: &TriageKey| found.remove(&key.0.id).unwrap_or_default();
        Ok(keys.iter().map(|key| (key.clone(), of(key))).collect())
    }
}
