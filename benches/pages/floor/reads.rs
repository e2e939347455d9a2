//! The reads of pages, for the engine of the module around.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use anyhow::{Context, Result};
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use chrono::{DateTime, Utc};
use handoff::clock::to_day;
use handoff::db::{Cursor, CursorSeal, statements};
use handoff::graphql::NodeKind;
use handoff::reference::{LanguageCode, Reference, ServiceCode};
use sea_orm::sqlx::{Column, Row as _, query};
use serde::Deserialize;
use uuid::Uuid;

use super::super::json::{
    Address, Assignment, Assignments, Capacity, Duties, Duty, FullName, Member, Named, Offering,
    Outreach, Page, PageInfo, Provider, Providers, Referral,
};
use super::super::{answer, now};
use super::handlers::{Pools, text, today, written};
use super::{Pool, Row};

const PROVIDER_ROWS: i64 = 20;
const INBOX_ROWS: i64 = 50;
/// The last day of 9999: when what is not owed is due.
const NEVER: i64 = 253_402_214_400;

/// Places of columns in all rows of a statement.
pub(super) fn places<const N: usize>(row: &Row, names: [&str; N]) -> Result<[usize; N]> {
    let mut places = [0; N];
    for (place, name) in places.iter_mut().zip(names) {
        let columns = row.columns();
        let found = columns.iter().position(|column| column.name() == name);
        *place = found.with_context(|| name.to_owned())?;
    }
    Ok(places)
}

/// The product's is under a secret of its own, so the two answers differ in their cursors.
static SEAL: LazyLock<CursorSeal> = LazyLock::new(|| CursorSeal::derive(b"floor"));

pub(super) fn page<T>(nodes: Vec<T>, has_next_page: bool, end: Option<Cursor>) -> Result<Page<T>> {
    let end_cursor = end.map(|cursor| SEAL.seal(&cursor)).transpose()?;
    Ok(Page {
        page_info: PageInfo {
            has_next_page,
            end_cursor,
        },
        nodes,
    })
}

pub(super) fn service(code: &str) -> Result<(ServiceCode, Named<'static>)> {
    let code: ServiceCode = code.parse().ok().context("service")?;
    let name = &Reference::embedded().service(code).name;
    Ok((
        code,
        Named {
            code: code.as_str(),
            name,
        },
    ))
}

/// Where to look.
#[derive(Deserialize)]
pub(super) struct Cell {
    county: String,
    service: String,
}

pub(super) async fn provider_page(
    State(pools): State<Arc<Pools>>,
    Json(cell): Json<Cell>,
) -> Response {
    answer(read_provider_page(&pools.read, &cell).await)
}

async fn read_provider_page(pool: &Pool, cell: &Cell) -> Result<Vec<u8>> {
    let mut rows = query(text(&statements::directory::SEARCH))
        .bind(&cell.county)
        .bind("")
        .bind(&cell.service)
        .bind(today())
        .bind(None::<Uuid>)
        .bind("")
        .bind("")
        .bind(true)
        .bind("")
        .bind(true)
        .bind(-1)
        .bind("")
        .bind(Uuid::nil())
        .bind(PROVIDER_ROWS + 1)
        .fetch_all(pool)
        .await?;
    let has_next = rows.len() > 20;
    rows.truncate(20);
    let first = rows.first().context("no providers")?;
    let [
        id,
        name,
        key,
        tier,
        phone,
        line,
        street,
        city,
        zip,
        languages,
    ] = places(
        first,
        [
            "id",
            "name",
            "name_key",
            "tier",
            "phone",
            "phone_line",
            "street",
            "city",
            "zip",
            "languages",
        ],
    )?;
    let ids: Vec<Uuid> = rows
        .iter()
        .map(|row| row.try_get(id))
        .collect::<Result<_, _>>()?;
    let mut offerings = read_offerings(pool, &ids).await?;
    let nodes = rows
        .iter()
        .zip(&ids)
        .map(|(row, id)| {
            Ok(Provider {
                id: NodeKind::Provider.encode(*id),
                name: row.try_get(name)?,
                phone: row.try_get(phone)?,
                phone_line: row.try_get(line)?,
                address: Address {
                    street: row.try_get(street)?,
                    city: row.try_get(city)?,
                    zip: row.try_get(zip)?,
                },
                languages: spoken(row.try_get(languages)?),
                offerings: offerings.remove(id).unwrap_or_default(),
            })
        })
        .collect::<Result<Vec<_>>>()?;
    let last = rows.last().zip(ids.last()).map(|(row, id)| {
        let place: (i32, &str, Uuid) = (row.try_get(tier)?, row.try_get(key)?, *id);
        Ok::<_, anyhow::Error>(Cursor::encode("providers/availability", &place))
    });
    written(&Providers {
        providers: page(nodes, has_next, last.transpose()?)?,
    })
}

