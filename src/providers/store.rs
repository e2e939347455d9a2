//! The directory's rows.

use std::collections::HashMap;
use std::fmt::Write;
use std::str::FromStr;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use entity::types::{OfferingId, OrganizationId, OrganizationKind, PhoneLine, PoolId};
use entity::{offering_area, organization, plan_county, plan_service};
use sea_orm::{ColumnTrait, Condition, FromQueryResult, Order, Value};
use uuid::Uuid;

use super::filter::Search;
use super::model::{Address, Offering, Organization, Provider, ProviderOrder};
use crate::capacity::{self, PoolFigures, ShareFigures, Viewer};
use crate::db::statements::directory as sql;
use crate::db::{Cursor, CursorError, Page, PageRequest, Reader};
use crate::error::StoreError;
use crate::reference::{CountyFips, ServiceCode, ZipCode};

/// Place of a provider in a list: band (0 in the order by name), folded name, id.
pub(super) type Place = (i32, String, Uuid);

/// Before all providers.
const START: Place = (-1, String::new(), Uuid::nil());

const fn list_name(order: ProviderOrder) -> &'static str {
    match order {
        ProviderOrder::Availability => "providers/availability",
        ProviderOrder::Name => "providers/name",
    }
}

/// Where the page starts.
pub(super) fn start(request: &PageRequest, order: ProviderOrder) -> Result<Place, CursorError> {
    Ok(request.after(list_name(order))?.unwrap_or(START))
}

/// A page of the providers that match.
pub(super) async fn search(
    reader: &Reader,
    search: &Search,
    order: ProviderOrder,
    (band, name, id): Place,
    request: &PageRequest,
) -> Result<Page<Provider>, StoreError> {
    let mut values = conditions(reader, search);
    values.extend([
        (order == ProviderOrder::Availability).into(),
        band.into(),
        name.into(),
        id.into(),
        request.limit().cast_signed().into(),
    ]);
    let rows: Vec<ProviderRow> = reader.sql(&sql::SEARCH, values).await?;
    let list = list_name(order);
    Page::trim(request, rows, |row| {
        Cursor::encode(list, &(row.tier, &row.name_key, row.id.0))
    })
    .try_map(Provider::try_from)
}

/// How many providers match.
pub(super) async fn count(reader: &Reader, search: &Search) -> Result<u64, StoreError> {
    let rows: Vec<CountRow> = reader.sql(&sql::COUNT, conditions(reader, search)).await?;
    Ok(rows.first().map_or(0, |row| row.total.cast_unsigned()))
}

/// Values $1 to $9 of the search.
fn conditions(reader: &Reader, search: &Search) -> Vec<Value> {
    vec![
        list(&search.counties).into(),
        search
            .zip
            .map_or_else(String::new, |zip| zip.to_string())
            .into(),
        list(&search.services).into(),
        reader.op().today().into(),
        search.plan.map(|plan| plan.0).into(),
        list(&search.languages).into(),
        list(&search.populations).into(),
        search.accepting_referrals.into(),
        search.name.clone().into(),
    ]
}

/// These providers.
pub(super) async fn providers(
    reader: &Reader,
    wanted: &[OrganizationId],
) -> Result<Vec<Provider>, StoreError> {
    let wanted = ids(wanted.iter().map(|id| id.0));
    let rows: Vec<ProviderRow> = reader.sql(&sql::PROVIDERS, [wanted.into()]).await?;
    rows.into_iter().map(Provider::try_from).collect()
}

/// The offerings of these providers in force today, by service.
pub(super) async fn offerings_of(
    reader: &Reader,
    providers: &[OrganizationId],
) -> Result<Vec<Offering>, StoreError> {
    let providers = ids(providers.iter().map(|id| id.0));
    let today = reader.op().today();
    let values = [providers.into(), asking_plan(reader), today.into()];
    offerings_from(reader, reader.sql(&sql::OFFERINGS_OF, values).await?)
}

/// These offerings, past ones as well.
pub(super) async fn offerings(
    reader: &Reader,
    wanted: &[OfferingId],
) -> Result<Vec<Offering>, StoreError> {
    let wanted = ids(wanted.iter().map(|id| id.0));
    let values = [wanted.into(), asking_plan(reader)];
    offerings_from(reader, reader.sql(&sql::OFFERINGS, values).await?)
}

/// The plan whose share of a pool the reader may know.
fn asking_plan(reader: &Reader) -> Value {
    let actor = reader.actor();
    let plan = actor.organization().filter(|_| actor.is_plan());
    plan.map(|plan| plan.0).into()
}

