//! The table.

use entity::plan_limit;
use entity::types::{AccountId, OrganizationId};
use sea_orm::{ColumnTrait, IntoActiveModel, Order};

use super::PlanLimit;
use crate::db::{Reader, Tx, statements};
use crate::error::StoreError;
use crate::reference::{LimitException, LimitTerms, SecondGrant, ServiceLimit};

/// What a plan has set, as limits that a decision heeds: each until the next of its kind begins. Read
/// with the server's eyes.
pub(crate) async fn limits_of(
    reader: &Reader,
    plan: OrganizationId,
) -> Result<Vec<ServiceLimit>, StoreError> {
    let system = reader.as_system("a plan's limits decide acts of those who may not read them");
    let set = set_by(&system, plan).await?;
    Ok(set.iter().map(PlanLimit::as_limit).collect())
}

/// What a plan has set, past and to come.
pub(super) async fn set_by(
    reader: &Reader,
    plan: OrganizationId,
) -> Result<Vec<PlanLimit>, StoreError> {
    use plan_limit::Column;
    let rows = reader
        .select::<plan_limit::Entity>()
        .filter(Column::PlanId.eq(plan))
        .order_by(Column::Service, Order::Asc)
        .order_by(Column::Kind, Order::Asc)
        .order_by(Column::FromOn, Order::Desc)
        .all()
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// Sets a limit. One that was set for the same day is replaced: that day has not passed.
pub(super) async fn set(
    tx: &Tx,
    plan: OrganizationId,
    new: &PlanLimit,
    by: AccountId,
) -> Result<(), StoreError> {
    let kind = new.terms.kind();
    let key = [
        plan.into(),
        new.service.as_str().into(),
        kind.as_str().into(),
        new.from_on.into(),
    ];
    tx.change(&statements::policies::PLAN_LIMIT_DELETE, key)
        .await?;
    let (value, window_months, second) = new.terms.figures();
    let exception = new.exception.clone();
    let row = plan_limit::Model {
        plan_id: plan,
        service: new.service.as_str().to_owned(),
        kind: kind.as_str().to_owned(),
        from_on: new.from_on,
        value,
        window_months: window_months.and_then(|months| i32::try_from(months).ok()),
        second_grant: second.map(|second| second.as_str().to_owned()),
        is_approved: new.is_approved,
        exception_times: exception
            .as_ref()
            .and_then(|exception| exception.times.map(i32::from)),
        exception_evidence: exception.as_ref().map(|one| one.evidence.clone()),
        exception_when: exception.map(|one| one.when),
        set_at: tx.now(),
        set_by: by,
    };
    tx.insert(row.into_active_model()).await
}

fn from_row(row: plan_limit::Model) -> Result<PlanLimit, StoreError> {
    let unreadable = |column: &str| StoreError::Corrupt(format!("plan_limit.{column}"));
    let kind = row.kind.parse().map_err(|_| unreadable("kind"))?;
    let second: Option<SecondGrant> = row
        .second_grant
        .map(|code| code.parse())
        .transpose()
        .map_err(|_| unreadable("second_grant"))?;
    let months = row
        .window_months
        .and_then(|months| u32::try_from(months).ok());
    let terms = LimitTerms::of(kind, row.value, months, second);
    let exception = row.exception_when.zip(row.exception_evidence);
    let times = row
        .exception_times
        .and_then(|times| u8::try_from(times).ok());
    Ok(PlanLimit {
        service: row.service.parse().map_err(|_| unreadable("service"))?,
        terms: terms.ok_or_else(|| unreadable("value"))?,
        from_on: row.from_on,
        is_approved: row.is_approved,
        exception: exception.map(|(when, evidence)| LimitException {
            when,
            evidence,
            times,
        }),
    })
}
