use async_graphql::{Context, Object};

use super::policy::PrivacyPolicy;
use crate::graphql::connection::{Connection, list_cost, page_request};
use crate::graphql::members::{Member, MemberKey};
use crate::graphql::organizations::person_name;
use crate::graphql::scalars::DateTime;
use crate::graphql::{ApiError, ContextExt, Settle};
use crate::privacy;

/// A restricted member whom a coordinator opened for an hour.
#[derive(Clone, Debug)]
pub struct BrokenGlass(pub privacy::BrokenGlass);

/// A restricted member whom a coordinator opened for an hour. For the plan's privacy officers, and
/// for who broke it.
#[Object]
impl BrokenGlass {
    /// Whom it is about; null once the viewer may not see the member any more.
    async fn member(&self, ctx: &Context<'_>) -> Result<Option<Member>, ApiError> {
        let found = ctx.loaders()?.load(MemberKey(self.0.member)).await?;
        Ok(found.map(Member))
    }

    /// Name of the person who opened the record.
    async fn by_person(&self, ctx: &Context<'_>) -> Result<Option<String>, ApiError> {
        person_name(ctx, self.0.account).await
    }

    /// Why it could not wait, in their words.
    async fn reason(&self) -> &str {
        &self.0.reason
    }

    /// When the record was opened.
    async fn broken_at(&self) -> DateTime {
        DateTime(self.0.broken_at)
    }

    /// Until when it was open.
    async fn open_until(&self) -> DateTime {
        DateTime(self.0.expires_at)
    }
}

/// Reads about privacy.
#[derive(Default)]
pub struct PrivacyQuery;

#[Object]
impl PrivacyQuery {
    /// Who sees what is restricted in the viewer's plan. For privacy officers.
    async fn privacy_policy(&self, ctx: &Context<'_>) -> Result<PrivacyPolicy, ApiError> {
        let op = ctx.signed_in()?;
        match ctx.services()?.privacy.policy(op).await.settle()? {
            Ok(policy) => Ok(policy.into()),
            Err(never) => match never {},
        }
    }

    /// Who opened which restricted member, latest first: to privacy officers all of the plan's, to
    /// coordinators their own.
    #[graphql(complexity = "list_cost(first, child_complexity)")]
    async fn broken_glass(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
    ) -> Result<Connection<BrokenGlass>, ApiError> {
        let op = ctx.signed_in()?;
        let request = page_request(ctx, first, after)?;
        let privacy = ctx.services()?.privacy.clone();
        let page = privacy.broken_glass(op, &request).await.settle_query()?;
        let op = op.clone();
        Ok(Connection::new(
            &request,
            page.map(BrokenGlass),
            move || {
                let (privacy, op) = (privacy.clone(), op.clone());
                async move { Ok(privacy.broken_glass_count(&op).await?) }
            },
        ))
    }
}
