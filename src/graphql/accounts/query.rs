use async_graphql::{Context, ID, Object};

use super::loaders::AccountKey;
use super::payload::account_id;
use super::types::{Account, Delegation, KnownOrganization};
use crate::graphql::connection::{Connection, list_cost, page_request};
use crate::graphql::{ApiError, ContextExt, Settle};

/// Reads about accounts and organizations.
#[derive(Default)]
pub struct AccountQuery;

#[Object]
impl AccountQuery {
    /// The people of the viewer's organization, the oldest account first. For its administrators.
    #[graphql(complexity = "list_cost(first, child_complexity)")]
    async fn accounts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
    ) -> Result<Connection<Account>, ApiError> {
        let op = ctx.signed_in()?;
        let request = page_request(ctx, first, after)?;
        let accounts = ctx.services()?.accounts.clone();
        let page = accounts.list(op, &request).await.settle_query()?;
        let op = op.clone();
        Ok(Connection::new(&request, page.map(Account), move || {
            let (accounts, op) = (accounts.clone(), op.clone());
            async move { accounts.count(&op).await.settle_query() }
        }))
    }

    /// An account; null if there is none that the viewer may see: their own, and to an administrator
    /// those of the organization.
    async fn account(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its global id.")] id: ID,
    ) -> Result<Option<Account>, ApiError> {
        ctx.signed_in()?;
        let account = ctx.loaders()?.load(AccountKey(account_id(&id)?)).await?;
        Ok(account.map(Account))
    }

    /// Whether the people of the viewer's organization have no roles before they enroll a second
    /// factor.
    async fn second_factor_required(&self, ctx: &Context<'_>) -> Result<bool, ApiError> {
        let op = ctx.signed_in()?;
        Ok(ctx.services()?.accounts.requires_second_factor(op).await?)
    }

    /// For whom the viewer's plan works, who works for it, and what is offered. For its
    /// administrators and privacy officers.
    async fn delegation(&self, ctx: &Context<'_>) -> Result<Delegation, ApiError> {
        let op = ctx.signed_in()?;
        let found = ctx.services()?.accounts.delegation(op).await;
        Ok(Delegation(found.settle_query()?))
    }

    /// All organizations, the oldest first. For the operator's administrator.
    #[graphql(complexity = "list_cost(first, child_complexity)")]
    async fn organizations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
    ) -> Result<Connection<KnownOrganization>, ApiError> {
        let op = ctx.signed_in()?;
        let request = page_request(ctx, first, after)?;
        let accounts = ctx.services()?.accounts.clone();
        let page = accounts.organizations(op, &request).await.settle_query()?;
        let op = op.clone();
        Ok(Connection::new(
            &request,
            page.map(KnownOrganization),
            move || {
                let (accounts, op) = (accounts.clone(), op.clone());
                async move { accounts.organization_count(&op).await.settle_query() }
            },
        ))
    }
}
