//! Static SQL: what differs between the engines, what takes a lock, and the hot statements.
//!
//! A [`Sql`] can only be made here, so that every statement which bypasses the row filter of
//! `select` is found in one folder, with the actor's predicate in its own text.

pub mod directory;

use sea_orm::{DbBackend, Statement, Value};

/// One statement, in both dialects. Placeholders are `$1`, `$2` … on both.
#[derive(Debug)]
pub struct Sql {
    sqlite: &'static str,
    postgres: &'static str,
}

impl Sql {
    const fn both(text: &'static str) -> Self {
        Self {
            sqlite: text,
            postgres: text,
        }
    }

    const fn each(sqlite: &'static str, postgres: &'static str) -> Self {
        Self { sqlite, postgres }
    }

    pub(super) fn statement(
        &self,
        backend: DbBackend,
        values: impl IntoIterator<Item = Value>,
    ) -> Statement {
        let text = match backend {
            DbBackend::Postgres => self.postgres,
            _ => self.sqlite,
        };
        Statement::from_sql_and_values(backend, text, values)
    }
}

/// The statements, by area.
pub mod statements {
    use super::Sql;
    pub use super::directory;

    /// Locks a referral. `NO KEY`: rows that refer to it may still be inserted.
    pub const LOCK_REFERRAL: Sql =
        Sql::both("SELECT id FROM referral WHERE id = $1 FOR NO KEY UPDATE");

    /// Locks a member.
    pub const LOCK_MEMBER: Sql = Sql::both("SELECT id FROM member WHERE id = $1 FOR NO KEY UPDATE");

    /// Takes one place of a plan's share, if its cap allows. $1 pool, $2 plan.
    pub const SHARE_HOLD: Sql = Sql::both(
        "UPDATE pool_share SET held = held + 1 \
         WHERE pool_id = $1 AND plan_id = $2 AND (cap IS NULL OR held + active < cap)",
    );

    /// Holds one place of a pool, if there is room. $1 pool, $2 now.
    pub const POOL_HOLD: Sql = Sql::both(
        "UPDATE pool SET held = held + 1, updated_at = $2 \
         WHERE id = $1 AND NOT is_paused AND held + active < capacity",
    );

    /// Turns a held place of a share into one in use. $1 pool, $2 plan.
    pub const SHARE_ACTIVATE: Sql = Sql::both(
        "UPDATE pool_share SET held = held - 1, active = active + 1 \
         WHERE pool_id = $1 AND plan_id = $2 AND held > 0",
    );

    /// Turns a held place of a pool into one in use. $1 pool, $2 now.
    pub const POOL_ACTIVATE: Sql = Sql::both(
        "UPDATE pool SET held = held - 1, active = active + 1, updated_at = $2 \
         WHERE id = $1 AND held > 0",
    );

    /// Gives back a held place of a share. $1 pool, $2 plan.
    pub const SHARE_FREE_HELD: Sql = Sql::both(
        "UPDATE pool_share SET held = held - 1 WHERE pool_id = $1 AND plan_id = $2 AND held > 0",
    );

    /// Gives back a held place of a pool. $1 pool, $2 now.
    pub const POOL_FREE_HELD: Sql =
        Sql::both("UPDATE pool SET held = held - 1, updated_at = $2 WHERE id = $1 AND held > 0");

    /// Gives back a place in use of a share. $1 pool, $2 plan.
    pub const SHARE_FREE_ACTIVE: Sql = Sql::both(
        "UPDATE pool_share SET active = active - 1 \
         WHERE pool_id = $1 AND plan_id = $2 AND active > 0",
    );

    /// Gives back a place in use of a pool. $1 pool, $2 now.
    pub const POOL_FREE_ACTIVE: Sql = Sql::both(
        "UPDATE pool SET active = active - 1, updated_at = $2 WHERE id = $1 AND active > 0",
    );

    /// Moves a mailbox on by $1 numbers and gives the last. $2 organization.
    pub const MAILBOX_ADVANCE: Sql = Sql::both(
        "UPDATE mailbox SET last_seq = last_seq + $1 WHERE organization_id = $2 \
         RETURNING last_seq",
    );

    /// Where a mailbox stands. $1 organization: the caller's own, or the server's choice.
    pub const MAILBOX_POSITION: Sql = Sql::both(
        "SELECT i.epoch, m.last_seq, \
           (SELECT MIN(n.seq) FROM notice n \
             WHERE n.organization_id = m.organization_id AND n.acknowledged_at IS NULL) \
             AS oldest_unacknowledged \
         FROM mailbox m CROSS JOIN installation i WHERE m.organization_id = $1",
    );

    /// What an assignment needs to know about a provider, for a plan, a service, a place and a
    /// day: one row per pool that covers the place, roomiest first, or one row without a pool.
    /// $1 plan, $2 provider, $3 service, $4 and $5 counties, $6 ZIP code or '', $7 day.
    pub const COVERAGE: Sql = Sql::both(
        "SELECT \
           EXISTS (SELECT 1 FROM contract c \
             WHERE c.plan_id = $1 AND c.provider_id = $2 AND c.service = $3 \
               AND c.from_on <= $7 AND (c.until_on IS NULL OR c.until_on >= $7)) AS is_contracted, \
           EXISTS (SELECT 1 FROM plan_service s \
             WHERE s.plan_id = $1 AND s.service = $3 AND s.county_fips IN ($4, $5) \
               AND s.from_on <= $7 AND (s.until_on IS NULL OR s.until_on >= $7)) AS is_offered, \
           k.id AS pool_id \
         FROM provider p \
         LEFT JOIN offering o ON o.provider_id = p.id AND o.service = $3 \
           AND o.from_on <= $7 AND (o.until_on IS NULL OR o.until_on >= $7) \
           AND EXISTS (SELECT 1 FROM offering_area a \
             WHERE a.offering_id = o.id AND a.county_fips IN ($4, $5) AND a.zip IN ('', $6)) \
         LEFT JOIN pool k ON k.id = o.pool_id \
         WHERE p.id = $2 \
         ORDER BY k.is_paused, k.held + k.active - k.capacity, k.id",
    );
}