fn spoken(list: Option<&str>) -> Vec<Named<'_>> {
    let mut codes: Vec<&str> = list.unwrap_or_default().split(',').collect();
    codes.sort_unstable();
    let known = codes.into_iter().filter_map(|code| {
        let language = Reference::embedded().language(code.parse::<LanguageCode>().ok()?)?;
        let name = &language.name;
        Some(Named { code, name })
    });
    known.collect()
}

async fn read_offerings(pool: &Pool, providers: &[Uuid]) -> Result<HashMap<Uuid, Vec<Offering>>> {
    let list: Vec<String> = providers.iter().map(|id| id.simple().to_string()).collect();
    let rows = query(text(&statements::directory::OFFERINGS_OF))
        .bind(list.join(","))
        .bind(None::<Uuid>)
        .bind(today())
        .bind(None::<Uuid>)
        .fetch_all(pool)
        .await?;
    let first = rows.first().context("no offerings")?;
    let [id, provider, code, capacity, held, active, paused, updated] = places(
        first,
        [
            "id",
            "provider_id",
            "service",
            "capacity",
            "held",
            "active",
            "is_paused",
            "updated_at",
        ],
    )?;
    let mut offerings: HashMap<Uuid, Vec<(ServiceCode, Offering)>> = HashMap::new();
    for row in &rows {
        let (code, service) = service(row.try_get(code)?)?;
        let (total, held, active): (i32, i32, i32) = (
            row.try_get(capacity)?,
            row.try_get(held)?,
            row.try_get(active)?,
        );
        let free = (total - held - active).max(0);
        let (status, takes) = match free {
            _ if row.try_get(paused)? => ("PAUSED", false),
            0 => ("FULL", false),
            few if few <= total / 5 => ("LIMITED", true),
            _ => ("OPEN", true),
        };
        let offering = Offering {
            id: NodeKind::Offering.encode(row.try_get(id)?),
            service,
            capacity: Capacity {
                status,
                accepting_referrals: takes,
                available: if takes { free } else { 0 },
                updated_at: to_day(row.try_get(updated)?),
            },
        };
        let own = offerings.entry(row.try_get(provider)?).or_default();
        own.push((code, offering));
    }
    let sorted = offerings.into_iter().map(|(provider, mut own)| {
        own.sort_by_key(|(code, _)| *code);
        let own = own.into_iter().map(|(_, offering)| offering);
        (provider, own.collect())
    });
    Ok(sorted.collect())
}

/// Whose inbox.
#[derive(Deserialize)]
pub(super) struct Whose {
    provider: Uuid,
}

pub(super) async fn inbox(State(pools): State<Arc<Pools>>, Json(whose): Json<Whose>) -> Response {
    answer(read_inbox(&pools.read, whose.provider).await)
}

async fn read_inbox(pool: &Pool, provider: Uuid) -> Result<Vec<u8>> {
    let rows = query(text(&statements::PROVIDER_INBOX))
        .bind(provider)
        .bind(DateTime::UNIX_EPOCH)
        .bind(Uuid::nil())
        .bind(INBOX_ROWS + 1)
        .fetch_all(pool)
        .await?;
    let (nodes, has_next, last) = assignments(&rows)?;
    written(&Assignments {
        assignments: page(nodes, has_next, last)?,
    })
}

