//! The directory's pages: one statement for the providers, one for their offerings, and two for the
//! plans that pay for them, whatever the size of the page.
//!
//! A list of values travels as one text with commas, so that a list of any length is the same
//! prepared statement. Ids are written as 32 hexadecimal digits.
//!
//! All tables read here are public but one: `pool_share` is joined by the plan that asks.

use super::Sql;
use super::capacity::{agreed, share_has_room};
use super::routing::somebody_waits;

/// Position of a text in another, from 1; 0 where it is not in it.
macro_rules! position {
    (sqlite, $text:literal, $part:literal) => {
        concat!("instr(", $text, ", ", $part, ")")
    };
    (postgres, $text:literal, $part:literal) => {
        concat!("strpos(", $text, ", ", $part, ")")
    };
}

/// Names in the order of their bytes, on both engines.
macro_rules! by_bytes {
    (sqlite, $column:literal) => {
        $column
    };
    (postgres, $column:literal) => {
        concat!($column, " COLLATE \"C\"")
    };
}

/// Rows in force on a day.
macro_rules! in_force {
    ($table:literal, $day:literal) => {
        concat!(
            $table,
            ".from_on <= ",
            $day,
            " AND (",
            $table,
            ".until_on IS NULL OR ",
            $table,
            ".until_on >= ",
            $day,
            ")"
        )
    };
}
pub(super) use in_force;

/// A provider's row with what it speaks and whom it serves.
macro_rules! provider_columns {
    () => {
        "p.id, p.name, p.name_key, p.npi, p.phone, p.phone_line, p.street, p.city, p.zip, \
         p.county_fips, \
         (SELECT string_agg(l.language, ',') FROM provider_language l \
           WHERE l.provider_id = p.id) AS languages, \
         (SELECT string_agg(f.population, ',') FROM provider_population f \
           WHERE f.provider_id = p.id) AS populations"
    };
}

/// The matching providers `p`, each with the band `m` of its best matching offering.
///
/// $1 counties, $2 ZIP code or '', $3 services, $4 today, $5 plan or NULL, $6 languages or '',
/// $7 populations or '', $8 takes referrals: true, false or NULL, $9 part of the name or ''.
macro_rules! matching {
    ($engine:ident) => {
        concat!(
            "FROM (SELECT a.provider_id, MIN(CASE \
                 WHEN q.is_paused THEN 4 \
                 WHEN ",
            somebody_waits!("$4"),
            "    THEN 2 \
                 WHEN q.capacity - q.held - q.active <= 0 THEN 3 \
                 WHEN q.capacity - q.held - q.active <= q.capacity / 5 THEN 1 \
                 ELSE 0 END) AS band \
               FROM offering_area a \
               JOIN offering o ON o.id = a.offering_id AND ",
            in_force!("o", "$4"),
            "  JOIN pool q ON q.id = o.pool_id \
               WHERE a.county_fips ",
            texts!($engine, "$1"),
            "    AND ($2 = '' OR a.zip IN ('', $2)) \
                 AND a.service ",
            texts!($engine, "$3"),
            "    AND ($5 IS NULL OR EXISTS (SELECT 1 \
                   FROM contract c, plan_county pc, plan_service ps \
                   WHERE c.plan_id = $5 AND c.provider_id = a.provider_id \
                     AND c.service = a.service AND ",
            in_force!("c", "$4"),
            "        AND pc.plan_id = $5 AND pc.county_fips = a.county_fips AND ",
            in_force!("pc", "$4"),
            "        AND ps.plan_id = $5 AND ps.service = a.service \
                     AND ps.county_fips = a.county_fips AND ",
            in_force!("ps", "$4"),
            ")) \
               GROUP BY a.provider_id) m \
             JOIN provider p ON p.id = m.provider_id \
             WHERE ($6 = '' OR EXISTS (SELECT 1 FROM provider_language l \
                 WHERE l.provider_id = p.id AND l.language ",
            texts!($engine, "$6"),
            ")) AND ($7 = '' OR EXISTS (SELECT 1 FROM provider_population f \
                 WHERE f.provider_id = p.id AND f.population ",
            texts!($engine, "$7"),
            ")) AND ($8 IS NULL OR (m.band <= 1) = $8) \
               AND ($9 = '' OR ",
            position!($engine, "p.name_key", "$9"),
            " > 0)"
        )
    };
}

