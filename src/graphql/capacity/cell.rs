use async_graphql::{Context, InputObject, Object};

use crate::capacity;
use crate::graphql::directory::{County, ServiceCode};
use crate::graphql::scalars::{CountyFips, DateTime};
use crate::graphql::{ApiError, ContextExt};

/// Most values in one list of a filter: there are 58 counties.
const LIST_MAX: usize = 58;

/// Which cells of capacity.
#[derive(InputObject, Debug, Clone, Default)]
pub struct CapacityFilter {
    /// Only these counties; all if left out.
    counties: Option<Vec<CountyFips>>,
    /// Only these services; all if left out.
    services: Option<Vec<ServiceCode>>,
}

impl CapacityFilter {
    pub(super) fn into_filter(self) -> Result<capacity::CellFilter, ApiError> {
        Ok(capacity::CellFilter {
            counties: list("counties", self.counties, |county| county.0)?,
            services: list("services", self.services, Into::into)?,
        })
    }
}

fn list<T, U>(
    name: &'static str,
    values: Option<Vec<T>>,
    into: impl Fn(T) -> U,
) -> Result<Vec<U>, ApiError> {
    let Some(values) = values else {
        return Ok(Vec::new());
    };
    if values.is_empty() || values.len() > LIST_MAX {
        return Err(ApiError::bad_input(format!(
            "{name} has {} values; give 1 to {LIST_MAX}, or leave it out for all",
            values.len()
        )));
    }
    Ok(values.into_iter().map(into).collect())
}

/// How much room there is in a county for a service: to a plan its own share, to the state all of
/// it. A pool that serves several counties or services is in each of their cells, so cells do not
/// add up.
pub struct CapacityCell(pub capacity::Cell);

/// How much room there is in a county for a service: to a plan its own share, to the state all of
/// it. A pool that serves several counties or services is in each of their cells, so cells do not
/// add up.
#[Object]
impl CapacityCell {
    /// The county in which it is offered.
    async fn county(&self, ctx: &Context<'_>) -> Result<County, ApiError> {
        Ok(County(ctx.services()?.reference.county(self.0.county)))
    }

    /// The service that is offered.
    async fn service(&self) -> ServiceCode {
        self.0.service.into()
    }

    /// Providers whose service a plan pays for there today.
    async fn providers(&self) -> i32 {
        whole(self.0.providers)
    }

    /// Places that may be used at once. Null, for the state, where 1 to 10 people are served.
    async fn limit(&self) -> Option<i32> {
        self.0.limit.map(whole)
    }

    /// Places held for services that have not started. Null where those, or those in use, are 1 to
    /// 10 and the viewer may not see people.
    async fn held(&self) -> Option<i32> {
        self.0.held.map(whole)
    }

    /// Places in use by services that run. Null like `held`.
    async fn active(&self) -> Option<i32> {
        self.0.active.map(whole)
    }

    /// Places that a new assignment could take now; those of paused pools do not count. Null like
    /// `held`.
    async fn available(&self) -> Option<i32> {
        self.0.available.map(whole)
    }

    /// People who wait for a place. Null from 1 to 10 for a viewer who may not see people.
    async fn waiting(&self) -> Option<i32> {
        self.0.waiting.map(whole)
    }

    /// When the oldest of its figures was said or confirmed by its provider; null without a
    /// provider.
    async fn oldest_at(&self) -> Option<DateTime> {
        self.0.oldest_at.map(DateTime)
    }
}

fn whole(figure: i64) -> i32 {
    i32::try_from(figure).unwrap_or(i32::MAX)
}
