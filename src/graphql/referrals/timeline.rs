use async_graphql::{Context, Object};

use super::codes::{ActSource, ReferralEventKind};
use crate::graphql::ApiError;
use crate::graphql::organizations::Organization;
use crate::graphql::scalars::DateTime;
use crate::referrals;

/// One entry of a referral's timeline.
#[derive(Clone, Debug)]
pub struct ReferralEvent(pub referrals::ReferralEvent);

/// One entry of a referral's timeline.
#[Object]
impl ReferralEvent {
    /// What happened.
    async fn kind(&self) -> ReferralEventKind {
        self.0.kind.into()
    }

    /// When it happened.
    async fn occurred_at(&self) -> DateTime {
        DateTime(self.0.occurred_at)
    }

    /// When it was written down.
    async fn recorded_at(&self) -> DateTime {
        DateTime(self.0.recorded_at)
    }

    /// Which organization acted.
    async fn by(&self, ctx: &Context<'_>) -> Result<Organization, ApiError> {
        Organization::load(ctx, self.0.organization).await
    }

    /// Which of its people acted, by name. For the plan and that organization; null for others and
    /// where the server acted by itself.
    async fn by_person(&self, ctx: &Context<'_>) -> Result<Option<String>, ApiError> {
        match self.0.account {
            Some(account) => crate::graphql::organizations::person_name(ctx, account).await,
            None => Ok(None),
        }
    }

    /// Where the act came from.
    async fn source(&self) -> ActSource {
        self.0.source.into()
    }

    /// Reason code of a decline or a closure. A provider does not see why another declined.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// Text beside the reason. For the plan and the organization that acted; null for others.
    async fn note(&self) -> Option<&str> {
        self.0.note.as_deref()
    }
}