/// $1 to $9 as in `matching`; $10 order by band first, $11 band, $12 name and $13 id to start
/// after, $14 limit. In the order by name all bands count as 0.
macro_rules! search {
    ($engine:ident) => {
        concat!(
            "SELECT p.tier, ",
            provider_columns!(),
            " FROM (SELECT p.*, CASE WHEN $10 THEN m.band ELSE 0 END AS tier ",
            matching!($engine),
            "   AND (CASE WHEN $10 THEN m.band ELSE 0 END, ",
            by_bytes!($engine, "p.name_key"),
            ", p.id) > ($11, $12, $13) \
               ORDER BY tier, ",
            by_bytes!($engine, "p.name_key"),
            ", p.id LIMIT $14) p ORDER BY p.tier, ",
            by_bytes!($engine, "p.name_key"),
            ", p.id"
        )
    };
}

/// A page of matching providers.
pub const SEARCH: Sql = Sql::each(search!(sqlite), search!(postgres));

/// How many providers match.
pub const COUNT: Sql = Sql::each(
    concat!("SELECT COUNT(*) AS total ", matching!(sqlite)),
    concat!("SELECT COUNT(*) AS total ", matching!(postgres)),
);

macro_rules! providers {
    ($engine:ident) => {
        concat!(
            "SELECT 0 AS tier, ",
            provider_columns!(),
            " FROM provider p WHERE p.id ",
            ids!($engine, "$1")
        )
    };
}

/// Providers by id. $1 ids.
pub const PROVIDERS: Sql = Sql::each(providers!(sqlite), providers!(postgres));

/// $2 the plan that asks, or NULL: the one place where a share is read for the directory. $3 today,
/// $4 the organization that asks, or NULL: who waits is counted for the provider and, of its own
/// members, for a plan.
macro_rules! offerings {
    () => {
        concat!(
            "SELECT o.id, o.provider_id, o.service, o.pool_id, o.from_on, o.until_on, \
           q.capacity, q.held, q.active, q.is_paused, q.updated_at, \
           s.cap AS share_cap, s.held AS share_held, s.active AS share_active, \
           CAST(CASE WHEN ",
            somebody_waits!("$3"),
            " THEN 1 ELSE 0 END AS bigint) AS ahead, \
           (SELECT COUNT(*) FROM waitlist_entry w WHERE $4 IS NOT NULL AND w.pool_id = q.id \
             AND (w.provider_id = $4 OR w.plan_id = $4)) AS waiting, \
           (SELECT string_agg(a.county_fips, ',') FROM (SELECT DISTINCT county_fips \
               FROM offering_area WHERE offering_id = o.id) a) AS counties \
         FROM offering o \
         JOIN pool q ON q.id = o.pool_id \
         LEFT JOIN pool_share s ON s.pool_id = o.pool_id AND s.plan_id = $2 "
        )
    };
}

macro_rules! offerings_of {
    ($engine:ident) => {
        concat!(
            offerings!(),
            "WHERE o.provider_id ",
            ids!($engine, "$1"),
            " AND ",
            in_force!("o", "$3")
        )
    };
}

/// Offerings of providers that are in force. $1 provider ids, $2 to $4 as in `offerings`.
pub const OFFERINGS_OF: Sql = Sql::each(offerings_of!(sqlite), offerings_of!(postgres));

/// Offerings by id, past ones as well. $1 ids, $2 to $4 as in `offerings`.
pub const OFFERINGS: Sql = Sql::each(
    concat!(offerings!(), "WHERE o.id ", ids!(sqlite, "$1")),
    concat!(offerings!(), "WHERE o.id ", ids!(postgres, "$1")),
);

macro_rules! contracts {
    ($engine:ident) => {
        concat!(
            "SELECT c.provider_id, c.service, c.plan_id FROM contract c WHERE c.provider_id ",
            ids!($engine, "$1"),
            " AND ",
            in_force!("c", "$2")
        )
    };
}

/// Contracts of providers in force. $1 provider ids, $2 today.
///
/// They meet the network in Rust: one join of all was three times as dear on PostgreSQL, because
/// its planner walks the counties of every plan.
pub const CONTRACTS: Sql = Sql::each(contracts!(sqlite), contracts!(postgres));

macro_rules! network {
    ($engine:ident) => {
        concat!(
            "SELECT pc.county_fips, ps.service, n.id, n.kind, n.name, n.phone \
             FROM plan_county pc \
             JOIN plan_service ps ON ps.plan_id = pc.plan_id \
               AND ps.county_fips = pc.county_fips AND ",
            in_force!("ps", "$2"),
            " JOIN organization n ON n.id = pc.plan_id \
             WHERE pc.county_fips ",
            texts!($engine, "$1"),
            " AND ",
            in_force!("pc", "$2"),
            " ORDER BY n.name, n.id"
        )
    };
}

/// What the plans offer in counties where they have members, by name. $1 counties, $2 today.
pub const NETWORK: Sql = Sql::each(network!(sqlite), network!(postgres));
