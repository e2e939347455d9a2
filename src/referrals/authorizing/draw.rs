//! What a service draws: its start uses one unit of what was authorized, in the same transaction.

use chrono::{DateTime, NaiveDate, Utc};
use entity::types::NoticeKind;

use super::policy_in;
use crate::authorizations::ledger::{self, Use};
use crate::authorizations::{Authorization, store as authorizations};
use crate::clock::day_of;
use crate::db::Tx;
use crate::error::StoreError;
use crate::notices::NoticeDraft;
use crate::policies::AuthorizationPolicy;
use crate::referrals::model::{Assignment, Referral};
use crate::referrals::store;

/// Units that a start uses: the first of the service. Each invoice line draws the others.
const START: i32 = 1;

/// A service that started draws on what the plan authorized for that day. Where the plan wants an
/// authorization and none covers the day, the start is recorded and not paid: what is denied is
/// payment, not what has happened (S3; domain notes, section 11).
pub(in crate::referrals) async fn draw_in(
    tx: &Tx,
    referral: &Referral,
    live: &mut Assignment,
    started_at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let policy = policy_in(tx, referral).await?;
    draw_by_in(tx, &policy, (referral, live), day_of(started_at)).await?;
    Ok(())
}

/// The same by a policy that was read; gives whether the service draws, where it should.
pub(super) async fn draw_by_in(
    tx: &Tx,
    policy: &AuthorizationPolicy,
    (referral, live): (&Referral, &mut Assignment),
    on: NaiveDate,
) -> Result<bool, StoreError> {
    if policy.from_on.is_none() {
        return Ok(false);
    }
    let records = [Some(live.member), referral.member];
    let records: Vec<_> = records.into_iter().flatten().collect();
    let of = (referral.plan, &records[..], referral.service);
    let mut covering = authorizations::covering(tx, of, on).await?;
    // The one on which it was assigned comes first.
    covering.sort_by_key(|one| Some(one.id) != live.authorization);
    for one in covering {
        let wanted = use_of(&one, live, on);
        if ledger::draw_in(tx, wanted).await? {
            live.authorization = Some(one.id);
            live.is_unpayable = false;
            tell_if_nearly_used(tx, (&one, wanted.units), (live, policy.nearly_used_percent));
            return Ok(true);
        }
    }
    live.authorization = None;
    live.is_unpayable = policy.is_required || policy.is_granted_at_start;
    Ok(false)
}

/// What runs unpaid draws on what is granted now.
pub(super) async fn draw_for_running_in(
    tx: &Tx,
    referral: &Referral,
    live: &Assignment,
) -> Result<(), StoreError> {
    if let (true, Some(started_at)) = (live.is_unpayable, live.service_started_at) {
        let mut live = live.clone();
        let system = tx.acting_as_system("an authorization pays for what runs");
        draw_in(&system, referral, &mut live, started_at).await?;
        store::assignment_apply(&system, &live).await?;
    }
    Ok(())
}

/// The start turned out to be none, or was on another day: what it drew is given back.
pub(in crate::referrals) async fn give_back_in(
    tx: &Tx,
    live: &mut Assignment,
) -> Result<(), StoreError> {
    live.is_unpayable = false;
    let (Some(id), Some(started_at)) = (live.authorization, live.service_started_at) else {
        return Ok(());
    };
    let system = tx.as_system("what was drawn is given back, whoever corrects it");
    let Some(of) = authorizations::authorization_by_id(&system, id).await? else {
        return Ok(());
    };
    ledger::return_in(tx, use_of(&of, live, day_of(started_at))).await
}

fn use_of(of: &Authorization, live: &Assignment, on: NaiveDate) -> Use {
    let counts_units = of.granted.is_some_and(|grant| grant.units.is_some());
    Use {
        authorization: of.id,
        assignment: Some(live.id),
        on,
        units: if counts_units { START } else { 0 },
        cents: 0,
    }
}

/// Plan and provider hear of it once: when this use crosses the part that the plan set.
fn tell_if_nearly_used(
    tx: &Tx,
    (of, units): (&Authorization, i32),
    (live, percent): (&Assignment, i32),
) {
    let Some(granted) = of.granted.and_then(|grant| grant.units) else {
        return;
    };
    let part = |used: i32| i64::from(used) * 100 >= i64::from(granted) * i64::from(percent);
    if part(of.used_units) || !part(of.used_units + units) {
        return;
    }
    for organization in [live.plan, live.provider] {
        tx.queue(NoticeDraft {
            organization,
            kind: NoticeKind::AuthorizationNearlyUsed,
            referral: Some(live.referral),
            assignment: Some(live.id),
            member: None,
            is_for_lead: false,
            occurred_at: tx.now(),
        });
    }
}
