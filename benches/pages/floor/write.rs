//! The write, for the engine of the module around: the statements of one assignment, in the
//! product's order. What the product builds at run time is built here from the same entities.

use std::sync::{Arc, LazyLock};

use anyhow::{Context, Result, ensure};
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use chrono::{DateTime, TimeDelta, Utc};
use entity::{
    assignment, assignment_candidate, audit_event, authorization_policy, escalation, loop_policy,
    member, notice, referral, referral_event, task,
};
use handoff::db::{id_list, statements};
use handoff::entropy::{SystemEntropy, uuid_v7};
use handoff::graphql::NodeKind;
use sea_orm::sqlx::{Row as _, query};
use serde::Deserialize;
use uuid::Uuid;

use super::super::json::{Assign, Assigned, AssignedReferral};
use super::super::text::{insert, select};
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

/// Candidates that are kept.
const KEPT: usize = 10;
/// Steps of the default policy, in minutes after the due instant, with what they tell; the first
/// asks an hour after the assignment whether the provider was told.
const STEPS: [(i64, &str, &str, &str); 4] = [
    (-240, "PROVIDER", "NOTICE", "OUTREACH_REMINDER"),
    (0, "PROVIDER", "NOTICE", "OUTREACH_OVERDUE"),
    (0, "PLAN", "NOTICE", "OUTREACH_OVERDUE"),
    (240, "PLAN", "PROPOSE_REASSIGNMENT", "REASSIGNMENT_PROPOSED"),
];

type Text = LazyLock<String>;

static REFERRAL: Text = Text::new(|| {
    select::<referral::Entity>(
        "((plan_id = $1 AND is_hidden = $2) OR referrer_id = $3) AND id = $4 LIMIT 1",
    )
});
static LIVE: Text =
    Text::new(|| select::<assignment::Entity>("referral_id = $1 AND ended_at IS NULL LIMIT 1"));
static MEMBER: Text = Text::new(|| {
    let lock = if LOCKS { " FOR NO KEY UPDATE" } else { "" };
    let rows = "plan_id = $1 AND restricted_at IS NULL AND id = $2 LIMIT 1";
    select::<member::Entity>(&format!("{rows}{lock}"))
});
static ANSWERS: Text = Text::new(|| {
    select::<assignment::Entity>("referral_id = $1 AND end_reason = $2 ORDER BY assigned_at")
});
static POLICY: Text = Text::new(|| {
    select::<loop_policy::Entity>(
        "plan_id = $1 AND (service = $2 OR service = '') AND from_on <= $3 \
         ORDER BY service DESC, from_on DESC LIMIT 1",
    )
});
static AUTHORIZED: Text = Text::new(|| {
    select::<authorization_policy::Entity>(
        "plan_id = $1 AND (service = $2 OR service = '') \
         AND (county_fips = $3 OR county_fips = '') AND from_on <= $4 \
         ORDER BY service DESC, county_fips DESC, from_on DESC LIMIT 1",
    )
});
static ASSIGN: Text = Text::new(|| insert::<assignment::Entity>(1));
static CONSIDERED: Text = Text::new(|| insert::<assignment_candidate::Entity>(KEPT));
static PLAN: Text = Text::new(|| insert::<escalation::Entity>(STEPS.len() + 1));
const APPLY: &str = "UPDATE referral SET member_id = $1, assigned_to = $2, restriction = $3, \
    is_hidden = $4, consent_revoked_at = $5, status = $6, version = $7, last_event_seq = $8, \
    status_changed_at = $9, closure_reason = $10, closure_note = $11, closed_at = $12, \
    chosen_provider_id = $13, naming = $14, is_declined = $15, closed_loop_at = $16 \
    WHERE ((plan_id = $17 AND is_hidden = $18) OR referrer_id = $19) AND id = $20 \
    AND last_event_seq = $21";
static EVENT: Text = Text::new(|| insert::<referral_event::Entity>(1));
const WAS_TOLD: &str = "SELECT COUNT(*) FROM task WHERE referral_id = $1 AND kind = $2 \
    AND state = $3 AND provider_id IS NOT NULL";
static TASK: Text = Text::new(|| format!("{} ON CONFLICT DO NOTHING", insert::<task::Entity>(1)));
static AUDIT: Text = Text::new(|| insert::<audit_event::Entity>(1));
static NOTICES: Text = Text::new(|| insert::<notice::Entity>(2));

/// A query with these values bound.
macro_rules! with {
    ($query:expr; $($value:expr),+ $(,)?) => { $query$(.bind($value))+ };
}

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