fn offerings_from(reader: &Reader, rows: Vec<OfferingRow>) -> Result<Vec<Offering>, StoreError> {
    let mut offerings = rows
        .into_iter()
        .map(|row| row.into_offering(reader))
        .collect::<Result<Vec<_>, _>>()?;
    offerings.sort_by_key(|offering| (offering.service, offering.id));
    Ok(offerings)
}

/// The plans that pay for these offerings today, by name.
pub(super) async fn plans_of(
    reader: &Reader,
    offerings: &[OfferingId],
) -> Result<HashMap<OfferingId, Vec<Arc<Organization>>>, StoreError> {
    let offerings = ids(offerings.iter().map(|id| id.0));
    let values = [offerings.into(), reader.op().today().into()];
    let rows: Vec<PayingPlanRow> = reader.sql(&sql::PLANS_OF, values).await?;
    let mut known: HashMap<OrganizationId, Arc<Organization>> = HashMap::new();
    let mut plans: HashMap<_, Vec<_>> = HashMap::new();
    for row in rows {
        let plan = if let Some(plan) = known.get(&row.id) {
            Arc::clone(plan)
        } else {
            let plan = Arc::new(organization(row.id, row.kind, row.name, row.phone)?);
            known.insert(row.id, Arc::clone(&plan));
            plan
        };
        plans.entry(row.offering_id).or_default().push(plan);
    }
    Ok(plans)
}

/// The ZIP codes that these offerings are for.
pub(super) async fn zips_of(
    reader: &Reader,
    offerings: &[OfferingId],
) -> Result<HashMap<OfferingId, Vec<ZipCode>>, StoreError> {
    let rows = reader
        .select::<offering_area::Entity>()
        .filter(offering_area::Column::OfferingId.is_in(offerings.iter().copied()))
        .filter(offering_area::Column::Zip.ne(""))
        .order_by(offering_area::Column::Zip, Order::Asc)
        .all()
        .await?;
    let mut zips: HashMap<_, Vec<_>> = HashMap::new();
    for row in rows {
        zips.entry(row.offering_id)
            .or_default()
            .push(code("offering_area.zip", &row.zip)?);
    }
    Ok(zips)
}

/// Organizations of any kind.
pub(super) async fn organizations(
    reader: &Reader,
    wanted: &[OrganizationId],
) -> Result<Vec<Organization>, StoreError> {
    let rows = reader
        .select::<organization::Entity>()
        .filter(organization::Column::Id.is_in(wanted.iter().copied()))
        .all()
        .await?;
    rows.into_iter().map(Organization::try_from).collect()
}

/// All plans by name.
pub(super) async fn plans(reader: &Reader) -> Result<Vec<Organization>, StoreError> {
    let rows = reader
        .select::<organization::Entity>()
        .filter(organization::Column::Kind.eq(OrganizationKind::Plan))
        .order_by(organization::Column::Name, Order::Asc)
        .order_by(organization::Column::Id, Order::Asc)
        .all()
        .await?;
    rows.into_iter().map(Organization::try_from).collect()
}

/// The plans that have members in these counties today, by name.
pub(super) async fn plans_in(
    reader: &Reader,
    counties: &[CountyFips],
) -> Result<HashMap<CountyFips, Vec<Organization>>, StoreError> {
    let rows = reader
        .select::<plan_county::Entity>()
        .filter(plan_county::Column::CountyFips.is_in(counties.iter().map(CountyFips::as_str)))
        .filter(in_force(
            plan_county::Column::FromOn,
            plan_county::Column::UntilOn,
            reader.op().today(),
        ))
        .all()
        .await?;
    let mut names: HashMap<OrganizationId, Organization> = HashMap::new();
    let ids: Vec<OrganizationId> = rows.iter().map(|row| row.plan_id).collect();
    for plan in organizations(reader, &ids).await? {
        names.insert(plan.id, plan);
    }
    let mut plans: HashMap<_, Vec<Organization>> = HashMap::new();
    for row in rows {
        let county = code("plan_county.county_fips", &row.county_fips)?;
        plans
            .entry(county)
            .or_default()
            .extend(names.get(&row.plan_id).cloned());
    }
    for plans in plans.values_mut() {
        plans.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
        plans.dedup_by_key(|plan| plan.id);
    }
    Ok(plans)
}