/// Whose duties.
#[derive(Deserialize)]
pub(super) struct Plans {
    pub(super) plan: Uuid,
}

pub(super) async fn duties(State(pools): State<Arc<Pools>>, Json(whose): Json<Plans>) -> Response {
    answer(read_duties(&pools.read, whose.plan).await)
}

async fn read_duties(pool: &Pool, plan: Uuid) -> Result<Vec<u8>> {
    let rows = query(text(&statements::OPEN_PLAN_DUTIES))
        .bind(plan)
        .bind(DateTime::UNIX_EPOCH)
        .bind(Uuid::nil())
        .bind(INBOX_ROWS + 1)
        .bind(DateTime::from_timestamp(NEVER, 0))
        .fetch_all(pool)
        .await?;
    let (nodes, has_next, last) = assignments(&rows)?;
    let duties = nodes.into_iter().map(|assignment| {
        let outreach = assignment.outreach.as_ref().context("no duty")?;
        Ok(Duty {
            due_at: outreach.due_at,
            status: outreach.status,
            assignment,
        })
    });
    let duties = duties.collect::<Result<Vec<_>>>()?;
    written(&Duties {
        outreach_duties: page(duties, has_next, last)?,
    })
}

type Found<'a> = (Vec<Assignment<'a>>, bool, Option<Cursor>);

/// The assignments of a page, whether more follow, and where the page ends.
fn assignments(rows: &[Row]) -> Result<Found<'_>> {
    let has_next = rows.len() > 50;
    let rows = rows.get(..50).unwrap_or(rows);
    let first = rows.first().context("an empty inbox")?;
    let [id, status, assigned, due, tried, next_due] = places(
        first,
        [
            "a_id",
            "a_status",
            "a_assigned_at",
            "a_outreach_due_at",
            "a_first_attempt_at",
            "a_next_due_at",
        ],
    )?;
    let [r_id, number, code, urgency, needs, received] = places(
        first,
        [
            "r_id",
            "r_number",
            "r_service",
            "r_urgency",
            "r_needs",
            "r_received_at",
        ],
    )?;
    let [m_id, given, family, birth, phone, language] = places(
        first,
        [
            "m_id",
            "m_first_name",
            "m_last_name",
            "m_birth_on",
            "m_phone",
            "m_language",
        ],
    )?;
    let now = now();
    let nodes = rows
        .iter()
        .map(|row| {
            let due: Option<DateTime<Utc>> = row.try_get(due)?;
            let (given, family): (&str, &str) = (row.try_get(given)?, row.try_get(family)?);
            Ok(Assignment {
                id: NodeKind::Assignment.encode(row.try_get(id)?),
                status: row.try_get(status)?,
                assigned_at: row.try_get(assigned)?,
                outreach: match due {
                    Some(due_at) => Some(Outreach {
                        due_at,
                        status: duty(due_at, row.try_get(tried)?, now),
                    }),
                    None => None,
                },
                referral: Referral {
                    id: NodeKind::Referral.encode(row.try_get(r_id)?),
                    number: row.try_get(number)?,
                    service: service(row.try_get(code)?)?.1,
                    urgency: row.try_get(urgency)?,
                    needs: row.try_get(needs)?,
                    received_at: row.try_get(received)?,
                },
                member: Member {
                    id: NodeKind::Member.encode(row.try_get(m_id)?),
                    name: FullName {
                        full: format!("{given} {family}"),
                    },
                    birth_on: row.try_get(birth)?,
                    phone: row.try_get(phone)?,
                    language: row.try_get(language)?,
                },
            })
        })
        .collect::<Result<Vec<_>>>()?;
    let last = rows.last().map(|row| {
        let place: (DateTime<Utc>, Uuid) = (row.try_get(next_due)?, row.try_get(id)?);
        Ok::<_, anyhow::Error>(Cursor::encode("assignments/due", &place))
    });
    Ok((nodes, has_next, last.transpose()?))
}

pub(super) fn duty(
    due: DateTime<Utc>,
    tried: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> &'static str {
    match tried {
        Some(tried) if tried <= due => "MET",
        None if now <= due => "RUNNING",
        _ => "MISSED",
    }
}
