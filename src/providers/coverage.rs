//! Can this provider take a member of that plan, for this service, in that place, today?

use chrono::NaiveDate;
use entity::types::{OrganizationId, PoolId};
use sea_orm::FromQueryResult;

use crate::db::{Reader, statements};
use crate::error::StoreError;
use crate::reference::{CountyFips, ServiceCode, ZipCode};

/// Where the service is needed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The county; a ZIP code that spans two names both.
    pub counties: Vec<CountyFips>,
    /// The ZIP code, if known.
    pub zip: Option<ZipCode>,
}

/// What the question is about.
#[derive(Debug, Clone)]
pub struct CoverageQuestion {
    /// Whose member.
    pub plan: OrganizationId,
    /// Which provider.
    pub provider: OrganizationId,
    /// Which service.
    pub service: ServiceCode,
    /// Where.
    pub place: Place,
    /// On which day.
    pub on: NaiveDate,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// Is there such a provider?
    pub is_provider: bool,
    /// Does the plan offer this service there on that day?
    pub is_offered: bool,
    /// Has the plan a contract with the provider for this service on that day?
    pub is_contracted: bool,
    /// Pools of the provider's offerings that cover the place, roomiest first.
    pub pools: Vec<PoolId>,
}

#[derive(FromQueryResult)]
struct Row {
    is_contracted: bool,
    is_offered: bool,
    pool_id: Option<PoolId>,
}

/// Asks all of it in one statement.
pub async fn coverage_in(
    reader: &Reader,
    question: &CoverageQuestion,
) -> Result<Coverage, StoreError> {
    let county = |index: usize| {
        question
            .place
            .counties
            .get(index)
            .map_or_else(String::new, ToString::to_string)
    };
    let zip = question
        .place
        .zip
        .map_or_else(String::new, |zip| zip.to_string());
    let rows: Vec<Row> = reader
        .sql(
            &statements::COVERAGE,
            [
                question.plan.into(),
                question.provider.into(),
                question.service.as_str().into(),
                county(0).into(),
                county(1).into(),
                zip.into(),
                question.on.into(),
            ],
        )
        .await?;
    let mut pools: Vec<PoolId> = Vec::new();
    for pool in rows.iter().filter_map(|row| row.pool_id) {
        if !pools.contains(&pool) {
            pools.push(pool);
        }
    }
    Ok(Coverage {
        is_provider: !rows.is_empty(),
        is_offered: rows.iter().any(|row| row.is_offered),
        is_contracted: rows.iter().any(|row| row.is_contracted),
        pools,
    })
}
