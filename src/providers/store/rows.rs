//! Rows as the static statements return them, and how they are read.

use std::fmt::Write;
use std::str::FromStr;

use chrono::{DateTime, NaiveDate, Utc};
use entity::types::{OfferingId, OrganizationId, PhoneLine, PoolId};
use sea_orm::{DbErr, FromQueryResult, QueryResult};
use uuid::Uuid;

use crate::capacity::{self, PoolFigures, Queue, ShareFigures, Viewer};
use crate::db::{Columns, Reader, take};
use crate::error::StoreError;
use crate::providers::model::{Address, Offering, Provider};

pub(super) struct ProviderRow {
    pub(super) tier: i32,
    pub(super) id: OrganizationId,
    name: String,
    pub(super) name_key: String,
    npi: Option<String>,
    phone: String,
    phone_line: PhoneLine,
    street: String,
    city: String,
    zip: String,
    county_fips: String,
    languages: Option<String>,
    populations: Option<String>,
}

impl FromQueryResult for ProviderRow {
    fn from_query_result(row: &QueryResult, _: &str) -> Result<Self, DbErr> {
        Ok(take!(
            &mut Columns::of(row),
            Self {
                tier,
                id,
                name,
                name_key,
                npi,
                phone,
                phone_line,
                street,
                city,
                zip,
                county_fips,
                languages,
                populations,
            }
        ))
    }
}

impl TryFrom<ProviderRow> for Provider {
    type Error = StoreError;

    fn try_from(row: ProviderRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.id,
            name: row.name,
            npi: row.npi.map(|npi| code("provider.npi", &npi)).transpose()?,
            phone: code("provider.phone", &row.phone)?,
            phone_line: row.phone_line,
            address: Address {
                street: row.street,
                city: row.city,
                zip: code("provider.zip", &row.zip)?,
                county: code("provider.county_fips", &row.county_fips)?,
            },
            languages: codes("provider_language.language", row.languages.as_deref())?,
            populations: codes("provider_population.population", row.populations.as_deref())?,
            offerings: None,
        })
    }
}

#[derive(FromQueryResult)]
pub(super) struct CountRow {
    pub(super) total: i64,
}

pub(super) struct OfferingRow {
    pub(super) id: OfferingId,
    provider_id: OrganizationId,
    service: String,
    pool_id: PoolId,
    from_on: NaiveDate,
    until_on: Option<NaiveDate>,
    capacity: i32,
    held: i32,
    active: i32,
    is_paused: bool,
    updated_at: DateTime<Utc>,
    share_cap: Option<i32>,
    share_held: Option<i32>,
    share_active: Option<i32>,
    ahead: i64,
    waiting: i64,
    counties: Option<String>,
}

impl FromQueryResult for OfferingRow {
    fn from_query_result(row: &QueryResult, _: &str) -> Result<Self, DbErr> {
        Ok(take!(
            &mut Columns::of(row),
            Self {
                id,
                provider_id,
                service,
                pool_id,
                from_on,
                until_on,
                capacity,
                held,
                active,
                is_paused,
                updated_at,
                share_cap,
                share_held,
                share_active,
                ahead,
                waiting,
                counties,
            }
        ))
    }
}

impl OfferingRow {
    pub(super) fn into_offering(self, reader: &Reader) -> Result<Offering, StoreError> {
        let pool = PoolFigures {
            capacity: self.capacity,
            held: self.held,
            active: self.active,
            is_paused: self.is_paused,
            updated_at: self.updated_at,
        };
        let share = self
            .share_held
            .zip(self.share_active)
            .map(|(held, active)| ShareFigures {
                cap: self.share_cap,
                held,
                active,
            });
        let viewer = Viewer::of(reader.actor(), self.provider_id, share);
        let queue = Queue {
            ahead: self.ahead,
            waiting: self.waiting,
        };
        Ok(Offering {
            id: self.id,
            provider: self.provider_id,
            service: code("offering.service", &self.service)?,
            pool: self.pool_id,
            counties: codes("offering_area.county_fips", self.counties.as_deref())?,
            from: self.from_on,
            until: self.until_on,
            capacity: capacity::view(&pool, viewer, queue).shown_to(reader.actor()),
            plans: None,
        })
    }
}

/// Reads a text that was checked when it was written. The error names the column, not the text.
pub(super) fn code<T: FromStr>(column: &'static str, text: &str) -> Result<T, StoreError> {
    text.parse()
        .map_err(|_| StoreError::Corrupt(format!("{column} holds a value that it should not")))
}

/// Reads a list that the database joined with commas, and sorts it.
pub(super) fn codes<T: FromStr + Ord>(
    column: &'static str,
    list: Option<&str>,
) -> Result<Vec<T>, StoreError> {
    let mut codes = list
        .into_iter()
        .flat_map(|list| list.split(','))
        .map(|text| code(column, text))
        .collect::<Result<Vec<T>, _>>()?;
    codes.sort_unstable();
    Ok(codes)
}

/// A list of codes as the statements take it.
pub(super) fn list<T: std::fmt::Display>(codes: &[T]) -> String {
    let mut text = String::with_capacity(codes.len() * 8);
    for code in codes {
        if !text.is_empty() {
            text.push(',');
        }
        // Writing to a string does not fail.
        let _ = write!(text, "{code}");
    }
    text
}

/// A list of ids as the statements take it.
pub(super) fn ids(ids: impl Iterator<Item = Uuid>) -> String {
    let simple: Vec<_> = ids.map(Uuid::simple).collect();
    list(&simple)
}
