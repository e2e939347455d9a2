//! The ledger's statements. The figures are of everybody's; who may ask is decided before, and what
//! a reader may know of them after.
//!
//! The plan's share is changed before the pool, and the entry is written last: it takes its number
//! and the figures after it from the pool's row.

use super::Sql;
use super::directory::in_force;

/// The newest figure that plan and provider agreed on for share `s`, as of a day; null without one.
macro_rules! agreed {
    ($day:literal) => {
        concat!(
            "(SELECT a.places FROM agreed_capacity a \
              WHERE a.pool_id = s.pool_id AND a.plan_id = s.plan_id AND a.from_on <= ",
            $day,
            " ORDER BY a.from_on DESC LIMIT 1)"
        )
    };
}

/// Whether share `s` may use one more place on a day.
macro_rules! share_has_room {
    ($day:literal) => {
        concat!(
            "(s.cap IS NULL OR s.held + s.active < s.cap) \
             AND s.held + s.active < COALESCE(",
            agreed!($day),
            ", 2147483647)"
        )
    };
}

pub(super) use {agreed, share_has_room};

/// Takes one place of a plan's share, if its cap and what is agreed allow. $1 pool, $2 plan,
/// $3 today.
pub const SHARE_HOLD: Sql = Sql::both(concat!(
    "UPDATE pool_share AS s SET held = held + 1 WHERE s.pool_id = $1 AND s.plan_id = $2 AND ",
    share_has_room!("$3")
));

/// Holds one place of a pool, if there is room. $1 pool.
pub const POOL_HOLD: Sql = Sql::both(
    "UPDATE pool SET held = held + 1, last_entry = last_entry + 1 \
     WHERE id = $1 AND NOT is_paused AND held + active < capacity",
);

/// Turns a held place of a share into one in use. $1 pool, $2 plan.
pub const SHARE_ACTIVATE: Sql = Sql::both(
    "UPDATE pool_share SET held = held - 1, active = active + 1 \
     WHERE pool_id = $1 AND plan_id = $2 AND held > 0",
);

/// Turns a held place of a pool into one in use. $1 pool.
pub const POOL_ACTIVATE: Sql = Sql::both(
    "UPDATE pool SET held = held - 1, active = active + 1, last_entry = last_entry + 1 \
     WHERE id = $1 AND held > 0",
);

/// Turns a place in use of a share into a held one: the service never started. $1 pool, $2 plan.
pub const SHARE_DEACTIVATE: Sql = Sql::both(
    "UPDATE pool_share SET held = held + 1, active = active - 1 \
     WHERE pool_id = $1 AND plan_id = $2 AND active > 0",
);

/// Turns a place in use of a pool into a held one. $1 pool.
pub const POOL_DEACTIVATE: Sql = Sql::both(
    "UPDATE pool SET held = held + 1, active = active - 1, last_entry = last_entry + 1 \
     WHERE id = $1 AND active > 0",
);

/// Gives back a held place of a share. $1 pool, $2 plan.
pub const SHARE_FREE_HELD: Sql = Sql::both(
    "UPDATE pool_share SET held = held - 1 WHERE pool_id = $1 AND plan_id = $2 AND held > 0",
);

/// Gives back a held place of a pool. $1 pool.
pub const POOL_FREE_HELD: Sql = Sql::both(
    "UPDATE pool SET held = held - 1, last_entry = last_entry + 1 WHERE id = $1 AND held > 0",
);

/// Gives back a place in use of a share. $1 pool, $2 plan.
pub const SHARE_FREE_ACTIVE: Sql = Sql::both(
    "UPDATE pool_share SET active = active - 1 \
     WHERE pool_id = $1 AND plan_id = $2 AND active > 0",
);

/// Gives back a place in use of a pool. $1 pool.
pub const POOL_FREE_ACTIVE: Sql = Sql::both(
    "UPDATE pool SET active = active - 1, last_entry = last_entry + 1 \
     WHERE id = $1 AND active > 0",
);

/// Writes what a provider says of a pool, which is locked. $1 pool, $2 places, $3 paused, $4 until,
/// $5 why, $6 said at, $7 ask again at.
pub const POOL_REPORT: Sql = Sql::both(
    "UPDATE pool SET capacity = $2, is_paused = $3, paused_until = $4, pause_reason = $5, \
       updated_at = $6, ask_at = $7, last_entry = last_entry + 1 WHERE id = $1",
);

