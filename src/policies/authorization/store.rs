//! The tables.

use chrono::NaiveDate;
use entity::types::{AccountId, OrganizationId};
use entity::{authorization_policy, plan_holiday};
use sea_orm::{ColumnTrait, Condition, IntoActiveModel, Order};

use super::model::{AuthorizationPolicy, Holiday, NewAuthorizationPolicy};
use crate::db::{Reader, Tx, statements};
use crate::error::StoreError;
use crate::reference::{CountyFips, ServiceCode};

/// What service and county are for all without a row of their own.
const ALL: &str = "";

/// The policy that holds for a plan's service in a county on a day. Read with the server's eyes: it
/// decides acts of providers, and a front end explains it before anybody types.
pub(crate) async fn authorization_policy_on(
    reader: &Reader,
    (plan, service, county): (OrganizationId, ServiceCode, Option<CountyFips>),
    on: NaiveDate,
) -> Result<AuthorizationPolicy, StoreError> {
    use authorization_policy::Column;
    let county = county.map_or(ALL.to_owned(), |county| county.to_string());
    let row = reader
        .as_system("how a plan authorizes is no secret, and decides acts of its providers")
        .select::<authorization_policy::Entity>()
        .filter(Column::PlanId.eq(plan))
        .filter(
            Condition::any()
                .add(Column::Service.eq(service.as_str()))
                .add(Column::Service.eq(ALL)),
        )
        .filter(
            Condition::any()
                .add(Column::CountyFips.eq(county))
                .add(Column::CountyFips.eq(ALL)),
        )
        .filter(Column::FromOn.lte(on))
        // A row of its own comes before one for all: '' sorts first.
        .order_by(Column::Service, Order::Desc)
        .order_by(Column::CountyFips, Order::Desc)
        .order_by(Column::FromOn, Order::Desc)
        .one()
        .await?;
    row.as_ref()
        .map_or_else(|| Ok(AuthorizationPolicy::default()), policy_from_row)
}

/// All policies of a plan, past and to come: for all services first, the newest first.
pub(super) async fn policy_list(
    reader: &Reader,
    plan: OrganizationId,
) -> Result<Vec<AuthorizationPolicy>, StoreError> {
    use authorization_policy::Column;
    let rows = reader
        .select::<authorization_policy::Entity>()
        .filter(Column::PlanId.eq(plan))
        .order_by(Column::Service, Order::Asc)
        .order_by(Column::CountyFips, Order::Asc)
        .order_by(Column::FromOn, Order::Desc)
        .all()
        .await?;
    rows.iter().map(policy_from_row).collect()
}

/// Sets a policy. One that was set for the same day is replaced: that day has not passed.
pub(super) async fn policy_set(
    tx: &Tx,
    plan: OrganizationId,
    new: &NewAuthorizationPolicy,
    by: AccountId,
) -> Result<(), StoreError> {
    let policy = &new.policy;
    let service = policy.service.map_or(ALL, |service| service.as_str());
    let county = policy
        .county
        .map_or(ALL.to_owned(), |county| county.to_string());
    let key = [
        plan.into(),
        service.into(),
        county.as_str().into(),
        new.from_on.into(),
    ];
    tx.change(&statements::policies::AUTHORIZATION_POLICY_DELETE, key)
        .await?;
    let row = authorization_policy::Model {
        plan_id: plan,
        service: service.to_owned(),
        county_fips: county,
        from_on: new.from_on,
        is_required: policy.is_required,
        standard_business_days: policy.standard_business_days,
        standard_calendar_days: policy.standard_calendar_days,
        expedited_hours: policy.expedited_hours,
        urgent_hours: policy.urgent_hours,
        concurrent_hours: policy.concurrent_hours,
        extension_days: policy.extension_days,
        extension_from_receipt: policy.extension_from_receipt,
        pauses_for_information: policy.pauses_for_information,
        retrospective_days: policy.retrospective_days,
        presumptive_days: policy.presumptive_days,
        usual_units: policy.usual_units,
        usual_days: policy.usual_days,
        needs_second_reviewer: policy.needs_second_reviewer,
        denial_closes: policy.denial_closes,
        remind_minutes: policy.remind_minutes,
        expiring_days: policy.expiring_days,
        notice_ahead_days: policy.notice_ahead_days,
        appeal_days: policy.appeal_days,
        appeal_decision_days: policy.appeal_decision_days,
        appeal_expedited_hours: policy.appeal_expedited_hours,
        hearing_days: policy.hearing_days,
        nearly_used_percent: policy.nearly_used_percent,
        is_granted_at_start: policy.is_granted_at_start,
        reassess_months: policy.reassess_months,
        transitioned_reassess_months: policy.transitioned_reassess_months,
        set_at: tx.now(),
        set_by: by,
    };
    tx.insert(row.into_active_model()).await
}