/// One row of the candidates.
struct Candidate {
    provider: Uuid,
    speaks: bool,
    last_assigned: Option<DateTime<Utc>>,
    pool: Option<Uuid>,
    free: i32,
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
    let live = query(LIVE.as_str()).bind(wish.referral);
    let live = live.fetch_optional(&mut *tx).await?;
    ensure!(live.is_none(), "already assigned");
    let member: Uuid = referral.try_get("member_id")?;
    let found = with!(query(MEMBER.as_str()); plan, member);
    let found = found.fetch_one(&mut *tx).await?;
    let triage = query(text(&statements::routing::TRIAGE));
    let triage = with!(triage; id_list([wish.referral]), today(), false);
    let known = triage.fetch_all(&mut *tx).await?;
    let known = known.first().context("no triage")?;
    ensure!(known.try_get::<bool, _>("is_enrolled")?, "not enrolled");
    let gate = with!(query(AUTHORIZED.as_str());
        plan, referral.try_get::<&str, _>("service")?,
        referral.try_get::<&str, _>("county_fips")?, today());
    ensure!(
        gate.fetch_optional(&mut *tx).await?.is_none(),
        "to be authorized"
    );
    let candidates = candidates(&mut tx, plan, &referral, &found).await?;
    let assignment = uuid_v7(now, &SystemEntropy);
    let pool = candidates.iter().find(|one| one.provider == wish.provider);
    let parts = Parts {
        assignment,
        referral: wish.referral,
        provider: wish.provider,
        plan,
        account,
        member,
        pool: pool.and_then(|one| one.pool).context("no pool")?,
    };
    hold_place(&mut tx, &parts, now).await?;
    let policy = with!(query(POLICY.as_str());
        plan, referral.try_get::<&str, _>("service")?, today());
    ensure!(policy.fetch_optional(&mut *tx).await?.is_none(), "a policy");
    insert_assignment(&mut tx, &parts, &candidates, now).await?;
    apply(&mut tx, &parts, &referral, now).await?;
    tell_member(&mut tx, &parts, now).await?;
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

async fn candidates(
    tx: &mut Connection,
    plan: Uuid,
    referral: &Row,
    member: &Row,
) -> Result<Vec<Candidate>> {
    let answers = with!(query(ANSWERS.as_str());
        referral.try_get::<Uuid, _>("id")?, "DECLINED");
    ensure!(answers.fetch_all(&mut *tx).await?.is_empty(), "declined");
    let there = query(text(&statements::routing::CANDIDATES_THERE));
    let there = with!(there;
        plan,
        referral.try_get::<&str, _>("service")?,
        referral.try_get::<&str, _>("county_fips")?,
        "",
        "",
        today(),
        member.try_get::<&str, _>("language")?,
        member.try_get::<Uuid, _>("id")?);
    let rows = there.fetch_all(&mut *tx).await?;
    let mut found = rows
        .iter()
        .map(|row| {
            let (capacity, held, active): (Option<i32>, Option<i32>, Option<i32>) = (
                row.try_get("capacity")?,
                row.try_get("held")?,
                row.try_get("active")?,
            );
            Ok(Candidate {
                provider: row.try_get("provider_id")?,
                speaks: row.try_get("speaks_language")?,
                last_assigned: row.try_get("last_assigned_at")?,
                pool: row.try_get("pool_id")?,
                free: capacity.unwrap_or(0) - held.unwrap_or(0) - active.unwrap_or(0),
            })
        })
        .collect::<Result<Vec<_>>>()?;
    found.sort_by_key(|one| (!one.speaks, one.free <= 0, one.last_assigned, one.provider));
    Ok(found)
}

async fn hold_place(tx: &mut Connection, parts: &Parts, now: DateTime<Utc>) -> Result<()> {
    let behind = query(text(&statements::routing::SOMEBODY_BEFORE));
    let behind = with!(behind; parts.pool, Uuid::max(), today());
    let behind = behind.fetch_one(&mut *tx).await?;
    ensure!(!behind.try_get::<bool, _>("is_so")?, "others wait");
    let share = query(text(&statements::capacity::SHARE_HOLD));
    let share = with!(share; parts.pool, parts.plan, today());
    let place = query(text(&statements::capacity::POOL_HOLD)).bind(parts.pool);
    let entry = query(text(&statements::capacity::ENTRY));
    let entry = with!(entry;
        parts.pool, "HELD", parts.plan, parts.assignment, 1, 0, None::<i32>, None::<&str>, now,
        parts.account);
    for change in [share, place, entry] {
        let done = change.execute(&mut *tx).await?;
        ensure!(done.rows_affected() == 1, "no place");
    }
    Ok(())
}

async fn insert_assignment(
    tx: &mut Connection,
    parts: &Parts,
    candidates: &[Candidate],
    now: DateTime<Utc>,
) -> Result<()> {
    let due = now + TimeDelta::hours(24);
    let none = None::<DateTime<Utc>>;
    let assign = with!(query(ASSIGN.as_str());
        parts.assignment, parts.referral, parts.plan, parts.provider, parts.member, parts.pool,
        "ASSIGNED", "HELD", now, parts.account, none, due, none, due, none, none, None::<&str>,
        false, None::<&str>, None::<&str>, None::<&str>, false, 3,
        now + TimeDelta::days(10), none, None::<Uuid>, None::<&str>, none, None::<Uuid>, false);
    assign.execute(&mut *tx).await?;
    let mut considered = query(CONSIDERED.as_str());
    ensure!(candidates.len() >= KEPT, "too few candidates");
    for (rank, one) in (1..).zip(&candidates[..KEPT]) {
        considered = with!(considered;
            parts.assignment, rank, one.provider, "", false, one.speaks, false, one.free.max(0),
            one.last_assigned, Some(0));
    }
    considered.execute(&mut *tx).await?;
    let asked = (now + TimeDelta::hours(1), "PLAN", "NOTICE", "NOT_TOLD");
    let steps = STEPS.iter().map(|(minutes, audience, action, tells)| {
        (
            due + TimeDelta::minutes(*minutes),
            *audience,
            *action,
            *tells,
        )
    });
    let mut plan = query(PLAN.as_str());
    for (position, (at, audience, action, tells)) in (0..).zip(std::iter::once(asked).chain(steps))
    {
        plan = with!(plan;
            parts.assignment, position, parts.referral, parts.plan, at, audience, action, tells,
            "PENDING", none, false);
    }
    plan.execute(&mut *tx).await?;
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
    let none = None::<DateTime<Utc>>;
    let apply = with!(query(APPLY);
        parts.member, parts.provider, None::<&str>, false, none, "ASSIGNED",
        referral.try_get::<i32, _>("version")? + 1, events + 1, now, None::<&str>, None::<&str>,
        none, None::<Uuid>, None::<&str>, false, none, parts.plan, false, parts.plan,
        parts.referral, events);
    apply.execute(&mut *tx).await?;
    let event = with!(query(EVENT.as_str());
        parts.referral, events + 1, "ASSIGNED", now, now, parts.account, parts.plan,
        parts.assignment, None::<&str>, None::<&str>, "LIVE");
    event.execute(&mut *tx).await?;
    Ok(())
}

/// The plan gets the task to tell the member.
async fn tell_member(tx: &mut Connection, parts: &Parts, now: DateTime<Utc>) -> Result<()> {
    let leads = query(text(&statements::duties::LEAD_PROVIDERS));
    let leads = with!(leads; id_list([parts.member]), today());
    ensure!(leads.fetch_all(&mut *tx).await?.is_empty(), "a lead");
    let call_off = query(text(&statements::tasks::CALL_OFF));
    with!(call_off; parts.referral, now)
        .execute(&mut *tx)
        .await?;
    let told = with!(query(WAS_TOLD); parts.referral, "MEMBER_NOTICE", "DONE");
    let told: i64 = told.fetch_one(&mut *tx).await?.try_get(0)?;
    ensure!(told == 0, "told before");
    let none = None::<DateTime<Utc>>;
    let task = with!(query(TASK.as_str());
        uuid_v7(now, &SystemEntropy), parts.plan, "MEMBER_NOTICE", "ASSIGNED", parts.referral, 3,
        None::<Uuid>, None::<i32>, parts.assignment, parts.provider, parts.member, "OPEN", today(), now, none, None::<Uuid>,
        none, None::<&str>, None::<&str>, None::<&str>, None::<&str>);
    task.execute(&mut *tx).await?;
    Ok(())
}

/// The audit trail has it; provider and referrer are told, each under the next number of its mailbox.
async fn tell(
    tx: &mut Connection,
    parts: &Parts,
    referrer: Uuid,
    now: DateTime<Utc>,
) -> Result<()> {
    let subjects = parts.member.as_bytes().to_vec();
    let audit = with!(query(AUDIT.as_str());
        uuid_v7(now, &SystemEntropy), parts.plan, parts.account, now, "assignReferral",
        "referral", parts.referral, parts.plan, subjects, "DONE", None::<&str>, "floor",
        "127.0.0.1", None::<i64>, None::<Vec<u8>>);
    audit.execute(&mut *tx).await?;
    let mut mailboxes = [parts.provider, referrer];
    mailboxes.sort_unstable();
    let mut notices = query(NOTICES.as_str());
    for mailbox in mailboxes {
        let advance = query(text(&statements::MAILBOX_ADVANCE));
        let advance = with!(advance; 1_i64, mailbox);
        let seq: i64 = advance.fetch_one(&mut *tx).await?.try_get(0)?;
        let none = None::<DateTime<Utc>>;
        notices = with!(notices;
            mailbox, seq, "REFERRAL_ASSIGNED", parts.referral, parts.assignment, None::<Uuid>,
            false, now, none, none, None::<Uuid>);
    }
    notices.execute(tx).await?;
    Ok(())
}

async fn referral_by_id(connection: &mut Connection, plan: Uuid, id: Uuid) -> Result<Row> {
    let referral = with!(query(REFERRAL.as_str()); plan, false, plan, id);
    Ok(referral.fetch_one(connection).await?)
}
