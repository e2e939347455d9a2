//! When a reassessment is due: planned as the service starts and as one is done, called off as it ends.

use chrono::{DateTime, NaiveDate, Utc};
use entity::types::{AssignmentId, ReassessmentState};

use super::model::Reassessment;
use super::store;
use crate::clock::day_of;
use crate::clocks::reassessment::{self as clock, Terms};
use crate::db::Tx;
use crate::error::StoreError;
use crate::policies::AuthorizationPolicy;
use crate::referrals::details::transitioned_from;
use crate::referrals::model::{Assignment, Referral};

/// The service starts: the first reassessment is planned, where the plan's policy asks for it.
pub(in crate::referrals) async fn plan_first_in(
    tx: &Tx,
    policy: &AuthorizationPolicy,
    (referral, live): (&Referral, &Assignment),
    started_at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let terms = Terms {
        every: policy.reassess_months,
        transitioned: policy.transitioned_reassess_months,
    };
    let is_transitioned =
        terms.transitioned.is_some() && transitioned_from(tx, referral.intake).await?.is_some();
    let Some(due_on) = terms.first_due_on(day_of(started_at), is_transitioned) else {
        return Ok(());
    };
    let number = store::last_number(tx, live.id).await? + 1;
    let first = Reassessment {
        assignment: live.id,
        number,
        referral: live.referral,
        plan: live.plan,
        provider: live.provider,
        member: live.member,
        state: ReassessmentState::Open,
        due_on,
        next_months: policy.reassess_months,
        ahead_days: policy.expiring_days,
        done: None,
        correction: None,
    };
    store::reassessment_insert(tx, &first).await
}

/// The service started on another day: what was planned from the old one is planned anew. What is
/// planned from a reassessment that was done stays.
pub(in crate::referrals) async fn plan_anew_in(
    tx: &Tx,
    policy: &AuthorizationPolicy,
    (referral, live): (&Referral, &Assignment),
    started_at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let planned = store::reassessments_in(tx, live.id).await?;
    if planned
        .iter()
        .any(|one| one.state == ReassessmentState::Done)
    {
        return Ok(());
    }
    cancel_in(tx, live.id).await?;
    plan_first_in(tx, policy, (referral, live), started_at).await
}

/// The next follows from the day on which one was done, by the terms of that one.
pub(super) async fn plan_next_in(
    tx: &Tx,
    done: &Reassessment,
    done_on: NaiveDate,
) -> Result<(), StoreError> {
    let Some(months) = done.next_months else {
        return Ok(());
    };
    let next = Reassessment {
        number: done.number + 1,
        state: ReassessmentState::Open,
        due_on: clock::due_on(done_on, months),
        done: None,
        correction: None,
        ..done.clone()
    };
    store::reassessment_insert(tx, &next).await
}

/// Nothing is to be done any more.
pub(in crate::referrals) async fn cancel_in(tx: &Tx, id: AssignmentId) -> Result<(), StoreError> {
    store::open_cancel(tx, id).await
}
