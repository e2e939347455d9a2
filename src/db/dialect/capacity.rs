//! The ledger's statements. The figures are of everybody's; who may ask is decided before, and what
//! a reader may know of them after.
//!
//! The plan's share is changed before the pool, and the entry is written last: it takes its number
//! and the figures after it from the pool's row.

use super::Sql;

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

/// Whether a plan could hold one more place of a pool. $1 pool, $2 plan, $3 today.
pub const HAS_ROOM: Sql = Sql::both(concat!(
    "SELECT EXISTS (SELECT 1 FROM pool p JOIN pool_share s ON s.pool_id = p.id \
       WHERE p.id = $1 AND s.plan_id = $2 AND NOT p.is_paused \
         AND p.held + p.active < p.capacity AND ",
    share_has_room!("$3"),
    ") AS has_room"
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
