//! The tables of the area.

use chrono::NaiveDate;
use entity::types::{AccountId, OrganizationId, WaitlistCriterion};
use entity::{escalation_step, loop_policy};
use sea_orm::{ColumnTrait, Condition, IntoActiveModel, Order};

use super::model::{EscalationStep, LoopPolicy, NewLoopPolicy};
use crate::db::{Reader, Tx, statements};
use crate::error::StoreError;
use crate::reference::ServiceCode;

/// What `service` is for all services without a row of their own.
const ALL: &str = "";

/// The policy that holds for a plan's service on a day. Read with the server's eyes: it decides
/// acts of providers, who may not read it.
pub(crate) async fn policy_on(
    reader: &Reader,
    (plan, service): (OrganizationId, ServiceCode),
    on: NaiveDate,
) -> Result<LoopPolicy, StoreError> {
    let reader = reader.as_system("a plan's policy decides acts of those who may not read it");
    let row = reader
        .select::<loop_policy::Entity>()
        .filter(loop_policy::Column::PlanId.eq(plan))
        .filter(
            Condition::any()
                .add(loop_policy::Column::Service.eq(service.as_str()))
                .add(loop_policy::Column::Service.eq(ALL)),
        )
        .filter(loop_policy::Column::FromOn.lte(on))
        // A row of the service comes before one for all: '' sorts first.
        .order_by(loop_policy::Column::Service, Order::Desc)
        .order_by(loop_policy::Column::FromOn, Order::Desc)
        .one()
        .await?;
    let Some(row) = row else {
        return Ok(LoopPolicy::default());
    };
    let steps = steps_of(&reader, &row).await?;
    policy_from_row(&row, steps)
}

/// All policies of a plan, past and to come: for all services first, the newest first.
pub(super) async fn policy_list(
    reader: &Reader,
    plan: OrganizationId,
) -> Result<Vec<LoopPolicy>, StoreError> {
    let rows = reader
        .select::<loop_policy::Entity>()
        .filter(loop_policy::Column::PlanId.eq(plan))
        .order_by(loop_policy::Column::Service, Order::Asc)
        .order_by(loop_policy::Column::FromOn, Order::Desc)
        .all()
        .await?;
    let mut steps = reader
        .select::<escalation_step::Entity>()
        .filter(escalation_step::Column::PlanId.eq(plan))
        .order_by(escalation_step::Column::Position, Order::Asc)
        .all()
        .await?;
    let mut policies = Vec::with_capacity(rows.len());
    for row in rows {
        let (own, others) = steps
            .into_iter()
            .partition(|step| step.service == row.service && step.from_on == row.from_on);
        steps = others;
        policies.push(policy_from_row(&row, own)?);
    }
    Ok(policies)
}

/// Sets a policy. One that was set for the same day is replaced: that day has not passed.
pub(super) async fn policy_set(
    tx: &Tx,
    plan: OrganizationId,
    new: &NewLoopPolicy,
    by: AccountId,
) -> Result<(), StoreError> {
    let service = new.policy.service.map_or(ALL, |service| service.as_str());
    let key = || [plan.into(), service.into(), new.from_on.into()];
    tx.change(&statements::policies::STEPS_DELETE, key())
        .await?;
    tx.change(&statements::policies::POLICY_DELETE, key())
        .await?;
    let policy = &new.policy;
    let row = loop_policy::Model {
        plan_id: plan,
        service: service.to_owned(),
        from_on: new.from_on,
        route: policy.route,
        closes_at_start: policy.closes_at_start,
        reopen_days: policy.reopen_days,
        outreach_within_minutes: policy.outreach_within_minutes,
        follow_up_attempts: policy.follow_up_attempts,
        follow_up_days: policy.follow_up_days,
        undelivered_after_minutes: policy.undelivered_after_minutes,
        waitlist_mode: policy.waitlist_mode,
        waitlist_order: codes(&policy.waitlist_order),
        offer_hours: policy.offer_hours,
        confirm_capacity_days: policy.confirm_capacity_days,
        notify_member_days: policy.notify_member_days,
        notify_referrer_days: policy.notify_referrer_days,
        naming_hours: policy.naming_hours,
        set_at: tx.now(),
        set_by: by,
    };
    tx.insert(row.into_active_model()).await?;
    let steps = (1..).zip(&policy.escalation).map(|(position, step)| {
        escalation_step::Model {
            plan_id: plan,
            service: service.to_owned(),
            from_on: new.from_on,
            position,
            offset_minutes: step.offset_minutes,
            audience: step.audience,
            action: step.action,
        }
        .into_active_model()
    });
    tx.insert_all(steps.collect()).await
}

fn codes(order: &[WaitlistCriterion]) -> String {
    let codes: Vec<&str> = order.iter().map(|one| one.code()).collect();
    codes.join(",")
}

fn order_from(codes: &str) -> Result<Vec<WaitlistCriterion>, StoreError> {
    let criterion = |code| {
        let mut all = WaitlistCriterion::ALL.iter().copied();
        all.find(|one| one.code() == code)
            .ok_or_else(|| StoreError::Corrupt("loop_policy.waitlist_order".to_owned()))
    };
    codes.split(',').map(criterion).collect()
}

async fn steps_of(
    reader: &Reader,
    row: &loop_policy::Model,
) -> Result<Vec<escalation_step::Model>, StoreError> {
    reader
        .select::<escalation_step::Entity>()
        .filter(escalation_step::Column::PlanId.eq(row.plan_id))
        .filter(escalation_step::Column::Service.eq(row.service.as_str()))
        .filter(escalation_step::Column::FromOn.eq(row.from_on))
        .order_by(escalation_step::Column::Position, Order::Asc)
        .all()
        .await
}

fn policy_from_row(
    row: &loop_policy::Model,
    steps: Vec<escalation_step::Model>,
) -> Result<LoopPolicy, StoreError> {
    let service = match row.service.as_str() {
        ALL => None,
        code => Some(
            code.parse()
                .map_err(|_| StoreError::Corrupt("loop_policy.service".to_owned()))?,
        ),
    };
    let escalation = steps
        .into_iter()
        .map(|step| EscalationStep {
            offset_minutes: step.offset_minutes,
            audience: step.audience,
            action: step.action,
        })
        .collect();
    Ok(LoopPolicy {
        service,
        from_on: Some(row.from_on),
        route: row.route,
        closes_at_start: row.closes_at_start,
        reopen_days: row.reopen_days,
        outreach_within_minutes: row.outreach_within_minutes,
        follow_up_attempts: row.follow_up_attempts,
        follow_up_days: row.follow_up_days,
        undelivered_after_minutes: row.undelivered_after_minutes,
        waitlist_mode: row.waitlist_mode,
        waitlist_order: order_from(&row.waitlist_order)?,
        offer_hours: row.offer_hours,
        confirm_capacity_days: row.confirm_capacity_days,
        notify_member_days: row.notify_member_days,
        notify_referrer_days: row.notify_referrer_days,
        naming_hours: row.naming_hours,
        escalation,
    })
}
