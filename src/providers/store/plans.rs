//! Organizations, and what plans pay for and where.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use chrono::NaiveDate;
use entity::types::{OrganizationId, OrganizationKind};
use entity::{organization, plan_county, plan_service};
use sea_orm::{ColumnTrait, Condition, FromQueryResult, Order};

use super::rows::{code, ids, list};
use crate::db::Reader;
use crate::db::statements::directory as sql;
use crate::error::StoreError;
use crate::organizations::{Organization, organizations_by_ids};
use crate::providers::rules::{Contract, Network};
use crate::reference::{CountyFips, ServiceCode};

/// The contracts of these providers in force today.
pub(in crate::providers) async fn contracts(
    reader: &Reader,
    providers: impl Iterator<Item = OrganizationId>,
) -> Result<HashSet<Contract>, StoreError> {
    let values = [
        ids(providers.map(|id| id.0)).into(),
        reader.op().today().into(),
    ];
    let rows: Vec<ContractRow> = reader.sql(&sql::CONTRACTS, values).await?;
    rows.into_iter()
        .map(|row| {
            Ok(Contract {
                plan: row.plan_id,
                provider: row.provider_id,
                service: code("contract.service", &row.service)?,
            })
        })
        .collect()
}

/// What the plans offer in these counties today.
pub(in crate::providers) async fn network(
    reader: &Reader,
    counties: &[CountyFips],
) -> Result<Network, StoreError> {
    let values = [list(counties).into(), reader.op().today().into()];
    let rows: Vec<NetworkRow> = reader.sql(&sql::NETWORK, values).await?;
    let mut network = Network::default();
    for row in rows {
        let county = code("plan_county.county_fips", &row.county_fips)?;
        let service = code("plan_service.service", &row.service)?;
        network.offers.insert((row.id, county, service));
        // The rows of a plan follow each other.
        if network.plans.last().is_none_or(|last| last.id != row.id) {
            network.plans.push(Arc::new(Organization {
                id: row.id,
                kind: row.kind,
                name: row.name,
                phone: row.phone,
            }));
        }
    }
    Ok(network)
}

/// All plans by name.
pub(in crate::providers) async fn plans(reader: &Reader) -> Result<Vec<Organization>, StoreError> {
    let rows = reader
        .select::<organization::Entity>()
        .filter(organization::Column::Kind.eq(OrganizationKind::Plan))
        .order_by(organization::Column::Name, Order::Asc)
        .order_by(organization::Column::Id, Order::Asc)
        .all()
        .await?;
    Ok(rows.into_iter().map(Organization::from).collect())
}

/// The plans that have members in these counties today, by name.
pub(in crate::providers) async fn plans_in(
    reader: &Reader,
    counties: &[CountyFips],
) -> Result<HashMap<CountyFips, Vec<Arc<Organization>>>, StoreError> {
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
    let mut names: HashMap<OrganizationId, Arc<Organization>> = HashMap::new();
    let ids: Vec<OrganizationId> = rows.iter().map(|row| row.plan_id).collect();
    for plan in organizations_by_ids(reader, ids).await? {
        names.insert(plan.id, Arc::new(plan));
    }
    let mut plans: HashMap<_, Vec<Arc<Organization>>> = HashMap::new();
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
pub(in crate::providers) async fn counties_of(
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
pub(in crate::providers) async fn services_of(
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
struct ContractRow {
    plan_id: OrganizationId,
    provider_id: OrganizationId,
    service: String,
}

#[derive(FromQueryResult)]
struct NetworkRow {
    county_fips: String,
    service: String,
    id: OrganizationId,
    kind: OrganizationKind,
    name: String,
    phone: Option<String>,
}
