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
}
