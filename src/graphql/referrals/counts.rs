use async_graphql::{Context, Object};

use super::codes::ReferralStatus;
use crate::graphql::directory::{Plan, PlanKey, ServiceCode};
use crate::graphql::{ApiError, ContextExt, Settle};
use crate::referrals;

/// How many referrals came in during a month, for one plan and service, by where they stand now.
#[derive(Clone, Debug)]
pub struct ReferralCount(referrals::ReferralCount);

/// How many referrals came in during a month, for one plan and service, by where they stand now.
#[Object]
impl ReferralCount {
    /// The plan.
    async fn plan(&self, ctx: &Context<'_>) -> Result<Plan, ApiError> {
        let found = ctx.loaders()?.load(PlanKey(self.0.plan)).await?;
        found.map(Plan).ok_or_else(ApiError::not_found)
    }

    /// For what.
    async fn service(&self) -> ServiceCode {
        self.0.service.into()
    }

    /// Where they stand now.
    async fn status(&self) -> ReferralStatus {
        self.0.status.into()
    }

    /// How many; null where they are about fewer than 11 people and the viewer may not see people.
    async fn referrals(&self) -> Option<i32> {
        let count = self.0.referrals?;
        Some(i32::try_from(count).unwrap_or(i32::MAX))
    }
}

/// Figures of the loop.
#[derive(Default)]
pub struct ReferralCountQuery;

#[Object]
impl ReferralCountQuery {
    /// How many referrals came in during a month, in California's time, by plan, service and
    /// status: of the viewer's plan and those it delegated to; for the state, of all plans. Cells
    /// without any are left out.
    #[graphql(complexity = "25 * child_complexity")]
    async fn referral_counts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Year, such as 2026.")] year: i32,
        #[graphql(desc = "Month, 1 to 12.")] month: i32,
    ) -> Result<Vec<ReferralCount>, ApiError> {
        let op = ctx.signed_in()?;
        let number = u32::try_from(month).unwrap_or(0);
        let referrals = &ctx.services()?.referrals;
        let counts = referrals.counts(op, year, number).await.settle_query()?;
        Ok(counts.into_iter().map(ReferralCount).collect())
    }
}
