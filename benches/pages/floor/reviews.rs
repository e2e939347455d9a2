//! The reviewer's worklist, for the engine of the module around: requests, and then their referrals
//! and members by key, as the product reads them.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use anyhow::{Context, Result};
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use chrono::{DateTime, Utc};
use entity::{member, referral, service_authorization};
use handoff::db::Cursor;
use handoff::graphql::NodeKind;
use sea_orm::sqlx::{Row as _, query};
use uuid::Uuid;

use super::super::json::{
    Authorization, Authorizations, FullName, Member, Outreach, Reviewed, Wish,
};
use super::super::text::select;
use super::super::{answer, now};
use super::handlers::{Pools, written};
use super::reads::{Plans, duty, page, places, service};
use super::{Pool, Row};

const ROWS: usize = 50;

type Text = LazyLock<String>;

static REQUESTS: Text = Text::new(|| {
    select::<service_authorization::Entity>(
        "plan_id = $1 AND is_restricted = $2 AND status = $3 ORDER BY due_at, id LIMIT $4",
    )
});
static REFERRALS: Text = Text::new(|| {
    let ids = numbered(3);
    select::<referral::Entity>(&format!(
        "plan_id = $1 AND is_hidden = $2 AND id IN ({ids})"
    ))
});
static MEMBERS: Text = Text::new(|| {
    let ids = numbered(2);
    select::<member::Entity>(&format!(
        "plan_id = $1 AND restricted_at IS NULL AND id IN ({ids})"
    ))
});

/// Places of as many values as there are rows, from that number on.
fn numbered(first: usize) -> String {
    let places: Vec<String> = (first..first + ROWS).map(|at| format!("${at}")).collect();
    places.join(", ")
}

pub(super) async fn reviews(State(pools): State<Arc<Pools>>, Json(whose): Json<Plans>) -> Response {
    answer(read_reviews(&pools.read, whose.plan).await)
}

async fn read_reviews(pool: &Pool, plan: Uuid) -> Result<Vec<u8>> {
    let limit = i64::try_from(ROWS + 1)?;
    let requests = query(REQUESTS.as_str())
        .bind(plan)
        .bind(false)
        .bind("PENDING")
        .bind(limit);
    let rows = requests.fetch_all(pool).await?;
    let has_next = rows.len() > ROWS;
    let rows = rows.get(..ROWS).context("too few requests")?;
    let mut referrals = query(REFERRALS.as_str()).bind(plan).bind(false);
    let mut members = query(MEMBERS.as_str()).bind(plan);
    for row in rows {
        referrals = referrals.bind(row.try_get::<Uuid, _>("referral_id")?);
        members = members.bind(row.try_get::<Uuid, _>("member_id")?);
    }
    let referrals = referrals.fetch_all(pool).await?;
    let members = members.fetch_all(pool).await?;
    let (referrals, mut members) = (reviewed(&referrals)?, people(&members)?);
    let first = rows.first().context("no requests")?;
    let [
        id,
        number,
        kind,
        status,
        version,
        requested,
        code,
        due,
        of,
        whom,
    ] = places(
        first,
        [
            "id",
            "number",
            "kind",
            "status",
            "version",
            "requested_at",
            "service",
            "due_at",
            "referral_id",
            "member_id",
        ],
    )?;
    let [units, from, until, comment] = places(
        first,
        ["asked_units", "asked_from_on", "asked_until_on", "comment"],
    )?;
    let now = now();
    let nodes = rows.iter().map(|row| {
        let due_at: DateTime<Utc> = row.try_get(due)?;
        let (of, whom): (Uuid, Uuid) = (row.try_get(of)?, row.try_get(whom)?);
        Ok(Authorization {
            id: NodeKind::Authorization.encode(row.try_get(id)?),
            number: row.try_get(number)?,
            kind: row.try_get(kind)?,
            status: row.try_get(status)?,
            version: row.try_get(version)?,
            requested_at: row.try_get(requested)?,
            service: service(row.try_get(code)?)?.1,
            clock: Outreach {
                due_at,
                status: duty(due_at, None, now),
            },
            wish: Wish {
                units: row.try_get(units)?,
                from_on: row.try_get(from)?,
                until_on: row.try_get(until)?,
                comment: row.try_get(comment)?,
            },
            referral: referrals.get(&of).context("no referral")?.clone(),
            // One request a member.
            member: members.remove(&whom).context("no member")?,
        })
    });
    let nodes = nodes.collect::<Result<Vec<_>>>()?;
    let last = rows.last().context("no requests")?;
    let place: (DateTime<Utc>, Uuid) = (last.try_get(due)?, last.try_get(id)?);
    let end = Cursor::encode("authorizations/due", &place);
    written(&Authorizations {
        authorizations: page(nodes, has_next, Some(end))?,
    })
}

fn reviewed(rows: &[Row]) -> Result<HashMap<Uuid, Reviewed<'_>>> {
    let first = rows.first().context("no referrals")?;
    let [id, number, urgency, received] =
        places(first, ["id", "number", "urgency", "received_at"])?;
    let found = rows.iter().map(|row| {
        let key: Uuid = row.try_get(id)?;
        let referral = Reviewed {
            id: NodeKind::Referral.encode(key),
            number: row.try_get(number)?,
            urgency: row.try_get(urgency)?,
            received_at: row.try_get(received)?,
        };
        Ok((key, referral))
    });
    found.collect()
}

fn people(rows: &[Row]) -> Result<HashMap<Uuid, Member<'_>>> {
    let first = rows.first().context("no members")?;
    let [id, given, family, birth, phone, language] = places(
        first,
        [
            "id",
            "first_name",
            "last_name",
            "birth_on",
            "phone",
            "language",
        ],
    )?;
    let found = rows.iter().map(|row| {
        let key: Uuid = row.try_get(id)?;
        let (given, family): (&str, &str) = (row.try_get(given)?, row.try_get(family)?);
        let member = Member {
            id: NodeKind::Member.encode(key),
            name: FullName {
                full: format!("{given} {family}"),
            },
            birth_on: row.try_get(birth)?,
            phone: row.try_get(phone)?,
            language: row.try_get(language)?,
        };
        Ok((key, member))
    });
    found.collect()
}
