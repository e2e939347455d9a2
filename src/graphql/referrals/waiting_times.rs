use async_graphql::{Context, ID, Object, SimpleObject};

use crate::graphql::directory::County;
use crate::graphql::scalars::{Date, LanguageCode};
use crate::graphql::{ApiError, ContextExt, NodeKind, Settle};
use crate::organizations::OrganizationId;
use crate::reference::Reference;
use crate::referrals;

/// How long people of one county and language wait for a place. Figures about 1 to 10 people are
/// null for a viewer who may not see people.
#[derive(SimpleObject)]
pub struct WaitingTime {
    /// Where the service is needed.
    county: County,
    /// What the members speak.
    language: LanguageCode,
    /// Who waits now.
    waiting: Option<i32>,
    /// Whole days since the first of them began to wait; null where nobody waits.
    waiting_days: Option<i32>,
    /// Who got a place in that time.
    served: Option<i32>,
    /// Whole days that half of them waited at most; null where nobody got one.
    median_days: Option<i32>,
    /// Whole days that the last of them waited; null where nobody got one.
    longest_days: Option<i32>,
}

impl From<referrals::WaitingTime> for WaitingTime {
    fn from(time: referrals::WaitingTime) -> Self {
        let whole = |number: i64| i32::try_from(number).unwrap_or(i32::MAX);
        Self {
            county: County(Reference::embedded().county(time.county)),
            language: LanguageCode(time.language),
            waiting: time.waiting.map(whole),
            waiting_days: time.waiting_days.map(whole),
            served: time.served.map(whole),
            median_days: time.median_days.map(whole),
            longest_days: time.longest_days.map(whole),
        }
    }
}

/// Waiting times.
#[derive(Default)]
pub struct WaitingTimeQuery;

#[Object]
impl WaitingTimeQuery {
    /// How long people wait for a place with a plan, by county and language: who waits now, and who
    /// got a place from a first to a last day in California; for a viewer who may not see people, in
    /// one whole month. Of the viewer's plan and those it delegated to; for the state, of any plan.
    #[graphql(complexity = "50 * child_complexity")]
    async fn waiting_times(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The plan.")] plan_id: ID,
        #[graphql(desc = "First day.")] from: Date,
        #[graphql(desc = "Last day; at most 366 days after the first.")] to: Date,
    ) -> Result<Vec<WaitingTime>, ApiError> {
        let op = ctx.signed_in()?;
        let plan = OrganizationId(NodeKind::Plan.parse(&plan_id)?);
        let referrals = &ctx.services()?.referrals;
        let times = referrals.waiting_times(op, plan, (from.0, to.0)).await;
        let times = times.settle_query()?;
        Ok(times.into_iter().map(WaitingTime::from).collect())
    }
}
