//! The statements that make organizations and the directory, and the parts of which all statements
//! are made. `n` is the number of a row in its series.

use std::fmt::Write as _;

use handoff::reference::Reference;

use super::{COUNTIES, EACH, FULL, Of, PLANS, PROVIDERS, REFERRERS, ROOMY, SERVICES, services};
use crate::engine::Engine;
use crate::people::ACCOUNTS;

pub(super) const DAY_SECONDS: i64 = 86_400;
/// Writes the statements in an engine's dialect.
pub(super) struct Writer {
    pub(super) engine: Engine,
    /// Unix time.
    pub(super) now: i64,
    /// Referrals with a past.
    pub(super) size: u64,
}

impl Writer {
    /// What makes filling fast.
    pub(super) fn preparations(&self) -> &'static [&'static str] {
        match self.engine {
            Engine::Sqlite => &[
                "PRAGMA synchronous = OFF",
                "PRAGMA foreign_keys = OFF",
                "PRAGMA cache_size = -262144",
            ],
            Engine::Postgres => &[
                "SET synchronous_commit = off",
                "SET session_replication_role = replica",
                "SET work_mem = '256MB'",
                "CREATE EXTENSION IF NOT EXISTS pg_stat_statements",
            ],
        }
    }

    /// Organizations, their mailboxes, and their people.
    pub(super) fn organizations(&self) -> Vec<String> {
        let joined = self.at(&(self.now - 1000 * DAY_SECONDS).to_string());
        let organizations = |of, kind, name, count| {
            format!(
                "INSERT INTO organization (id, kind, name, phone, created_at) \
                 SELECT {}, '{kind}', '{name} ' || n, {}, {joined} FROM {}",
                self.id(of, "n"),
                phone("n"),
                series(0, count)
            )
        };
        let mut statements = vec![
            organizations(Of::Plan, "PLAN", "Valley Health Plan", PLANS),
            organizations(Of::Provider, "PROVIDER", "Open Door Services", PROVIDERS),
            organizations(Of::Referrer, "REFERRER", "Riverside Clinic", REFERRERS),
            "INSERT INTO mailbox (organization_id, last_seq) SELECT id, 0 FROM organization"
                .to_owned(),
        ];
        let account = |n: &str, of, which: &str, email: &str| {
            format!(
                "INSERT INTO account \
                 (id, organization_id, email, name, password_hash, is_active, created_at) \
                 SELECT {}, {}, {email}, 'Pat Example', '', TRUE, {joined}",
                self.id(Of::Account, n),
                self.id(of, which),
            )
        };
        for (n, of, role) in ACCOUNTS {
            let (n, email) = (n.to_string(), format!("'person{n}@example.org'"));
            statements.push(account(&n, of, "0", &email));
            statements.push(format!(
                "INSERT INTO account_role (account_id, role) SELECT {}, '{}'",
                self.id(Of::Account, &n),
                role.code()
            ));
        }
        statements.push(format!(
            "{} FROM {}",
            account(
                "100 + n",
                Of::Referrer,
                "n",
                "'referrer' || n || '@example.org'"
            ),
            series(0, REFERRERS)
        ));
        statements
    }

    /// Providers and what they offer; plans and what they pay for.
    pub(super) fn directory(&self) -> Vec<String> {
        let counties = Reference::embedded().counties();
        let counties: Vec<_> = counties
            .iter()
            .map(|county| county.fips.to_string())
            .collect();
        let services: Vec<_> = services().iter().map(|one| one.code.to_string()).collect();
        let (first_county, second_county) = (pick("n", &counties), pick("n + 1", &counties));
        let all = series(0, PROVIDERS);
        let each = format!("{all}, {}", named(&series(0, EACH), "j(k)"));
        let offering = self.id(Of::Offering, &format!("n * {EACH} + k"));
        let service = pick(&format!("n / {COUNTIES} + 5 * k"), &services);
        let provider = self.id(Of::Provider, "n");
        let pool = self.id(Of::Pool, "n");
        let plans = named(&series(0, PLANS), "p(k)");
        let now = self.at(&self.now.to_string());
        // Else the server under measurement begins with when to ask each of them for its figures.
        let asked = self.at(&(self.now + 30 * DAY_SECONDS).to_string());
        vec![
            format!(
                "INSERT INTO provider (id, name, name_key, npi, phone, phone_line, street, city, \
                 zip, county_fips) \
                 SELECT {provider}, 'Open Door Services ' || n, 'open door services ' || n, NULL, \
                 {}, 'STAFFED', (n % 900 + 100) || ' Main Street', 'Springfield', '95814', \
                 {first_county} FROM {all}",
                phone("n")
            ),
            format!(
                "INSERT INTO provider_language (provider_id, language) \
                 SELECT {provider}, CASE k WHEN 0 THEN 'en' ELSE 'es' END FROM {each}"
            ),
            format!(
                "INSERT INTO pool \
                 (id, provider_id, name, capacity, held, active, is_paused, updated_at, ask_at) \
                 SELECT {pool}, {provider}, 'All', \
                 CASE n % {COUNTIES} WHEN {} THEN 1000000 WHEN {FULL} THEN n * 3 % 8 + n * 5 % 14 \
                   ELSE 20 END, \
                 n * 3 % 8, n * 5 % 14, n % 10 = 9, {now}, {asked} FROM {all}",
                ROOMY.county
            ),
            format!(
                "INSERT INTO pool_share (pool_id, plan_id, cap, held, active) \
                 SELECT {pool}, {}, NULL, 0, 0 FROM {each}",
                self.id(Of::Plan, &paying("n"))
            ),
            format!(
                "INSERT INTO offering \
                 (id, provider_id, service, pool_id, area_kind, from_on, until_on) \
                 SELECT {offering}, {provider}, {service}, {pool}, 'COUNTY', '2024-01-01', NULL \
                 FROM {each}"
            ),
            format!(
                "INSERT INTO offering_area (offering_id, county_fips, zip, provider_id, service) \
                 SELECT {offering}, {first_county}, '', {provider}, {service} FROM {each} \
                 UNION ALL \
                 SELECT {offering}, {second_county}, '', {provider}, {service} FROM {each}"
            ),
            format!(
                "INSERT INTO contract (id, plan_id, provider_id, service, from_on, until_on) \
                 SELECT {}, {}, {provider}, {}, '2024-01-01', NULL \
                 FROM {all}, {}, {}",
                self.id(Of::Contract, &format!("(n * {EACH} + o.o) * {EACH} + k")),
                self.id(Of::Plan, &paying("n")),
                pick(&format!("n / {COUNTIES} + 5 * o.o"), &services),
                named(&series(0, EACH), "o(o)"),
                named(&series(0, EACH), "j(k)"),
            ),
            format!(
                "INSERT INTO plan_county (plan_id, county_fips, from_on, until_on) \
                 SELECT {}, {first_county}, '2024-01-01', NULL FROM {}, {plans}",
                self.id(Of::Plan, "k"),
                series(0, COUNTIES)
            ),
            format!(
                "INSERT INTO plan_service \
                 (plan_id, service, county_fips, from_on, until_on, approved_on) \
                 SELECT {}, {}, {first_county}, '2024-01-01', NULL, NULL FROM {}, {plans}, {}",
                self.id(Of::Plan, "k"),
                pick("v.v", &services),
                series(0, COUNTIES),
                named(&series(0, SERVICES), "v(v)"),
            ),
        ]
    }

    /// What the planner wants to know, as the engine would find it out by itself in time.
    pub(super) fn conclusion(&self) -> &'static str {
        match self.engine {
            Engine::Sqlite => "PRAGMA wal_checkpoint(TRUNCATE)",
            Engine::Postgres => "VACUUM ANALYZE",
        }
    }

    /// [`super::id`] in SQL.
    pub(super) fn id(&self, of: Of, n: &str) -> String {
        let of = of as u16;
        match self.engine {
            Engine::Sqlite => format!("unhex(printf('%012x70008{of:03x}%012x', {n}, {n}))"),
            Engine::Postgres => format!(
                "(lpad(to_hex({n}), 12, '0') || '70008{of:03x}' || \
                 lpad(to_hex({n}), 12, '0'))::uuid"
            ),
        }
    }

    /// The instant of a Unix time, as the server writes it.
    pub(super) fn at(&self, seconds: &str) -> String {
        match self.engine {
            Engine::Sqlite => {
                format!("strftime('%Y-%m-%dT%H:%M:%S', {seconds}, 'unixepoch') || '+00:00'")
            }
            Engine::Postgres => format!("to_timestamp({seconds})"),
        }
    }

    /// The day of a Unix time.
    pub(super) fn on(&self, seconds: &str) -> String {
        match self.engine {
            Engine::Sqlite => format!("date({seconds}, 'unixepoch')"),
            Engine::Postgres => format!("CAST(to_timestamp({seconds}) AS date)"),
        }
    }
}

