use std::collections::HashMap;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use async_graphql::dataloader::Loader;

use crate::error::StoreError;
use crate::graphql::loaders::Source;
use crate::members::{
    Enrolment, FormerAddress, HouseholdPlace, KeptApart, LeadCareManager, LifeEvent, Member,
    MemberContact, MemberId, MemberPhone, MemberPopulation, MemberProgram, MergedRecord,
};

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
            .map(|(id, member)| (MemberKey(id), member))
            .collect())
    }
}

/// Key of the loader of a member's phones, the best first.
#[derive(Clone)]
pub struct PhonesKey(pub Member);

impl PartialEq for PhonesKey {
    fn eq(&self, other: &Self) -> bool {
        self.0.id == other.0.id
    }
}

impl Eq for PhonesKey {}

impl Hash for PhonesKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.id.hash(state);
    }
}

impl Loader<PhonesKey> for Source {
    type Value = Vec<MemberPhone>;
    type Error = Arc<StoreError>;

    async fn load(
        &self,
        keys: &[PhonesKey],
    ) -> Result<HashMap<PhonesKey, Vec<MemberPhone>>, Self::Error> {
        let members: Vec<Member> = keys.iter().map(|key| key.0.clone()).collect();
        let services = self.services();
        let mut found = services.members.phones_of(&self.op(), &members).await?;
        let phones = |key: &PhonesKey| found.remove(&key.0.id).unwrap_or_default();
        Ok(keys.iter().cloned().zip(keys.iter().map(phones)).collect())
    }
}

/// Loaders of lists that belong to a member, each by one method of the service.
macro_rules! of_member {
    ($($(#[$doc:meta])* $key:ident: $value:ty = $method:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash)]
        pub struct $key(pub MemberId);

        impl Loader<$key> for Source {
            type Value = $value;
            type Error = Arc<StoreError>;

            async fn load(&self, keys: &[$key]) -> Result<HashMap<$key, $value>, Self::Error> {
                let ids = keys.iter().map(|key| key.0);
                let found = self.services().members.$method(&self.op(), ids).await?;
                Ok(found
                    .into_iter()
                    .map(|(id, value)| ($key(id), value))
                    .collect())
            }
        }
    )+};
}

of_member! {
    /// Key of the loader of where a member lived before, the last first.
    FormerAddressesKey: Vec<FormerAddress> = former_addresses_of;
    /// Key of the loader of when a member was enrolled, in the order of the days.
    EnrolmentsKey: Vec<Enrolment> = enrolments_of;
    /// Key of the loader of who speaks or cares for a member, with those who did.
    ContactsKey: Vec<MemberContact> = contacts_of;
    /// Key of the loader of a member's populations of focus, in the order of their first days.
    PopulationsKey: Vec<MemberPopulation> = populations_of;
    /// Key of the loader of the programmes that a member is in, in the order of their first days.
    ProgramsKey: Vec<MemberProgram> = programs_of;
    /// Key of the loader of who leads and led a member's care.
    LeadsKey: Vec<LeadCareManager> = leads_of;
    /// Key of the loader of who lives in a member's household, the member included.
    HouseholdKey: Vec<HouseholdPlace> = households_of;
    /// Key of the loader of the records that were merged into a member.
    MergedKey: Vec<MergedRecord> = merged_into;
    /// Key of the loader of whom a member looks like and is not.
    ApartKey: Vec<KeptApart> = kept_apart;
    /// Key of the loader of what happened to a member, in the order of the days.
    LifeEventsKey: Vec<LifeEvent> = life_events_of;
}
