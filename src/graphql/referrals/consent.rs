use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use async_graphql::{InputObject, SimpleObject};

use crate::error::StoreError;
use crate::graphql::loaders::Source;
use crate::graphql::scalars::{Date, DateTime};
use crate::referrals::{self, NewConsent, ReferralId};

/// A person's consent to the disclosure of records under 42 CFR Part 2 (42 CFR 2.31).
#[derive(InputObject)]
pub struct ConsentInput {
    /// What may be disclosed, to whom and what for, as the person signed it.
    scope: String,
    /// When it was given.
    given_on: Date,
}

impl ConsentInput {
    /// As the loop knows it.
    #[must_use]
    pub fn into_new(self) -> NewConsent {
        NewConsent {
            scope: self.scope,
            given_on: self.given_on.0,
        }
    }
}

/// A person's consent to the disclosure of records under 42 CFR Part 2.
#[derive(SimpleObject, Clone, Debug)]
pub struct Consent {
    /// What may be disclosed, to whom and what for, as the person signed it.
    scope: String,
    /// When it was given.
    given_on: Date,
    /// When it was written down.
    recorded_at: DateTime,
    /// When the person took it back; null while it is in force.
    revoked_on: Option<Date>,
}

impl From<referrals::Consent> for Consent {
    fn from(consent: referrals::Consent) -> Self {
        Self {
            scope: consent.scope,
            given_on: Date(consent.given_on),
            recorded_at: DateTime(consent.recorded_at),
            revoked_on: consent.revoked_on.map(Date),
        }
    }
}

/// Key of the loader of a referral's latest consent.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct ConsentKey(pub ReferralId);

impl Loader<ConsentKey> for Source {
    type Value = referrals::Consent;
    type Error = Arc<StoreError>;

    async fn load(
        &self,
        keys: &[ConsentKey],
    ) -> Result<HashMap<ConsentKey, referrals::Consent>, Self::Error> {
        let ids = keys.iter().map(|key| key.0);
        let found = self
            .services()
            .referrals
            .consents_of(&self.op(), ids)
            .await?;
        Ok(found
            .into_iter()
            .map(|(id, consent)| (ConsentKey(id), consent))
            .collect())
    }
}