/// Changes the places of a pool by what a plan agreed to, or nothing but its last entry. $1 pool,
/// $2 places or null.
pub const POOL_AGREE: Sql = Sql::both(
    "UPDATE pool SET capacity = COALESCE($2, capacity), last_entry = last_entry + 1 WHERE id = $1",
);

/// Writes the entry that belongs to a pool's last change. $1 pool, $2 kind, $3 plan,
/// $4 assignment, $5 change of held, $6 of active, $7 figure, $8 reason, $9 now, $10 by whom.
pub const ENTRY: Sql = Sql::both(
    "INSERT INTO ledger_entry (pool_id, seq, kind, plan_id, assignment_id, held_change, \
       active_change, capacity, held, active, places, reason, made_at, made_by) \
     SELECT id, last_entry, $2, $3, $4, $5, $6, capacity, held, active, $7, $8, $9, $10 \
     FROM pool WHERE id = $1",
);

/// What is left of a pool, and of a plan's share in it: under its cap and under what is agreed,
/// null where there is none. $1 pool, $2 plan, $3 today.
pub const ROOM: Sql = Sql::both(concat!(
    "SELECT p.is_paused, p.capacity - p.held - p.active AS free, \
       s.cap - s.held - s.active AS under_cap, ",
    agreed!("$3"),
    " - s.held - s.active AS under_agreed \
     FROM pool p JOIN pool_share s ON s.pool_id = p.id WHERE p.id = $1 AND s.plan_id = $2"
));

/// Locks a pool. $1 pool.
pub const LOCK_POOL: Sql = Sql::both("SELECT id FROM pool WHERE id = $1 FOR NO KEY UPDATE");

/// Locks a plan's share of a pool. $1 pool, $2 plan.
pub const LOCK_SHARE: Sql = Sql::both(
    "SELECT pool_id FROM pool_share WHERE pool_id = $1 AND plan_id = $2 FOR NO KEY UPDATE",
);

/// Locks the plan's shares of a pool and of a provider's pools, in the order of the pools. $1
/// plan, $2 pool, $3 provider.
pub const LOCK_SHARES: Sql = Sql::both(
    "SELECT pool_id FROM pool_share WHERE plan_id = $1 AND (pool_id = $2 \
       OR pool_id IN (SELECT id FROM pool WHERE provider_id = $3)) \
     ORDER BY pool_id FOR NO KEY UPDATE",
);

/// Locks a pool and a provider's pools, in their order. $1 pool, $2 provider.
pub const LOCK_POOLS: Sql = Sql::both(
    "SELECT id FROM pool WHERE id = $1 OR provider_id = $2 ORDER BY id FOR NO KEY UPDATE",
);

/// Every share and what its entries and the assignments that hold a place say of it: one statement,
/// so that all three are of one instant, on a running server as well.
pub const VERIFY_SHARES: Sql = Sql::both(
    "WITH entries AS (SELECT pool_id, plan_id, SUM(held_change) AS held, \
         SUM(active_change) AS active \
       FROM ledger_entry WHERE plan_id IS NOT NULL GROUP BY pool_id, plan_id), \
     slots AS (SELECT pool_id, plan_id, SUM(CASE WHEN slot = 'HELD' THEN 1 ELSE 0 END) AS held, \
         SUM(CASE WHEN slot = 'ACTIVE' THEN 1 ELSE 0 END) AS active \
       FROM assignment WHERE slot <> 'FREED' GROUP BY pool_id, plan_id), \
     places AS (SELECT pool_id, plan_id FROM pool_share \
       UNION SELECT pool_id, plan_id FROM slots) \
     SELECT p.pool_id, p.plan_id, \
       CAST(COALESCE(s.held, 0) AS bigint) AS held, \
       CAST(COALESCE(s.active, 0) AS bigint) AS active, \
       CAST(COALESCE(e.held, 0) AS bigint) AS entries_held, \
       CAST(COALESCE(e.active, 0) AS bigint) AS entries_active, \
       CAST(COALESCE(t.held, 0) AS bigint) AS slots_held, \
       CAST(COALESCE(t.active, 0) AS bigint) AS slots_active \
     FROM places p \
     LEFT JOIN pool_share s ON s.pool_id = p.pool_id AND s.plan_id = p.plan_id \
     LEFT JOIN entries e ON e.pool_id = p.pool_id AND e.plan_id = p.plan_id \
     LEFT JOIN slots t ON t.pool_id = p.pool_id AND t.plan_id = p.plan_id \
     ORDER BY p.pool_id, p.plan_id",
);