/// The counties in which these plans have members today.
pub(super) async fn counties_of(
    reader: &Reader,
    plans: &[OrganizationId],
) -> Result<HashMap<OrganizationId, Vec<CountyFips>>, StoreError> {
    let rows = reader
        .select::<plan_county::Entity>()
        .filter(plan_county::Column::PlanId.is_in(plans.iter().copied()))
        .filter(in_force(
            plan_county::Column::FromOn,
            plan_county::Column::UntilOn,
            reader.op().today(),
        ))
        .order_by(plan_county::Column::CountyFips, Order::Asc)
        .all()
        .await?;
    let mut counties: HashMap<_, Vec<CountyFips>> = HashMap::new();
    for row in rows {
        counties
            .entry(row.plan_id)
            .or_default()
            .push(code("plan_county.county_fips", &row.county_fips)?);
    }
    for counties in counties.values_mut() {
        counties.dedup();
    }
    Ok(counties)
}

/// What these plans offer today.
pub(super) async fn services_of(
    reader: &Reader,
    plans: &[OrganizationId],
) -> Result<HashMap<OrganizationId, Vec<(CountyFips, ServiceCode)>>, StoreError> {
    let rows = reader
        .select::<plan_service::Entity>()
        .filter(plan_service::Column::PlanId.is_in(plans.iter().copied()))
        .filter(in_force(
            plan_service::Column::FromOn,
            plan_service::Column::UntilOn,
            reader.op().today(),
        ))
        .all()
        .await?;
    let mut services: HashMap<_, Vec<(CountyFips, ServiceCode)>> = HashMap::new();
    for row in rows {
        services.entry(row.plan_id).or_default().push((
            code("plan_service.county_fips", &row.county_fips)?,
            code("plan_service.service", &row.service)?,
        ));
    }
    for services in services.values_mut() {
        services.sort_unstable();
        services.dedup();
    }
    Ok(services)
}

fn in_force<C: ColumnTrait>(from: C, until: C, day: NaiveDate) -> Condition {
    Condition::all()
        .add(from.lte(day))
        .add(Condition::any().add(until.is_null()).add(until.gte(day)))
}

#[derive(FromQueryResult)]
struct ProviderRow {
    tier: i32,
    id: OrganizationId,
    name: String,
    name_key: String,
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
struct CountRow {
    total: i64,
}

#[derive(FromQueryResult)]
struct OfferingRow {
    id: OfferingId,
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
    counties: Option<String>,
}

impl OfferingRow {
    fn into_offering(self, reader: &Reader) -> Result<Offering, StoreError> {
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
        Ok(Offering {
            id: self.id,
            provider: self.provider_id,
            service: code("offering.service", &self.service)?,
            pool: self.pool_id,
            counties: codes("offering_area.county_fips", self.counties.as_deref())?,
            from: self.from_on,
            until: self.until_on,
            capacity: capacity::view(&pool, viewer),
            plans: None,
        })
    }
}

#[derive(FromQueryResult)]
struct PayingPlanRow {
    offering_id: OfferingId,
    id: OrganizationId,
    kind: OrganizationKind,
    name: String,
    phone: Option<String>,
}

impl TryFrom<organization::Model> for Organization {
    type Error = StoreError;

    fn try_from(row: organization::Model) -> Result<Self, StoreError> {
        organization(row.id, row.kind, row.name, row.phone)
    }
}

fn organization(
    id: OrganizationId,
    kind: OrganizationKind,
    name: String,
    phone: Option<String>,
) -> Result<Organization, StoreError> {
    Ok(Organization {
        id,
        kind,
        name,
        phone: phone
            .map(|phone| code("organization.phone", &phone))
            .transpose()?,
    })
}

/// Reads a text that was checked when it was written. The error names the column, not the text.
fn code<T: FromStr>(column: &'static str, text: &str) -> Result<T, StoreError> {
    text.parse()
        .map_err(|_| StoreError::Corrupt(format!("{column} holds a value that it should not")))
}

/// Reads a list that the database joined with commas, and sorts it.
fn codes<T: FromStr + Ord>(column: &'static str, list: Option<&str>) -> Result<Vec<T>, StoreError> {
    let mut codes = list
        .iter()
        .flat_map(|list| list.split(','))
        .map(|text| code(column, text))
        .collect::<Result<Vec<T>, _>>()?;
    codes.sort_unstable();
    Ok(codes)
}

/// A list of codes as the statements take it.
fn list<T: std::fmt::Display>(codes: &[T]) -> String {
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
fn ids(ids: impl Iterator<Item = Uuid>) -> String {
    let simple: Vec<_> = ids.map(Uuid::simple).collect();
    list(&simple)
}
