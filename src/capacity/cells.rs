//! Capacity at a glance: a figure for each county and service. A plan reads its own share, the
//! state all of it; never a person, and no cell of few people for who may not see any.

use std::convert::Infallible;

use chrono::{DateTime, Utc};
use entity::types::OrganizationKind;
use sea_orm::{FromQueryResult, Value};

use super::service::Capacities;
use crate::access::{Action, Actor, authorize_here, shows_count_of};
use crate::db::statements::capacity as sql;
use crate::error::{Failure, StoreError};
use crate::op::OpCtx;
use crate::reference::{CountyFips, ServiceCode};

/// Which cells.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CellFilter {
    /// Only these counties; all if empty.
    pub counties: Vec<CountyFips>,
    /// Only these services; all if empty.
    pub services: Vec<ServiceCode>,
}

/// How much room there is in a county for a service. A pool that serves several counties or
/// services is in each of their cells, so cells do not add up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// Where.
    pub county: CountyFips,
    /// For what.
    pub service: ServiceCode,
    /// Providers that a plan pays for it there.
    pub providers: i64,
    /// Places that the plan may use; none where it would tell how many few people are.
    pub limit: Option<i64>,
    /// Places that it holds; none where they are few people.
    pub held: Option<i64>,
    /// Places that it uses; none likewise.
    pub active: Option<i64>,
    /// Places that it could take now; none where it would tell how many few people are.
    pub available: Option<i64>,
    /// People who wait for one; none where they are few.
    pub waiting: Option<i64>,
    /// When the oldest of its figures was said or confirmed; none without a provider.
    pub oldest_at: Option<DateTime<Utc>>,
}

impl Cell {
    /// The same place where nobody serves any more.
    #[must_use]
    pub fn emptied(&self) -> Self {
        Self {
            providers: 0,
            limit: Some(0),
            held: Some(0),
            active: Some(0),
            available: Some(0),
            waiting: Some(0),
            oldest_at: None,
            ..self.clone()
        }
    }

    /// The same for a reader who may not know small numbers of people. What is hidden must not
    /// follow from what is shown: places and what is left of them tell what is taken. The state
    /// reads what is left in the public directory, so it is not told the places either.
    fn shown_to(mut self, reader: &Actor) -> Self {
        let is_shown = |people: Option<i64>| people.is_none_or(|n| shows_count_of(n, reader));
        if !(is_shown(self.held) && is_shown(self.active)) {
            (self.held, self.active, self.available) = (None, None, None);
            if !reader.is_plan() {
                self.limit = None;
            }
        }
        if !is_shown(self.waiting) {
            self.waiting = None;
        }
        self
    }
}

#[derive(FromQueryResult)]
struct Row {
    county_fips: String,
    service: String,
    providers: i64,
    places: i64,
    held: i64,
    active: i64,
    available: i64,
    waiting: i64,
    oldest_at: Option<DateTime<Utc>>,
}

impl TryFrom<Row> for Cell {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let corrupt = |column: &str| StoreError::Corrupt(format!("offering_area.{column}"));
        let county = row
            .county_fips
            .parse()
            .map_err(|_| corrupt("county_fips"))?;
        let service = row.service.parse().map_err(|_| corrupt("service"))?;
        Ok(Self {
            county,
            service,
            providers: row.providers,
            limit: Some(row.places),
            held: Some(row.held),
            active: Some(row.active),
            available: Some(row.available),
            waiting: Some(row.waiting),
            oldest_at: row.oldest_at,
        })
    }
}

impl Capacities {
    /// The cells of the actor's plan, or, for the state, of all plans together; by county and
    /// service. One statement over the directory, whatever has happened in it.
    pub async fn cells(
        &self,
        op: &OpCtx,
        filter: &CellFilter,
    ) -> Result<Vec<Cell>, Failure<Infallible>> {
        authorize_here(op.actor(), Action::CountsRead)?;
        let person = op.actor().as_person().ok_or(Failure::Denied)?;
        let is_plan = person.kind == OrganizationKind::Plan;
        let plan = is_plan.then_some(person.organization.0);
        // Who sees people but not what is restricted would find it by the difference.
        let counts_restricted = person.sees_restricted() || !person.sees_people();
        let values: [Value; 5] = [
            plan.into(),
            list(&filter.counties).into(),
            list(&filter.services).into(),
            op.today().into(),
            counts_restricted.into(),
        ];
        let rows: Vec<Row> = self.db.read(op).sql(&sql::CELLS, values).await?;
        rows.into_iter()
            .map(|row| Ok(Cell::try_from(row)?.shown_to(op.actor())))
            .collect()
    }
}

/// A list of codes as the statement takes it.
fn list<T: ToString>(codes: &[T]) -> String {
    let codes: Vec<String> = codes.iter().map(ToString::to_string).collect();
    codes.join(",")
}

#[cfg(test)]
mod tests {
    use entity::types::{AccountId, OrganizationId, Role};
    use uuid::Uuid;

    use super::*;
    use crate::access::Person;

    #[test]
    fn what_is_hidden_does_not_follow_from_what_is_shown() {
        let person = |kind, role| {
            let (account, organization) = (AccountId(Uuid::nil()), OrganizationId(Uuid::nil()));
            Actor::person(Person::new(account, organization, kind, vec![role]))
        };
        let coordinator = person(OrganizationKind::Plan, Role::PlanCoordinator);
        let analyst = person(OrganizationKind::Plan, Role::PlanAnalyst);
        let auditor = person(OrganizationKind::State, Role::StateAuditor);
        let cell = |held, active| Cell {
            county: "06007".parse().unwrap(),
            service: "MEALS".parse().unwrap(),
            providers: 2,
            limit: Some(40),
            held: Some(held),
            active: Some(active),
            available: Some(40 - held - active),
            waiting: Some(0),
            oldest_at: None,
        };
        // 20 people in service tell nobody, but 3 with a place held would follow from the rest.
        for (held, active, shown) in [(0, 0, true), (11, 20, true), (3, 20, false), (0, 1, false)] {
            let full = cell(held, active);
            assert_eq!(full.clone().shown_to(&coordinator), full);
            let hidden = Cell {
                held: None,
                active: None,
                available: None,
                ..full.clone()
            };
            let for_analyst = if shown { full.clone() } else { hidden.clone() };
            assert_eq!(full.clone().shown_to(&analyst), for_analyst);
            let for_auditor = Cell {
                limit: shown.then_some(40),
                ..for_analyst
            };
            assert_eq!(full.shown_to(&auditor), for_auditor);
        }
    }
}