/// Every pool and what its shares and its entries say of it, in one instant. `breaks` counts the
/// entries that do not follow from the one before.
pub const VERIFY_POOLS: Sql = Sql::both(
    "WITH chain AS (SELECT pool_id, seq, held, active, held_change, active_change, \
         ROW_NUMBER() OVER w AS place, COALESCE(LAG(held) OVER w, 0) AS held_before, \
         COALESCE(LAG(active) OVER w, 0) AS active_before \
       FROM ledger_entry WINDOW w AS (PARTITION BY pool_id ORDER BY seq)), \
     entries AS (SELECT pool_id, COUNT(*) AS entries, SUM(held_change) AS held, \
         SUM(active_change) AS active, \
         SUM(CASE WHEN seq = place AND held = held_before + held_change \
             AND active = active_before + active_change THEN 0 ELSE 1 END) AS breaks \
       FROM chain GROUP BY pool_id), \
     shares AS (SELECT pool_id, SUM(held) AS held, SUM(active) AS active \
       FROM pool_share GROUP BY pool_id) \
     SELECT p.id AS pool_id, CAST(p.held AS bigint) AS held, CAST(p.active AS bigint) AS active, \
       CAST(p.last_entry AS bigint) AS last_entry, \
       CAST(p.capacity AS bigint) AS capacity, \
       CAST(COALESCE(s.held, 0) AS bigint) AS shares_held, \
       CAST(COALESCE(s.active, 0) AS bigint) AS shares_active, \
       CAST(COALESCE(e.held, 0) AS bigint) AS entries_held, \
       CAST(COALESCE(e.active, 0) AS bigint) AS entries_active, \
       CAST(COALESCE(e.entries, 0) AS bigint) AS entries, \
       CAST(COALESCE(e.breaks, 0) AS bigint) AS breaks, \
       CAST(COALESCE(l.capacity, p.capacity) AS bigint) AS entered_capacity \
     FROM pool p \
     LEFT JOIN shares s ON s.pool_id = p.id \
     LEFT JOIN entries e ON e.pool_id = p.id \
     LEFT JOIN ledger_entry l ON l.pool_id = p.id AND l.seq = p.last_entry \
     ORDER BY p.id",
);

/// What the plans that share a pool agreed to. $1 pool, $2 today.
pub const AGREED: Sql = Sql::both(concat!(
    "SELECT s.plan_id, ",
    agreed!("$2"),
    " AS places, EXISTS (SELECT 1 FROM contract c JOIN pool p ON p.provider_id = c.provider_id \
        WHERE p.id = s.pool_id AND c.plan_id = s.plan_id AND ",
    in_force!("c", "$2"),
    ") AS is_contracted FROM pool_share s WHERE s.pool_id = $1 ORDER BY s.plan_id"
));

/// Writes what is agreed from a day on, in place of what was said of that day before. $1 pool,
/// $2 plan, $3 first day, $4 places, $5 now, $6 by whom.
pub const AGREED_SET: Sql = Sql::both(
    "INSERT INTO agreed_capacity (pool_id, plan_id, from_on, places, agreed_at, agreed_by) \
     VALUES ($1, $2, $3, $4, $5, $6) \
     ON CONFLICT (pool_id, plan_id, from_on) DO UPDATE \
     SET places = excluded.places, agreed_at = excluded.agreed_at, agreed_by = excluded.agreed_by",
);

/// The newest policy of contract `c`'s plan for a service, as of $2.
macro_rules! days_of {
    ($service:literal) => {
        concat!(
            "(SELECT l.confirm_capacity_days FROM loop_policy l \
              WHERE l.plan_id = c.plan_id AND l.service = ",
            $service,
            " AND l.from_on <= $2 ORDER BY l.from_on DESC LIMIT 1)"
        )
    };
}

/// After how many days the figures of a pool are to be confirmed: the shortest of the policies of
/// all plans and services that draw on it. $1 pool, $2 today, $3 where a plan has set nothing.
pub const CONFIRM_DAYS: Sql = Sql::both(concat!(
    "SELECT MIN(COALESCE(",
    days_of!("c.service"),
    ", ",
    days_of!("''"),
    ", $3)) AS days FROM offering o \
     JOIN contract c ON c.provider_id = o.provider_id AND c.service = o.service AND ",
    in_force!("c", "$2"),
    " JOIN pool_share s ON s.pool_id = o.pool_id AND s.plan_id = c.plan_id \
     WHERE o.pool_id = $1 AND ",
    in_force!("o", "$2")
));

