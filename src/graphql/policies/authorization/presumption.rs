use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};

use crate::graphql::directory::{Provider, ProviderKey, ServiceCode};
use crate::graphql::idempotency::idempotency_key;
use crate::graphql::scalars::Date;
use crate::graphql::{ApiError, ContextExt, NodeKind, Settle, UserError};
use crate::organizations::OrganizationId;
use crate::policies;

/// A provider that starts an urgent service at once, while the plan decides.
pub struct PresumptiveProvider(policies::PresumptiveProvider);

impl From<policies::PresumptiveProvider> for PresumptiveProvider {
    fn from(named: policies::PresumptiveProvider) -> Self {
        Self(named)
    }
}

/// A provider that starts an urgent service at once, while the plan decides.
#[Object]
impl PresumptiveProvider {
    /// Which provider.
    async fn provider(&self, ctx: &Context<'_>) -> Result<Option<Provider>, ApiError> {
        let found = ctx.loaders()?.load(ProviderKey(self.0.provider)).await?;
        Ok(found.map(Provider))
    }

    /// For which service.
    async fn service(&self) -> ServiceCode {
        self.0.service.into()
    }

    /// First day.
    async fn from_on(&self) -> Date {
        Date(self.0.from_on)
    }

    /// Last day; null while none is set.
    async fn until_on(&self) -> Option<Date> {
        self.0.until_on.map(Date)
    }
}

/// Which provider may start a service before your plan has decided, and for how long it is named. For
/// how many days each start is paid says the policy (`presumptiveDays`).
#[derive(InputObject)]
pub struct SetPresumptiveProviderInput {
    /// Which provider.
    provider_id: ID,
    /// For which service.
    service: ServiceCode,
    /// First day: today or later; to end what has begun, its first day.
    from_on: Date,
    /// Last day: today or later; null: none is set.
    until_on: Option<Date>,
    /// So that a retry is not a repeat: 1 to 128 bytes, kept for 7 days.
    idempotency_key: Option<String>,
}

/// Why nobody was named.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "policies::SetPresumptiveProviderRefusal")]
pub enum SetPresumptiveProviderErrorCode {
    /// There is no such provider.
    UnknownProvider,
    /// The provider does not offer the service on the first day.
    NotOffered,
    /// It is named for some of these days already: end that term first.
    Overlaps,
    /// A day lies in the past: what was presumed by it stays as it was.
    InPast,
    /// The last day lies before the first.
    DatesReversed,
    /// The idempotency key was used for another input.
    IdempotencyKeyReused,
}

/// What came of it.
#[derive(SimpleObject)]
pub struct SetPresumptiveProviderPayload {
    /// Who is named now; null when nobody was.
    presumptive_provider: Option<PresumptiveProvider>,
    /// Why nobody was named; empty when somebody was.
    user_errors: Vec<UserError<SetPresumptiveProviderErrorCode>>,
}

/// Names providers that start before the plan has decided.
#[derive(Default)]
pub struct SetPresumptiveProvider;

#[Object]
impl SetPresumptiveProvider {
    /// Name a provider that may start an urgent service at once, while your plan decides, or say until
    /// when it is named. What it has started stays as it was. For the plan's network managers.
    async fn set_presumptive_provider(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who, for what, and from when.")] input: SetPresumptiveProviderInput,
    ) -> Result<SetPresumptiveProviderPayload, ApiError> {
        let op = ctx.signed_in()?;
        let key = input.idempotency_key.as_ref();
        let key = idempotency_key(ctx, "setPresumptiveProvider", key, &input)?;
        let named = policies::PresumptiveProvider {
            provider: OrganizationId(NodeKind::Provider.parse(&input.provider_id)?),
            service: input.service.into(),
            from_on: input.from_on.0,
            until_on: input.until_on.map(|day| day.0),
        };
        let policies = &ctx.services()?.policies;
        let outcome = policies
            .set_presumptive_provider(op, &named, key.as_ref())
            .await;
        Ok(match outcome.settle()? {
            Ok(named) => SetPresumptiveProviderPayload {
                presumptive_provider: Some(named.into()),
                user_errors: Vec::new(),
            },
            Err(refusals) => SetPresumptiveProviderPayload {
                presumptive_provider: None,
                user_errors: refusals.into_iter().map(UserError::of).collect(),
            },
        })
    }
}
