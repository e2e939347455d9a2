//! The write, for the engine of the module around: the statements of one assignment, in the
//! product's order.

use std::sync::Arc;

use anyhow::{Result, ensure};
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use chrono::{DateTime, TimeDelta, Utc};
use handoff::db::statements;
use handoff::entropy::{SystemEntropy, uuid_v7};
use handoff::graphql::NodeKind;
use sea_orm::sqlx::{Row as _, query};
use serde::Deserialize;
use uuid::Uuid;

use super::super::json::{Assign, Assigned, AssignedReferral};
use super::super::{answer, now};
use super::handlers::{Pools, text, today, written};
use super::{BEGIN, Connection, LOCKS, Row};
use crate::data::{self, Of};

/// What goes to whom.
#[derive(Deserialize)]
pub(super) struct Wish {
    referral: Uuid,
    provider: Uuid,
}

pub(super) async fn assign(State(pools): State<Arc<Pools>>, Json(wish): Json<Wish>) -> Response {
    answer(write_assignment(&pools, &wish).await)
}

const REFERRAL: &str = "SELECT id, number, plan_id, referrer_id, referred_by, contact_name, \
    contact_reach, service, urgency, county_fips, zip, person_first_name, person_last_name, \
    person_birth_on, person_cin, person_phone, needs, member_id, status, version, \
    last_event_seq, received_at, status_changed_at, closure_reason, closure_note, closed_at \
    FROM referral WHERE (plan_id = $1 OR referrer_id = $2) AND id = $3 LIMIT $4";
const LIVE: &str = "SELECT id, referral_id, plan_id, provider_id, member_id, pool_id, status, \
    slot, assigned_at, assigned_by, accepted_at, outreach_due_at, first_attempt_at, next_due_at, \
    service_started_at, ended_at, end_reason FROM assignment \
    WHERE (plan_id = $1 OR referral_id IN (SELECT id FROM referral WHERE referrer_id = $2)) \
    AND referral_id = $3 AND ended_at IS NULL LIMIT $4";
const MEMBER: &str = "SELECT id, plan_id, cin, first_name, last_name, name_key, birth_on, phone, \
    language, street, city, zip, county_fips, whereabouts, version, created_at FROM member \
    WHERE plan_id = $1 AND id = $2 LIMIT $3";
const ASSIGN: &str = "INSERT INTO assignment (id, referral_id, plan_id, provider_id, member_id, \
    pool_id, status, slot, assigned_at, assigned_by, accepted_at, outreach_due_at, \
    first_attempt_at, next_due_at, service_started_at, ended_at, end_reason) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)";
const APPLY: &str = "UPDATE referral SET member_id = $1, status = $2, version = $3, \
    last_event_seq = $4, status_changed_at = $5, closure_reason = $6, closure_note = $7, \
    closed_at = $8 WHERE (plan_id = $9 OR referrer_id = $10) AND id = $11 AND last_event_seq = $12";
const EVENT: &str = "INSERT INTO referral_event (referral_id, seq, kind, occurred_at, \
    recorded_at, account_id, organization_id, assignment_id, reason, note) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
const NOTICES: &str = "INSERT INTO notice (organization_id, seq, kind, referral_id, \
    assignment_id, occurred_at, delivered_at, acknowledged_at, acknowledged_by) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9), ($10, $11, $12, $13, $14, $15, $16, $17, $18)";

/// The ids that an assignment is made of.
struct Parts {
    assignment: Uuid,
    referral: Uuid,
    provider: Uuid,
    plan: Uuid,
    account: Uuid,
    member: Uuid,
    pool: Uuid,
}

async fn write_assignment(pools: &Pools, wish: &Wish) -> Result<Vec<u8>> {
    let (plan, account) = (data::id(Of::Plan, 0), data::id(Of::Account, 0));
    let now = now();
    let mut tx = pools.write.begin_with(BEGIN).await?;
    if LOCKS {
        let lock = query(text(&statements::LOCK_REFERRAL)).bind(wish.referral);
        lock.fetch_one(&mut *tx).await?;
    }
    let referral = referral_by_id(&mut tx, plan, wish.referral).await?;
    let live = query(LIVE)
        .bind(plan)
        .bind(plan)
        .bind(wish.referral)
        .bind(1_i64);
    ensure!(
        live.fetch_optional(&mut *tx).await?.is_none(),
        "already assigned"
    );
    let member: Uuid = referral.try_get("member_id")?;
    let found = query(MEMBER).bind(plan).bind(member).bind(1_i64);
    found.fetch_one(&mut *tx).await?;
    let assignment = uuid_v7(now, &SystemEntropy);
    let made = (assignment, account, now);
    let parts = Parts {
        assignment,
        referral: wish.referral,
        provider: wish.provider,
        plan,
        account,
        member,
        pool: hold_place(&mut tx, plan, wish.provider, &referral, made).await?,
    };
    insert_assignment(&mut tx, &parts, now).await?;
    apply(&mut tx, &parts, &referral, now).await?;
    tell(&mut tx, &parts, referral.try_get("referrer_id")?, now).await?;
    tx.commit().await?;

    let mut reader = pools.read.acquire().await?;
    let referral = referral_by_id(&mut reader, plan, wish.referral).await?;
    written(&Assign {
        assign_referral: Assigned {
            user_errors: [],
            referral: AssignedReferral {
                id: NodeKind::Referral.encode(referral.try_get("id")?),
                status: referral.try_get("status")?,
                version: referral.try_get("version")?,
            },
        },
    })
}

