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

/// Members whose enrolment ended before $1 and whose loops have not followed, the longest due
/// first. $2 rows.
pub const ENDS_TO_FOLLOW: Sql = Sql::both(
    "SELECT member_id FROM enrolment \
     WHERE until_on IS NOT NULL AND NOT is_followed AND until_on < $1 \
     ORDER BY until_on, member_id LIMIT $2",
);