/// The numbers of a series as `s(n)`.
pub(super) fn series(from: u64, count: u64) -> String {
    format!(
        "(WITH RECURSIVE s(n) AS (SELECT CAST({from} AS bigint) UNION ALL \
         SELECT n + 1 FROM s WHERE n < {}) SELECT n FROM s) AS s",
        from + count - 1
    )
}

/// A series under another name.
pub(super) fn named(series: &str, name: &str) -> String {
    let (table, column) = name
        .trim_end_matches(')')
        .split_once('(')
        .unwrap_or((name, "n"));
    format!("(SELECT n AS {column} FROM {series}) AS {table}")
}

/// One of the texts, in turn.
pub(super) fn pick(n: &str, texts: &[impl AsRef<str>]) -> String {
    let mut sql = format!("CASE ({n}) % {}", texts.len());
    for (index, text) in texts.iter().enumerate() {
        // Writing to a string does not fail.
        let _ = write!(sql, " WHEN {index} THEN '{}'", text.as_ref());
    }
    sql + " END"
}

/// A number with leading zeros.
pub(super) fn digits(n: &str, width: u32) -> String {
    format!("substr(CAST({} + {n} AS text), 2)", 10_u64.pow(width))
}

pub(super) fn phone(n: &str) -> String {
    format!("'+1916555' || {}", digits(&format!("{n} % 10000"), 4))
}

/// A phone that nobody else has.
pub(super) fn own_phone(n: &str) -> String {
    format!("'+12' || {}", digits(n, 9))
}

pub(super) fn cin(n: &str) -> String {
    format!("'9' || {} || 'A'", digits(n, 7))
}

/// The two plans that have a contract with the provider `n`; the first plan has one with all.
fn paying(n: &str) -> String {
    format!("CASE k WHEN 0 THEN 0 ELSE 1 + {n} % {} END", PLANS - 1)
}
