//! Statements of identity. All are the server's own: nobody is signed in yet, or everybody is
//! looked after alike.

use super::Sql;

/// Locks an account. `NO KEY`: rows that refer to it may still be inserted.
pub const LOCK_ACCOUNT: Sql = Sql::both("SELECT id FROM account WHERE id = $1 FOR NO KEY UPDATE");

/// Counts an attempt before it is made, unless further ones are refused at this moment: then it
/// changes nothing and gives no row. $1 key, $2 now, $3 attempts without delay.
///
/// After the last free attempt the next waits a second, and each failure doubles that, up to 15
/// minutes (reached with the tenth doubling). A quiet hour is forgotten.
pub const THROTTLE_RESERVE: Sql = Sql::both(
    "INSERT INTO sign_in_throttle AS t (key, failures, last_at, blocked_until) \
     VALUES ($1, 1, $2, 0) \
     ON CONFLICT (key) DO UPDATE SET \
       failures = CASE WHEN t.last_at <= excluded.last_at - 3600000 THEN 1 \
         ELSE t.failures + 1 END, \
       blocked_until = CASE \
         WHEN t.last_at <= excluded.last_at - 3600000 OR t.failures + 1 < $3 THEN 0 \
         WHEN t.failures + 1 >= $3 + 10 THEN excluded.last_at + 900000 \
         ELSE excluded.last_at + (CAST(1000 AS bigint) << (t.failures + 1 - $3)) END, \
       last_at = excluded.last_at \
     WHERE t.blocked_until <= excluded.last_at OR t.last_at <= excluded.last_at - 3600000 \
     RETURNING failures",
);

/// Until when attempts are refused. $1 key.
pub const THROTTLE_BLOCKED_UNTIL: Sql =
    Sql::both("SELECT blocked_until FROM sign_in_throttle WHERE key = $1");

/// Takes one attempt off again, with the delay that it brought. $1 key.
pub const THROTTLE_TAKE_OFF: Sql = Sql::both(
    "UPDATE sign_in_throttle SET failures = failures - 1, blocked_until = 0 \
     WHERE key = $1 AND failures > 0",
);

/// Forgets the failures of a key. $1 key.
pub const THROTTLE_CLEAR: Sql = Sql::both("DELETE FROM sign_in_throttle WHERE key = $1");

/// Whether an account has signed in from an address since. $1 key, $2 since when it counts.
pub const KNOWN_ADDRESS: Sql =
    Sql::both("SELECT last_at FROM known_address WHERE key = $1 AND last_at > $2");

/// Remembers that an account signed in from an address. $1 key, $2 now.
pub const KNOWN_ADDRESS_REMEMBER: Sql = Sql::both(
    "INSERT INTO known_address (key, last_at) VALUES ($1, $2) \
     ON CONFLICT (key) DO UPDATE SET last_at = excluded.last_at",
);

/// Accounts whose access has changed since $1.
pub const ACCESS_CHANGES: Sql = Sql::both(
    "SELECT id, access_version, is_active, access_changed_at FROM account \
     WHERE access_changed_at > $1",
);

/// Sessions that were ended since $1.
pub const SESSION_ENDS: Sql = Sql::both("SELECT id, ended_at FROM session WHERE ended_at > $1");

/// Makes a refresh token good and the one before it bad, if that one is the last that was given
/// out and the session goes on. $1 session, $2 generation, $3 hash of the old, $4 hash of the new,
/// $5 now, $6 end, $7 address, $8 program.
pub const SESSION_ROTATE: Sql = Sql::both(
    "UPDATE session SET generation = generation + 1, refresh_hash = $4, last_used_at = $5, \
       expires_at = $6, address = $7, user_agent = $8 \
     WHERE id = $1 AND generation = $2 AND refresh_hash = $3 \
       AND ended_at IS NULL AND expires_at > $5",
);

/// Forgets sessions whose time was over before $1, some at a time.
pub const PURGE_SESSIONS: Sql = Sql::both(
    "DELETE FROM session WHERE id IN \
       (SELECT id FROM session WHERE expires_at < $1 ORDER BY expires_at LIMIT 1000)",
);

/// Forgets counters that nobody added to since $1, some at a time.
pub const PURGE_THROTTLE: Sql = Sql::both(
    "DELETE FROM sign_in_throttle WHERE key IN \
       (SELECT key FROM sign_in_throttle WHERE last_at < $1 ORDER BY last_at LIMIT 1000)",
);

/// Forgets addresses that were not used since $1, some at a time.
pub const PURGE_KNOWN_ADDRESSES: Sql = Sql::both(
    "DELETE FROM known_address WHERE key IN \
       (SELECT key FROM known_address WHERE last_at < $1 ORDER BY last_at LIMIT 1000)",
);
