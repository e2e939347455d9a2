//! The audit trail's statements: rows are sealed, and the members in them listed, by the thousand.
//!
//! What belongs to many rows travels as one value, piece after piece of a fixed length, so that a
//! batch of any size is the same prepared statement. All of them are the server's own.

use super::Sql;

/// Organizations with rows that wait for their seal.
pub const UNSEALED: Sql =
    Sql::both("SELECT DISTINCT organization_id FROM audit_event WHERE seal_seq IS NULL");

/// Organizations that have a chain, or had one: a step from each to the next, by the index.
pub const CHAINS: Sql = Sql::both(
    "WITH RECURSIVE chain(organization_id) AS \
       (SELECT (SELECT organization_id FROM audit_event \
                WHERE seal_seq IS NOT NULL ORDER BY organization_id LIMIT 1) \
        UNION ALL \
        SELECT (SELECT e.organization_id FROM audit_event e \
                WHERE e.seal_seq IS NOT NULL AND e.organization_id > chain.organization_id \
                ORDER BY e.organization_id LIMIT 1) \
        FROM chain WHERE chain.organization_id IS NOT NULL) \
     SELECT organization_id FROM chain WHERE organization_id IS NOT NULL",
);

/// Locks the head of a chain and reads it; no row where it has none or another instance is at it.
/// $1 organization.
pub const LOCK_HEAD: Sql = Sql::each(
    "SELECT seq, mac FROM audit_head WHERE organization_id = $1",
    "SELECT seq, mac FROM audit_head WHERE organization_id = $1 FOR UPDATE SKIP LOCKED",
);

/// Seals rows. $1 their ids, 16 bytes each, $2 their seals, 32 bytes each, $3 place of the first.
pub const SEAL: Sql = Sql::each(
    "WITH RECURSIVE n(n) AS \
       (SELECT 0 UNION ALL SELECT n + 1 FROM n WHERE n + 1 < length($1) / 16) \
     UPDATE audit_event \
     SET seal_seq = $3 + n.n, seal_mac = substr($2, n.n * 32 + 1, 32) \
     FROM n \
     WHERE audit_event.id = substr($1, n.n * 16 + 1, 16) AND audit_event.seal_seq IS NULL",
    "UPDATE audit_event e SET seal_seq = s.seq, seal_mac = s.mac \
     FROM (SELECT encode(substring($1::bytea FROM n * 16 + 1 FOR 16), 'hex')::uuid AS id, \
             substring($2::bytea FROM n * 32 + 1 FOR 32) AS mac, $3::bigint + n AS seq \
           FROM generate_series(0, length($1::bytea) / 16 - 1) AS n) s \
     WHERE e.id = s.id AND e.seal_seq IS NULL",
);

/// Each member of each row of a stretch of a chain, as `member_id, occurred_at, event_id, plan_id,
/// seq`. $1 organization, $2 and $3 first and last place.
macro_rules! members {
    (sqlite) => {
        "SELECT substr(e.subjects, n.n * 16 + 1, 16) AS member_id, e.occurred_at, \
           e.id AS event_id, e.plan_id, e.seal_seq AS seq \
         FROM audit_event e CROSS JOIN n \
         WHERE e.organization_id = $1 AND e.seal_seq BETWEEN $2 AND $3 \
           AND n.n < length(e.subjects) / 16"
    };
    (postgres) => {
        "SELECT encode(substring(e.subjects FROM n * 16 + 1 FOR 16), 'hex')::uuid AS member_id, \
           e.occurred_at, e.id AS event_id, e.plan_id, e.seal_seq AS seq \
         FROM audit_event e CROSS JOIN LATERAL generate_series(0, length(e.subjects) / 16 - 1) AS n \
         WHERE e.organization_id = $1 AND e.seal_seq BETWEEN $2 AND $3"
    };
    // As many numbers as the row with the most members has.
    (numbers) => {
        "WITH RECURSIVE n(n) AS MATERIALIZED \
           (SELECT 0 UNION ALL SELECT n + 1 FROM n WHERE n + 1 < \
             (SELECT MAX(length(subjects)) / 16 FROM audit_event \
               WHERE organization_id = $1 AND seal_seq BETWEEN $2 AND $3)) "
    };
}

/// Lists the members of a stretch that was just sealed. Parameters of `members`.
pub const DISCLOSE: Sql = Sql::each(
    concat!(
        members!(numbers),
        "INSERT INTO disclosure (member_id, occurred_at, event_id, plan_id) \
         SELECT member_id, occurred_at, event_id, plan_id FROM (",
        members!(sqlite),
        ") AS m"
    ),
    concat!(
        "INSERT INTO disclosure (member_id, occurred_at, event_id, plan_id) \
         SELECT member_id, occurred_at, event_id, plan_id FROM (",
        members!(postgres),
        ") AS m"
    ),
);

/// The first place of a stretch with a member who is not listed. Parameters of `members`.
pub const UNLISTED: Sql = Sql::each(
    concat!(
        members!(numbers),
        "SELECT MIN(m.seq) AS seq FROM (",
        members!(sqlite),
        ") AS m WHERE NOT EXISTS (SELECT 1 FROM disclosure d \
           WHERE d.member_id = m.member_id AND d.occurred_at = m.occurred_at \
             AND d.event_id = m.event_id AND d.plan_id = m.plan_id)"
    ),
    concat!(
        "SELECT MIN(m.seq) AS seq FROM (",
        members!(postgres),
        ") AS m WHERE NOT EXISTS (SELECT 1 FROM disclosure d \
           WHERE d.member_id = m.member_id AND d.occurred_at = m.occurred_at \
             AND d.event_id = m.event_id AND d.plan_id = m.plan_id)"
    ),
);
