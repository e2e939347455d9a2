//! The directory's rows.

mod plans;
mod rows;

use std::collections::HashMap;

use entity::offering_area;
use entity::types::{OfferingId, OrganizationId};
use sea_orm::{ColumnTrait, Order, Value};
use uuid::Uuid;

use self::rows::{CountRow, OfferingRow, ProviderRow, code, ids, list};
use super::filter::Search;
use super::model::{Offering, Provider, ProviderOrder};
use crate::db::statements::directory as sql;
use crate::db::{Cursor, CursorError, Page, PageRequest, Reader};
use crate::error::StoreError;
use crate::reference::ZipCode;

pub(super) use plans::{contracts, counties_of, network, plans, plans_in, services_of};

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
    let values = [
        providers.into(),
        asking_plan(reader),
        today.into(),
        asking(reader),
    ];
    offerings_from(reader, reader.sql(&sql::OFFERINGS_OF, values).await?)
}

/// These offerings, past ones as well.
pub(super) async fn offerings(
    reader: &Reader,
    wanted: &[OfferingId],
) -> Result<Vec<Offering>, StoreError> {
    let wanted = ids(wanted.iter().map(|id| id.0));
    let values = [
        wanted.into(),
        asking_plan(reader),
        reader.op().today().into(),
        asking(reader),
    ];
    offerings_from(reader, reader.sql(&sql::OFFERINGS, values).await?)
}

/// The plan whose share of a pool the reader may know.
fn asking_plan(reader: &Reader) -> Value {
    let actor = reader.actor();
    let plan = actor.organization().filter(|_| actor.is_plan());
    plan.map(|plan| plan.0).into()
}

/// The organization that asks, if somebody is signed in.
fn asking(reader: &Reader) -> Value {
    reader.actor().organization().map(|one| one.0).into()
}

fn offerings_from(reader: &Reader, rows: Vec<OfferingRow>) -> Result<Vec<Offering>, StoreError> {
    let mut offerings = rows
        .into_iter()
        .map(|row| row.into_offering(reader))
        .collect::<Result<Vec<_>, _>>()?;
    offerings.sort_by_key(|offering| (offering.service, offering.id));
    Ok(offerings)
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
