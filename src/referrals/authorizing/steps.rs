//! The steps of the clocks: the plan is reminded, the notice of a delay is prepared on the day of the
//! limit, the plan hears that a decision was due; likewise of an appeal or a grievance; and plan and
//! provider hear before what was granted ends. What was announced holds on its day. Rows, fired by `sweep`.

use chrono::{DateTime, Days, TimeDelta, Utc};
use entity::authorization_step;
use entity::types::{AuthorizationId, EscalationState, NoticeKind};
use sea_orm::{FromQueryResult, IntoActiveModel};

use crate::authorizations::action::rules::delay_prepared_at;
use crate::authorizations::{Authorization, appeals::store as appeals};
use crate::clock::start_of;
use crate::db::{Tx, statements::authorizations as sql};
use crate::error::StoreError;
use crate::policies::AuthorizationPolicy;

#[derive(FromQueryResult)]
struct Last {
    last: i32,
}

#[derive(FromQueryResult)]
struct Fired {
    fires_at: DateTime<Utc>,
    tells: NoticeKind,
}

/// Plans anew what is still to come, from where the authorization stands. What was told of an
/// instant is not told of it again.
pub(super) async fn plan_in(
    tx: &Tx,
    of: &Authorization,
    policy: &AuthorizationPolicy,
) -> Result<(), StoreError> {
    cancel_in(tx, of.id).await?;
    let appeals = appeals::due_of(tx, of.id).await?;
    let last: Vec<Last> = tx.sql(&sql::STEPS_LAST, [of.id.into()]).await?;
    let last = last.first().map_or(0, |row| row.last);
    let fired: Vec<Fired> = tx.sql(&sql::STEPS_FIRED, [of.id.into()]).await?;
    let fired = |at, tells| {
        fired
            .iter()
            .any(|one| one.fires_at == at && one.tells == tells)
    };
    let steps = ahead((of, &appeals), policy, tx.now());
    let steps = steps.into_iter().filter(|(at, tells)| !fired(*at, *tells));
    let rows = (last + 1..)
        .zip(steps)
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
    (of, appeals): (&Authorization, &[DateTime<Utc>]),
    policy: &AuthorizationPolicy,
    now: DateTime<Utc>,
) -> Vec<(DateTime<Utc>, NoticeKind)> {
    let mut steps = Vec::new();
    let remind = TimeDelta::minutes(i64::from(policy.remind_minutes));
    if let Some(due_at) = of.due_at {
        let remind_at = due_at - remind;
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
    // Also where its day has come: it holds once the step has fired.
    if let Some(announced) = of.announced {
        let holds_at = start_of(announced.from_on);
        steps.push((holds_at, NoticeKind::AuthorizationChanged));
    }
    for due_at in appeals {
        let remind_at = *due_at - remind;
        if remind_at > now {
            steps.push((remind_at, NoticeKind::AppealDueSoon));
        }
        steps.push((*due_at, NoticeKind::AppealOverdue));
    }
    steps
}
