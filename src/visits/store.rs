//! The table of the area, and where its providers serve.

use std::ops::RangeInclusive;

use chrono::{DateTime, NaiveDate, Utc};
use entity::types::{OrganizationId, VisitId, VisitStatus};
use entity::{offering, offering_area, visit};
use sea_orm::{ActiveEnum, ColumnTrait, Condition, IntoActiveModel, Order};

use super::SERVICE;
use super::model::{Visit, VisitPerson, Voided};
use crate::db::{Reader, Tx, statements};
use crate::error::StoreError;
use crate::members::Cin;
use crate::reference::CountyFips;

/// Locks a visit.
pub(super) async fn visit_lock(tx: &Tx, id: VisitId) -> Result<(), StoreError> {
    tx.lock(&statements::visits::LOCK, id.0).await
}

/// The visit, if the actor may see it.
pub(super) async fn visit_by_id(reader: &Reader, id: VisitId) -> Result<Option<Visit>, StoreError> {
    let row = reader
        .select::<visit::Entity>()
        .filter(visit::Column::Id.eq(id))
        .one()
        .await?;
    row.map(from_row).transpose()
}

/// What a provider recorded of who came within that time, and has not taken back.
pub(super) async fn visits_between(
    reader: &Reader,
    provider: OrganizationId,
    arrived: RangeInclusive<DateTime<Utc>>,
) -> Result<Vec<Visit>, StoreError> {
    let rows = reader
        .select::<visit::Entity>()
        .filter(visit::Column::ProviderId.eq(provider))
        .filter(visit::Column::ArrivedAt.gte(*arrived.start()))
        .filter(visit::Column::ArrivedAt.lte(*arrived.end()))
        .filter(visit::Column::Status.ne(VisitStatus::Void))
        .order_by(visit::Column::ArrivedAt, Order::Asc)
        .order_by(visit::Column::Id, Order::Asc)
        .all()
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// Where a provider offers the service on a day, in the order of the counties.
pub(super) async fn counties_of(
    reader: &Reader,
    provider: OrganizationId,
    on: NaiveDate,
) -> Result<Vec<CountyFips>, StoreError> {
    let until = offering::Column::UntilOn;
    let offerings: Vec<entity::types::OfferingId> = reader
        .select::<offering::Entity>()
        .filter(offering::Column::ProviderId.eq(provider))
        .filter(offering::Column::Service.eq(SERVICE.as_str()))
        .filter(offering::Column::FromOn.lte(on))
        .filter(Condition::any().add(until.is_null()).add(until.gte(on)))
        .column(offering::Column::Id)
        .await?;
    let areas: Vec<String> = reader
        .select::<offering_area::Entity>()
        .filter(offering_area::Column::OfferingId.is_in(offerings))
        .column(offering_area::Column::CountyFips)
        .await?;
    let mut counties = areas
        .iter()
        .map(|county| county.parse())
        .collect::<Result<Vec<CountyFips>, _>>()
        .map_err(|_| StoreError::Corrupt("offering_area.county_fips".to_owned()))?;
    counties.sort_unstable();
    counties.dedup();
    Ok(counties)
}

/// Writes a new visit.
pub(super) async fn visit_insert(tx: &Tx, new: &Visit) -> Result<(), StoreError> {
    match tx.insert(to_row(new).into_active_model()).await {
        // Two numbers alike, once in 35 million million: the transaction is tried again.
        Err(StoreError::Unique(name)) if name == "visit_number_unique" => Err(StoreError::Busy),
        other => other,
    }
}

/// Writes what acts change. The row is locked.
pub(super) async fn visit_apply(tx: &Tx, after: &Visit) -> Result<(), StoreError> {
    use visit::Column;
    let row = to_row(after);
    let changed = tx
        .update_where::<visit::Entity>()
        .filter(Column::Id.eq(after.id))
        .set(Column::PlanId, row.plan_id)
        .set(Column::MemberId, row.member_id)
        .set(Column::Status, row.status.into_value())
        .set(Column::Payment, row.payment.into_value())
        .set(Column::Version, row.version)
        .set(Column::LeftAt, row.left_at)
        .set(Column::FirstName, row.first_name)
        .set(Column::LastName, row.last_name)
        .set(Column::BirthOn, row.birth_on)
        .set(Column::Cin, row.cin)
        .set(Column::SentAt, row.sent_at)
        .set(Column::AuthorizationId, row.authorization_id)
        .set(Column::IsRestricted, row.is_restricted)
        .set(Column::VoidedAt, row.voided_at)
        .set(Column::VoidedBy, row.voided_by)
        .set(Column::VoidReason, row.void_reason)
        .run()
        .await?;
    if changed == 1 {
        Ok(())
    } else {
        Err(StoreError::Busy)
    }
}

fn to_row(of: &Visit) -> visit::Model {
    let voided = of.voided.clone();
    visit::Model {
        id: of.id,
        number: of.number.clone(),
        provider_id: of.provider,
        plan_id: of.plan,
        member_id: of.member,
        county_fips: of.county.to_string(),
        brought_by: of.brought_by,
        status: of.status,
        payment: of.payment,
        version: of.version,
        arrived_at: of.arrived_at,
        left_at: of.left_at,
        first_name: of.person.first_name.clone(),
        last_name: of.person.last_name.clone(),
        birth_on: of.person.birth_on,
        cin: of.person.cin.as_ref().map(|cin| cin.as_str().to_owned()),
        comment: of.comment.clone(),
        sent_at: of.sent_at,
        authorization_id: of.authorization,
        is_restricted: of.is_restricted,
        recorded_at: of.recorded_at,
        recorded_by: of.recorded_by,
        voided_at: voided.as_ref().map(|voided| voided.at),
        voided_by: voided.as_ref().and_then(|voided| voided.by),
        void_reason: voided.map(|voided| voided.reason),
    }
}

pub(super) fn from_row(row: visit::Model) -> Result<Visit, StoreError> {
    let unreadable = |column: &str| StoreError::Corrupt(format!("visit.{column}"));
    let cin = row.cin.map(|cin| cin.parse::<Cin>()).transpose();
    let voided = row.voided_at.zip(row.void_reason);
    Ok(Visit {
        id: row.id,
        number: row.number,
        provider: row.provider_id,
        plan: row.plan_id,
        member: row.member_id,
        county: row
            .county_fips
            .parse()
            .map_err(|_| unreadable("county_fips"))?,
        brought_by: row.brought_by,
        status: row.status,
        payment: row.payment,
        version: row.version,
        arrived_at: row.arrived_at,
        left_at: row.left_at,
        person: VisitPerson {
            first_name: row.first_name,
            last_name: row.last_name,
            birth_on: row.birth_on,
            cin: cin.map_err(|_| unreadable("cin"))?,
        },
        comment: row.comment,
        sent_at: row.sent_at,
        authorization: row.authorization_id,
        is_restricted: row.is_restricted,
        recorded_at: row.recorded_at,
        recorded_by: row.recorded_by,
        voided: voided.map(|(at, reason)| Voided {
            at,
            by: row.voided_by,
            reason,
        }),
    })
}