/// The days on which a plan's calendar differs from that of the state's offices. Read with the
/// server's eyes: what is due by them concerns whoever asked.
pub(crate) async fn holidays_of(
    reader: &Reader,
    plan: OrganizationId,
) -> Result<Vec<Holiday>, StoreError> {
    let rows = reader
        .as_system("a plan's calendar says when its answers are due")
        .select::<plan_holiday::Entity>()
        .filter(plan_holiday::Column::PlanId.eq(plan))
        .order_by(plan_holiday::Column::Day, Order::Asc)
        .all()
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| Holiday {
            day: row.day,
            is_closed: row.is_closed,
            name: row.name,
        })
        .collect())
}

/// Sets days of a plan's calendar from today on: those that are not named any more are as the state's
/// offices have them.
pub(super) async fn holidays_set(
    tx: &Tx,
    plan: OrganizationId,
    days: Vec<Holiday>,
    by: AccountId,
) -> Result<(), StoreError> {
    let coming = [plan.into(), tx.op().today().into()];
    tx.change(&statements::policies::HOLIDAYS_DELETE, coming)
        .await?;
    let rows = days.into_iter().map(|day| {
        plan_holiday::Model {
            plan_id: plan,
            day: day.day,
            is_closed: day.is_closed,
            name: day.name,
            set_at: tx.now(),
            set_by: by,
        }
        .into_active_model()
    });
    tx.insert_all(rows.collect()).await
}

fn policy_from_row(row: &authorization_policy::Model) -> Result<AuthorizationPolicy, StoreError> {
    let unreadable = |column: &str| StoreError::Corrupt(format!("authorization_policy.{column}"));
    let service = match row.service.as_str() {
        ALL => None,
        code => Some(code.parse().map_err(|_| unreadable("service"))?),
    };
    let county = match row.county_fips.as_str() {
        ALL => None,
        code => Some(code.parse().map_err(|_| unreadable("county_fips"))?),
    };
    Ok(AuthorizationPolicy {
        service,
        county,
        from_on: Some(row.from_on),
        is_required: row.is_required,
        standard_business_days: row.standard_business_days,
        standard_calendar_days: row.standard_calendar_days,
        expedited_hours: row.expedited_hours,
        urgent_hours: row.urgent_hours,
        concurrent_hours: row.concurrent_hours,
        extension_days: row.extension_days,
        extension_from_receipt: row.extension_from_receipt,
        pauses_for_information: row.pauses_for_information,
        retrospective_days: row.retrospective_days,
        presumptive_days: row.presumptive_days,
        usual_units: row.usual_units,
        usual_days: row.usual_days,
        needs_second_reviewer: row.needs_second_reviewer,
        denial_closes: row.denial_closes,
        remind_minutes: row.remind_minutes,
        expiring_days: row.expiring_days,
        notice_ahead_days: row.notice_ahead_days,
        appeal_days: row.appeal_days,
        appeal_decision_days: row.appeal_decision_days,
        appeal_expedited_hours: row.appeal_expedited_hours,
        hearing_days: row.hearing_days,
        nearly_used_percent: row.nearly_used_percent,
        is_granted_at_start: row.is_granted_at_start,
        reassess_months: row.reassess_months,
        transitioned_reassess_months: row.transitioned_reassess_months,
    })
}
