//! Statements of visits. Whether the actor may is decided before they run.

use super::Sql;

/// Locks a visit. $1 id.
pub const LOCK: Sql = Sql::both("SELECT id FROM visit WHERE id = $1 FOR NO KEY UPDATE");

/// The visit that an authorization pays for. $1 authorization.
pub const OF: Sql =
    Sql::both("SELECT id FROM visit WHERE authorization_id = $1 AND status <> 'VOID' LIMIT 1");

/// Visits are restricted with their member. $1 member, $2 whether the member is.
pub const RESTRICT_WITH_MEMBER: Sql =
    Sql::both("UPDATE visit SET is_restricted = $2 WHERE member_id = $1");
