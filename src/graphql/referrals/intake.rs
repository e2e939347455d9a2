//! What came in with a referral beyond the least.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::SimpleObject;
use async_graphql::dataloader::Loader;

use super::codes::{Agreement, Relationship, SourceKind, TransitionedFrom};
use crate::error::StoreError;
use crate::graphql::loaders::Source;
use crate::graphql::scalars::{Date, Npi};
use crate::reference::Reference;
use crate::referrals::{self, IntakeId, ReferralId};
use crate::tasks;

/// What came in with a referral, or with several for one person, beyond the least. For whoever sees
/// what the referral is about: the plan, whoever referred, and the provider that has it.
#[derive(SimpleObject, Clone, Debug)]
pub struct Intake {
    /// From what kind of source it comes.
    source: SourceKind,
    /// How whoever referred stands to the person.
    relationship: Option<Relationship>,
    /// NPI of the source, if it has one.
    source_npi: Option<Npi>,
    /// Address of the source.
    source_address: Option<String>,
    /// Whether the person agrees to be referred.
    agrees: Agreement,
    /// Whoever referred says that it is accurate and verified.
    is_attested: bool,
    /// The person has no phone.
    has_no_phone: bool,
    /// The person has no address.
    has_no_address: bool,
    /// Number and street of the person.
    street: Option<String>,
    /// City of the person.
    city: Option<String>,
    /// Where the person is found.
    whereabouts: Option<String>,
    /// Who knows where the person is.
    go_between: Option<IntakeGoBetween>,
    /// Language of the person: its code.
    language: Option<String>,
    /// What the person gets already.
    current_services: Option<String>,
    /// The programme that ended, from which the person comes; null where none was named.
    transitioned_from: Option<TransitionedFrom>,
    /// That the source and the plan agreed on faxes; null where they did not.
    fax: Option<FaxAgreement>,
}

/// An agreement of both sides on faxes, which are no electronic notice.
#[derive(SimpleObject, Clone, Debug)]
pub struct FaxAgreement {
    /// Where faxes go, E.164.
    number: String,
    /// The day on which it was agreed.
    agreed_on: Date,
}

impl From<tasks::FaxAgreement> for FaxAgreement {
    fn from(fax: tasks::FaxAgreement) -> Self {
        Self {
            number: fax.number,
            agreed_on: Date(fax.agreed_on),
        }
    }
}

/// Somebody who knows where the person is.
#[derive(SimpleObject, Clone, Debug)]
pub struct IntakeGoBetween {
    /// What the person calls them.
    name: String,
    /// Phone, E.164, if there is one.
    phone: Option<String>,
}

/// A social need: an ICD-10-CM code from Z55 to Z65.
#[derive(SimpleObject, Clone, Debug)]
pub struct SocialNeed {
    /// The code with its point, such as `Z59.01`.
    code: String,
    /// What it means.
    description: String,
}

impl From<referrals::Intake> for Intake {
    fn from(intake: referrals::Intake) -> Self {
        Self {
            source: intake.source.into(),
            relationship: intake.relationship.map(Into::into),
            source_npi: intake.source_npi.map(Npi),
            source_address: intake.source_address,
            agrees: intake.agrees.into(),
            is_attested: intake.is_attested,
            has_no_phone: intake.has_no_phone,
            has_no_address: intake.has_no_address,
            street: intake.street,
            city: intake.city,
            whereabouts: intake.whereabouts,
            go_between: intake.go_between.map(|one| IntakeGoBetween {
                name: one.name,
                phone: one.phone,
            }),
            language: intake.language.map(|language| language.to_string()),
            current_services: intake.current_services,
            transitioned_from: intake.transitioned_from.map(Into::into),
            fax: intake.fax.map(Into::into),
        }
    }
}

impl SocialNeed {
    /// The need with this code; `None` for one of another set of reference data.
    pub(super) fn of(code: &str) -> Option<Self> {
        let need = Reference::embedded().social_need(code)?;
        Some(Self {
            code: need.code.clone(),
            description: need.description.clone(),
        })
    }
}

/// Key of the loader of intakes.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct IntakeKey(pub IntakeId);

impl Loader<IntakeKey> for Source {
    type Value = referrals::Intake;
    type Error = Arc<StoreError>;

    async fn load(
        &self,
        keys: &[IntakeKey],
    ) -> Result<HashMap<IntakeKey, referrals::Intake>, Self::Error> {
        let ids = keys.iter().map(|key| key.0);
        let found = self.services().referrals.intakes(&self.op(), ids).await?;
        Ok(found
            .into_iter()
            .map(|(id, intake)| (IntakeKey(id), intake))
            .collect())
    }
}

/// Key of the loader of a referral's social needs.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct NeedsKey(pub ReferralId);

impl Loader<NeedsKey> for Source {
    type Value = Vec<String>;
    type Error = Arc<StoreError>;

    async fn load(&self, keys: &[NeedsKey]) -> Result<HashMap<NeedsKey, Vec<String>>, Self::Error> {
        let ids = keys.iter().map(|key| key.0);
        let found = self
            .services()
            .referrals
            .social_needs(&self.op(), ids)
            .await?;
        Ok(found
            .into_iter()
            .map(|(id, codes)| (NeedsKey(id), codes))
            .collect())
    }
}
