//! The steps of a request's clock: the plan is reminded, the notice of a delay is prepared on the day
//! of the limit, the plan hears that a decision was due, and plan and
//! provider hear before what was granted ends. Rows, fired by `sweep`.

use chrono::{DateTime, Days, TimeDelta, Utc};
use entity::authorization_step;
use entity::types::{AuthorizationId, EscalationState, NoticeKind};
use sea_orm::{FromQueryResult, IntoActiveModel};

use crate::authorizations::Authorization;
use crate::authorizations::action::rules::delay_prepared_at;
use crate::clock::start_of;
use crate::db::{Tx, statements::authorizations as sql};
use crate::error::StoreError;
use crate::policies::AuthorizationPolicy;

#[derive(FromQueryResult)]
struct Last {
    last: i32,
}

/// Plans anew what is still to come, from where the authorization stands.
pub(super) async fn plan_in(
    tx: &Tx,
    of: &Authorization,
    policy: &AuthorizationPolicy,
) -> Result<(), StoreError> {
    cancel_in(tx, of.id).await?;
    let last: Vec<Last> = tx.sql(&sql::STEPS_LAST, [of.id.into()]).await?;
    let last = last.first().map_or(0, |row| row.last);
    let rows =
        (last + 1..)
            .zip(ahead(of, policy, tx.now()))
            .map(|(position, (fires_at, tells))| {
                authorization_step::Model {
                    authorization_id: of.id,
                    position,
                    plan_id: of.plan,
                    fires_at,
                    tells,
                    state: EscalationState::Pending,
                    fired_at: None,
                }
                .into_active_model()
            });
    tx.insert_all(rows.collect()).await
}

/// Nothing is to come any more.
pub(super) async fn cancel_in(tx: &Tx, id: AuthorizationId) -> Result<(), StoreError> {
    tx.change(&sql::STEPS_CANCEL, [id.into()]).await?;
    Ok(())
}

/// What is to come. A reminder that would lie in the past is left out.
fn ahead(
    of: &Authorization,
    policy: &AuthorizationPolicy,
    now: DateTime<Utc>,
) -> Vec<(DateTime<Utc>, NoticeKind)> {
    let mut steps = Vec::new();
    if let Some(due_at) = of.due_at {
        let remind_at = due_at - TimeDelta::minutes(i64::from(policy.remind_minutes));
        if remind_at > now {
            steps.push((remind_at, NoticeKind::AuthorizationDueSoon));
        }
        steps.push((delay_prepared_at(due_at), NoticeKind::AuthorizationLapsing));
        steps.push((due_at, NoticeKind::AuthorizationOverdue));
    }
    // Of a presumption both come: its decision, and its end.
    if let Some(grant) = of.granted {
        let days = Days::new(u64::try_from(policy.expiring_days).unwrap_or_default());
        let told_on = grant.until_on.checked_sub_days(days);
        let told_at = told_on.map(start_of);
        if let Some(told_at) = told_at.filter(|at| *at > now) {
            steps.push((told_at, NoticeKind::AuthorizationExpiring));
        }
    }
    steps
}
