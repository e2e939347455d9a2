//! The records of a run: a directory of fixed size, so many referrals with their past, and a stock
//! of ready ones to be assigned. All of it is made by the database itself, in a few statements.
//!
//! ```text
//! 4 plans ── contracts ── 20,000 providers ── 40,000 offerings in 2 counties each
//!    │                         │
//!    └ members ── referrals ── assignments: 4 of 10 live
//!       keys, enrolments  waits   candidates, entries of the ledger, duties, authorizations
//! ```
//! Two cells, a county and a service each: the [`PAGE`] is what readers look for, with pools as
//! they are in life; the [`ROOMY`] takes the assignments, with pools that do not run full. In a
//! third county all pools are full, and one of 20 referrals waits for two of them. Some more referrals
//! wait for the first plan's authorization.

mod authorizations;
mod history;
mod names;
mod sql;
mod surroundings;

use anyhow::{Context, Result};
use handoff::app::{self, World};
use handoff::config::Config;
use handoff::reference::{Reference, Service};
use sea_orm::{ConnectionTrait, DatabaseConnection};
use uuid::Uuid;

use self::sql::Writer;
use crate::engine::{Engine, connect};

const PLANS: u64 = 4;
const REFERRERS: u64 = 50;
const PROVIDERS: u64 = 20_000;
/// Offerings, languages and paying plans of each provider.
const EACH: u64 = 2;
const COUNTIES: u64 = 58;
/// The county in which all pools are full: Butte has the place.
const FULL: u64 = 3;
/// Pools for which somebody waits.
const WAITED: u64 = 100;
/// The Community Supports that every plan may offer: those of 2021.
const SERVICES: u64 = 14;
/// Live assignments of the provider whose inbox is read: two pages of it and some.
const INBOX: u64 = 120;
/// Ready referrals of the first plan, to be assigned.
pub const STOCK: u64 = 20_000;
/// Referrals of the first plan that wait for its authorization, beside the others.
const REVIEWS: u64 = 1_000;

/// A county, by its place in the alphabet, and a service, by its place in the state's list.
#[derive(Clone, Copy)]
pub struct Cell {
    county: u64,
    service: u64,
}

/// Where the provider page looks: Sacramento, housing navigation.
pub const PAGE: Cell = Cell {
    county: 33,
    service: 0,
};
/// Where referrals are assigned: Alameda, housing navigation.
pub const ROOMY: Cell = Cell {
    county: 0,
    service: 0,
};

/// What waits for authorization: Alameda, the next service.
const REVIEWED: Cell = Cell {
    county: ROOMY.county,
    service: ROOMY.service + 1,
};

impl Cell {
    /// Code of the county.
    pub fn county(self) -> String {
        let counties = Reference::embedded().counties();
        let index = usize::try_from(self.county).unwrap_or(0);
        counties
            .get(index)
            .map_or_else(String::new, |county| county.fips.to_string())
    }

    /// Code of the service.
    pub fn service(self) -> String {
        let index = usize::try_from(self.service).unwrap_or(0);
        let service = services().get(index);
        service.map_or_else(String::new, |service| service.code.to_string())
    }
}

fn services() -> &'static [Service] {
    // The first is ECM, the last came later.
    Reference::embedded()
        .services()
        .get(1..=14)
        .unwrap_or_default()
}

/// What an id is of. It stands in the id, so that no two tables share one.
#[derive(Clone, Copy)]
pub enum Of {
    Plan = 1,
    Provider = 2,
    Referrer = 3,
    Account = 4,
    Pool = 5,
    Offering = 6,
    Contract = 7,
    Member = 8,
    Referral = 9,
    Assignment = 10,
    Enrolment = 11,
    Spell = 12,
    Authorization = 13,
}

/// The id of the n-th of a kind, in the form of a UUID v7 of long ago.
pub fn id(of: Of, n: u64) -> Uuid {
    let n = u128::from(n);
    Uuid::from_u128(n << 80 | 0x7000 << 64 | (0x8000 | of as u128) << 48 | n)
}

/// Providers that serve the [`ROOMY`] cell.
pub fn roomy_providers() -> impl Iterator<Item = u64> + Clone {
    // Every 58th provider has the county, every 14th of those the service as its first.
    (1..PROVIDERS / (COUNTIES * SERVICES)).map(|n| n * COUNTIES * SERVICES)
}

/// The CIN of the n-th member.
pub fn cin(n: u64) -> String {
    format!("9{n:07}A")
}

/// The phone of the n-th member.
pub fn phone(n: u64) -> String {
    format!("+12{n:09}")
}

/// A pool for which members of the first plan wait, which has a share of it.
pub fn waited_pool() -> Uuid {
    id(Of::Pool, FULL + COUNTIES)
}

/// The n-th ready referral, of a run with so many others.
pub fn ready_referral(size: u64, n: u64) -> Uuid {
    id(Of::Referral, size + n)
}

/// The n-th of those whose authorization has units left, of a run with so many others: its
/// authorization, its assignment, its member and its service. They lie within the last third of the
/// past, and at most within 245 days.
pub fn granted(size: u64, n: u64) -> Granted {
    let span = (size / 3).min(350_000);
    // Of ten referrals the fourth was reached and its service goes on.
    let referral = size / 10 * 10 - 7 - span * n / GRANTED / 10 * 10;
    let index = usize::try_from(referral % SERVICES).unwrap_or(0);
    let service = services().get(index);
    Granted {
        authorization: id(Of::Authorization, referral),
        assignment: id(Of::Assignment, referral),
        plan: id(Of::Plan, referral / 2 % PLANS),
        member: id(Of::Member, referral / 2),
        service: service.map_or_else(String::new, |service| service.code.to_string()),
    }
}

/// How many of [`granted`] there are.
pub const GRANTED: u64 = 20;

/// An authorization with units left, and whose it is.
#[derive(Clone)]
pub struct Granted {
    pub authorization: Uuid,
    pub assignment: Uuid,
    pub plan: Uuid,
    pub member: Uuid,
    pub service: String,
}

/// Brings an empty database to the newest schema and fills it with `size` referrals.
pub async fn fill(config: &Config, world: &World, size: u64) -> Result<()> {
    let url = config.database.url.expose();
    let db = app::open_database(&config.database).await?;
    app::migrate(&db, world).await?;
    db.close().await?;

    let writer = Writer {
        engine: Engine::of(url),
        now: world.clock.now().timestamp(),
        size,
    };
    let database = connect(url).await?;
    for statement in writer.preparations() {
        if let Err(error) = database.execute_unprepared(statement).await {
            // On somebody else's server they may be forbidden; filling is slower then.
            tracing::warn!(%error, statement);
        }
    }
    let statements = [
        writer.organizations(),
        writer.directory(),
        writer.history(),
        writer.authorizations(),
    ];
    for statement in statements.iter().flatten() {
        run(&database, statement).await?;
    }
    run(&database, writer.conclusion()).await?;
    database.close().await?;
    Ok(())
}

async fn run(database: &DatabaseConnection, statement: &str) -> Result<()> {
    let done = database.execute_unprepared(statement).await;
    done.with_context(|| statement.to_owned())?;
    Ok(())
}