/// Differs after every change of any pool, and of how many wait.
pub const REVISION: Sql = Sql::both(
    "SELECT CAST(COALESCE(SUM(last_entry), 0) + COUNT(*) \
       + 1000003 * (SELECT COUNT(*) FROM waitlist_entry) AS bigint) AS revision FROM pool",
);

/// The least and the greatest of some values, none of them null.
macro_rules! least {
    (sqlite, $($value:literal),+) => { concat!("min(", least!(@list $($value),+), ")") };
    (postgres, $($value:literal),+) => { concat!("LEAST(", least!(@list $($value),+), ")") };
    (@list $first:literal $(, $value:literal)*) => { concat!($first $(, ", ", $value)*) };
}
macro_rules! not_negative {
    (sqlite, $value:expr) => {
        concat!("max(0, ", $value, ")")
    };
    (postgres, $value:expr) => {
        concat!("GREATEST(0, ", $value, ")")
    };
}

/// The cells of capacity: for each county and service, the pools that offerings in force there draw
/// on and that a plan in it pays for, each once. $1 plan, which is shown its share, or null: all;
/// $2 counties or '', $3 services or '', $4 today, $5 with the restricted who wait.
macro_rules! cells {
    ($engine:ident) => {
        concat!(
            "WITH t AS (SELECT DISTINCT a.county_fips, a.service, o.pool_id \
                   FROM offering_area a \
                   JOIN offering o ON o.id = a.offering_id AND ",
            in_force!("o", "$4"),
            "      JOIN contract c ON c.provider_id = a.provider_id AND c.service = a.service AND ",
            in_force!("c", "$4"),
            "      JOIN plan_service n ON n.plan_id = c.plan_id AND n.service = a.service \
                     AND n.county_fips = a.county_fips AND ",
            in_force!("n", "$4"),
            "      WHERE ($1 IS NULL OR c.plan_id = $1) AND ($2 = '' OR a.county_fips ",
            texts!($engine, "$2"),
            "      ) AND ($3 = '' OR a.service ",
            texts!($engine, "$3"),
            "      )), \
             queue AS (SELECT t.county_fips, t.service, COUNT(DISTINCT w.referral_id) AS people \
               FROM t JOIN waitlist_entry w ON w.pool_id = t.pool_id \
                 AND ($1 IS NULL OR w.plan_id = $1) \
               JOIN referral r ON r.id = w.referral_id AND r.service = t.service \
                 AND ($5 OR r.restriction IS NULL) \
               GROUP BY t.county_fips, t.service) \
             SELECT u.county_fips, u.service, COUNT(DISTINCT u.provider_id) AS providers, \
               CAST(SUM(u.places) AS bigint) AS places, CAST(SUM(u.held) AS bigint) AS held, \
               CAST(SUM(u.active) AS bigint) AS active, \
               CAST(SUM(CASE WHEN u.is_paused THEN 0 ELSE ",
            not_negative!(
                $engine,
                least!($engine, "u.free", "u.places - u.held - u.active")
            ),
            " END) AS bigint) AS available, \
               CAST(COALESCE(MAX(queue.people), 0) AS bigint) AS waiting, \
               MIN(u.updated_at) AS oldest_at \
             FROM (SELECT t.county_fips, t.service, q.provider_id, q.updated_at, q.is_paused, \
                 q.capacity - q.held - q.active AS free, \
                 CASE WHEN $1 IS NULL THEN q.capacity WHEN s.pool_id IS NULL THEN 0 ELSE ",
            least!(
                $engine,
                "q.capacity",
                "COALESCE(s.cap, q.capacity)",
                "COALESCE(s.agreed, q.capacity)"
            ),
            "    END AS places, \
                 CASE WHEN $1 IS NULL THEN q.held ELSE COALESCE(s.held, 0) END AS held, \
                 CASE WHEN $1 IS NULL THEN q.active ELSE COALESCE(s.active, 0) END AS active \
               FROM t JOIN pool q ON q.id = t.pool_id \
               LEFT JOIN (SELECT s.pool_id, s.cap, s.held, s.active, ",
            agreed!("$4"),
            "        AS agreed FROM pool_share s WHERE s.plan_id = $1) s ON s.pool_id = q.id) u \
             LEFT JOIN queue ON queue.county_fips = u.county_fips AND queue.service = u.service \
             GROUP BY u.county_fips, u.service ORDER BY u.county_fips, u.service"
        )
    };
}

/// See `cells`.
pub const CELLS: Sql = Sql::each(cells!(sqlite), cells!(postgres));
