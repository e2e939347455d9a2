//! Statements about members. Those that change are run after the use case was authorized; the one
//! that reads is the server's own.

use super::Sql;

/// Forgets the keys by which a member is searched. $1 member.
pub const FORGET_KEYS: Sql = Sql::both("DELETE FROM member_key WHERE member_id = $1");

/// Members without keys, some at a time. Two servers take different ones.
pub const UNKEYED: Sql = Sql::each(
    "SELECT id FROM member WHERE NOT is_keyed ORDER BY id LIMIT 200",
    "SELECT id FROM member WHERE NOT is_keyed ORDER BY id LIMIT 200 \
     FOR NO KEY UPDATE SKIP LOCKED",
);
