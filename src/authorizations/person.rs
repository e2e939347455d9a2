//! What stands of a person: what was presumed or waits, and what an end of enrolment concerns.

use chrono::{DateTime, NaiveDate, Utc};
use entity::service_authorization;
use entity::types::{AuthorizationKind, AuthorizationStatus, MemberId, OrganizationId};
use sea_orm::{ColumnTrait, Condition, Order};

use super::model::Authorization;
use super::store::from_row;
use crate::db::Reader;
use crate::error::StoreError;
use crate::reference::ServiceCode;

/// Whether a service was presumed for a person since then, and the plan has not confirmed it; whoever
/// acts. Visits to sobering centers are each their own.
pub(crate) async fn was_presumed(
    reader: &Reader,
    (plan, records, service): (OrganizationId, &[MemberId], ServiceCode),
    since: DateTime<Utc>,
) -> Result<bool, StoreError> {
    use service_authorization::Column;
    let unconfirmed = [
        AuthorizationStatus::Pending,
        AuthorizationStatus::Denied,
        AuthorizationStatus::Withdrawn,
    ];
    let system = reader.as_system("what was presumed decides what may be, whoever asks");
    let rows = system
        .select::<service_authorization::Entity>()
        .filter(Column::MemberId.is_in(records.iter().copied()))
        .filter(Column::Service.eq(service.as_str()))
        .filter(Column::PlanId.eq(plan))
        .filter(Column::Kind.eq(AuthorizationKind::Presumptive))
        .filter(Column::Status.is_in(unconfirmed))
        .filter(Column::RequestedAt.gte(since));
    Ok(rows.count().await? > 0)
}

/// What an organization asked a plan for a person before, of the same kind and service and for some of
/// the same days, and what waits for a decision; of what the actor may see. So a center does not learn
/// from it whom the plan took a visitor for.
pub(crate) async fn waiting_like(
    reader: &Reader,
    of: &Authorization,
    records: &[MemberId],
) -> Result<Option<Authorization>, StoreError> {
    use service_authorization::Column;
    let row = reader
        .select::<service_authorization::Entity>()
        .filter(Column::MemberId.is_in(records.iter().copied()))
        .filter(Column::Service.eq(of.service.as_str()))
        .filter(Column::PlanId.eq(of.plan))
        .filter(Column::RequestedBy.eq(of.asked.by))
        .filter(Column::Kind.eq(of.kind))
        .filter(Column::Status.eq(AuthorizationStatus::Pending))
        .filter(Column::AskedFromOn.lte(of.asked.until_on))
        .filter(Column::AskedUntilOn.gte(of.asked.from_on))
        .order_by(Column::Id, Order::Asc)
        .one()
        .await?;
    row.map(from_row).transpose()
}

/// What is granted to a person beyond a day, in the order of the ids; whoever acts.
pub(crate) async fn reaching_beyond(
    reader: &Reader,
    records: &[MemberId],
    day: NaiveDate,
) -> Result<Vec<Authorization>, StoreError> {
    use service_authorization::Column;
    let beyond = Column::UntilOn.gt(day).into();
    of_person(reader, records, beyond).await
}

/// What the end of an enrolment has clipped of a person's, in the order of the ids; whoever acts.
pub(crate) async fn clipped(
    reader: &Reader,
    records: &[MemberId],
) -> Result<Vec<Authorization>, StoreError> {
    use service_authorization::Column;
    let clipped = Column::UnclippedUntilOn.is_not_null().into();
    of_person(reader, records, clipped).await
}

async fn of_person(
    reader: &Reader,
    records: &[MemberId],
    which: Condition,
) -> Result<Vec<Authorization>, StoreError> {
    use service_authorization::Column;
    let rows = reader
        .as_system("the end of an enrolment concerns what those may not see who record it")
        .select::<service_authorization::Entity>()
        .filter(Column::MemberId.is_in(records.iter().copied()))
        .filter(Column::Status.ne(AuthorizationStatus::Void))
        .filter(which)
        .order_by(Column::Id, Order::Asc)
        .all()
        .await?;
    rows.into_iter().map(from_row).collect()
}