async fn hold_place(
    tx: &mut Connection,
    plan: Uuid,
    provider: Uuid,
    referral: &Row,
    (assignment, account, now): (Uuid, Uuid, DateTime<Utc>),
) -> Result<Uuid> {
    let coverage = query(text(&statements::COVERAGE))
        .bind(plan)
        .bind(provider)
        .bind(referral.try_get::<&str, _>("service")?)
        .bind(referral.try_get::<&str, _>("county_fips")?)
        .bind("")
        .bind("")
        .bind(today())
        .fetch_one(&mut *tx)
        .await?;
    let pool: Uuid = coverage.try_get("pool_id")?;
    let share = query(text(&statements::capacity::SHARE_HOLD))
        .bind(pool)
        .bind(plan)
        .bind(today());
    ensure!(
        share.execute(&mut *tx).await?.rows_affected() == 1,
        "no share"
    );
    let place = query(text(&statements::capacity::POOL_HOLD)).bind(pool);
    ensure!(
        place.execute(&mut *tx).await?.rows_affected() == 1,
        "no place"
    );
    let entry = query(text(&statements::capacity::ENTRY))
        .bind(pool)
        .bind("HELD")
        .bind(plan)
        .bind(assignment)
        .bind(1)
        .bind(0)
        .bind(None::<i32>)
        .bind(None::<&str>)
        .bind(now)
        .bind(account);
    ensure!(
        entry.execute(&mut *tx).await?.rows_affected() == 1,
        "no entry"
    );
    Ok(pool)
}

async fn insert_assignment(tx: &mut Connection, parts: &Parts, now: DateTime<Utc>) -> Result<()> {
    let due = now + TimeDelta::hours(24);
    query(ASSIGN)
        .bind(parts.assignment)
        .bind(parts.referral)
        .bind(parts.plan)
        .bind(parts.provider)
        .bind(parts.member)
        .bind(parts.pool)
        .bind("ASSIGNED")
        .bind("HELD")
        .bind(now)
        .bind(parts.account)
        .bind(None::<DateTime<Utc>>)
        .bind(due)
        .bind(None::<DateTime<Utc>>)
        .bind(due)
        .bind(None::<DateTime<Utc>>)
        .bind(None::<DateTime<Utc>>)
        .bind(None::<&str>)
        .execute(tx)
        .await?;
    Ok(())
}

/// The referral moves on, and its timeline says so.
async fn apply(
    tx: &mut Connection,
    parts: &Parts,
    referral: &Row,
    now: DateTime<Utc>,
) -> Result<()> {
    let events: i32 = referral.try_get("last_event_seq")?;
    query(APPLY)
        .bind(parts.member)
        .bind("ASSIGNED")
        .bind(referral.try_get::<i32, _>("version")? + 1)
        .bind(events + 1)
        .bind(now)
        .bind(None::<&str>)
        .bind(None::<&str>)
        .bind(None::<DateTime<Utc>>)
        .bind(parts.plan)
        .bind(parts.plan)
        .bind(parts.referral)
        .bind(events)
        .execute(&mut *tx)
        .await?;
    query(EVENT)
        .bind(parts.referral)
        .bind(events + 1)
        .bind("ASSIGNED")
        .bind(now)
        .bind(now)
        .bind(parts.account)
        .bind(parts.plan)
        .bind(parts.assignment)
        .bind(None::<&str>)
        .bind(None::<&str>)
        .execute(&mut *tx)
        .await?;
    Ok(())
}

/// Provider and referrer are told, each under the next number of its mailbox.
async fn tell(
    tx: &mut Connection,
    parts: &Parts,
    referrer: Uuid,
    now: DateTime<Utc>,
) -> Result<()> {
    let mut mailboxes = [parts.provider, referrer];
    mailboxes.sort_unstable();
    let mut notices = query(NOTICES);
    for mailbox in mailboxes {
        let advance = query(text(&statements::MAILBOX_ADVANCE))
            .bind(1_i64)
            .bind(mailbox);
        let seq: i64 = advance.fetch_one(&mut *tx).await?.try_get(0)?;
        notices = notices
            .bind(mailbox)
            .bind(seq)
            .bind("REFERRAL_ASSIGNED")
            .bind(parts.referral)
            .bind(parts.assignment)
            .bind(now)
            .bind(None::<DateTime<Utc>>)
            .bind(None::<DateTime<Utc>>)
            .bind(None::<Uuid>);
    }
    notices.execute(tx).await?;
    Ok(())
}

async fn referral_by_id(connection: &mut Connection, plan: Uuid, id: Uuid) -> Result<Row> {
    let referral = query(REFERRAL).bind(plan).bind(plan).bind(id).bind(1_i64);
    Ok(referral.fetch_one(connection).await?)
}
