use async_graphql::{ComplexObject, Context, SimpleObject};

use super::codes::{OutreachMethod, OutreachOutcome};
use crate::graphql::directory::{Provider, ProviderKey};
use crate::graphql::scalars::DateTime;
use crate::graphql::{ApiError, ContextExt};
use crate::organizations::OrganizationId;
use crate::referrals;

/// A contact of the named provider with the person before anything was assigned. It neither starts
/// nor meets the outreach duty. For the provider and the plan.
#[derive(SimpleObject, Clone, Debug)]
#[graphql(complex)]
pub struct EarlyContact {
    #[graphql(skip)]
    provider_id: OrganizationId,
    /// When it was made.
    made_at: DateTime,
    /// When it was written down.
    recorded_at: DateTime,
    /// How it was made.
    method: OutreachMethod,
    /// What it led to.
    outcome: OutreachOutcome,
    /// Whole minutes, rounded up; a letter counts as 1.
    minutes: i32,
    /// Free text.
    note: Option<String>,
}

#[ComplexObject]
impl EarlyContact {
    /// Who was in touch.
    async fn provider(&self, ctx: &Context<'_>) -> Result<Provider, ApiError> {
        let found = ctx.loaders()?.load(ProviderKey(self.provider_id)).await?;
        found.map(Provider).ok_or_else(ApiError::not_found)
    }
}

impl From<referrals::EarlyContact> for EarlyContact {
    fn from(contact: referrals::EarlyContact) -> Self {
        Self {
            provider_id: contact.provider,
            made_at: DateTime(contact.made_at),
            recorded_at: DateTime(contact.recorded_at),
            method: contact.method.into(),
            outcome: contact.outcome.into(),
            minutes: contact.minutes,
            note: contact.note,
        }
    }
}
