//! Who could be meant: the directory as one plan sees it for one service in one place.

use super::Sql;
use super::capacity::{agreed, share_has_room};

/// Providers that could be meant, with each of their pools that cover the place, and the plan's share
/// of it. $1 plan, $2 service, $3 and $4 counties ('' for none), $5 ZIP code ('' for none), $6 day,
/// $7 language, $8 member.
///
/// All tables are public but two: `pool_share` is joined by the plan that asks, and the populations of
/// focus are those of the member whom it asks for. When a provider was last assigned somebody is one
/// step in an index, and whether the plan offers the service there is asked once.
macro_rules! candidates {
    ($more:literal) => {
        concat!(
            "SELECT p.id AS provider_id, p.zip, \
       EXISTS (SELECT 1 FROM plan_service s \
         WHERE s.plan_id = $1 AND s.service = $2 AND s.county_fips IN ($3, $4) \
           AND s.from_on <= $6 AND (s.until_on IS NULL OR s.until_on >= $6)) AS is_offered, \
       EXISTS (SELECT 1 FROM contract c \
         WHERE c.plan_id = $1 AND c.provider_id = p.id AND c.service = $2 \
           AND c.from_on <= $6 AND (c.until_on IS NULL OR c.until_on >= $6)) AS is_contracted, \
       EXISTS (SELECT 1 FROM provider_language l \
         WHERE l.provider_id = p.id AND l.language = $7) AS speaks_language, \
       (SELECT a.assigned_at FROM assignment a WHERE a.provider_id = p.id \
         ORDER BY a.assigned_at DESC, a.id DESC LIMIT 1) AS last_assigned_at, \
       ($2 <> 'ECM' \
         OR NOT EXISTS (SELECT 1 FROM provider_population f WHERE f.provider_id = p.id) \
         OR NOT EXISTS (SELECT 1 FROM member_population m WHERE m.member_id = $8 \
           AND m.from_on <= $6 AND (m.until_on IS NULL OR m.until_on >= $6)) \
         OR EXISTS (SELECT 1 FROM member_population m \
           JOIN provider_population f ON f.population = m.population \
           WHERE f.provider_id = p.id AND m.member_id = $8 \
             AND m.from_on <= $6 AND (m.until_on IS NULL OR m.until_on >= $6))) \
         AS serves_population, \
       k.id AS pool_id, k.capacity, k.held, k.active, k.is_paused, k.updated_at, k.prefers_own, \
       s.cap AS share_cap, s.held AS share_held, s.active AS share_active, ",
            agreed!("$6"),
            " AS share_agreed \
     FROM provider p \
     LEFT JOIN offering o ON o.provider_id = p.id AND o.service = $2 \
       AND o.from_on <= $6 AND (o.until_on IS NULL OR o.until_on >= $6) \
       AND EXISTS (SELECT 1 FROM offering_area a \
         WHERE a.offering_id = o.id AND a.county_fips IN ($3, $4) AND a.zip IN ('', $5)) \
     LEFT JOIN pool k ON k.id = o.pool_id \
     LEFT JOIN pool_share s ON s.pool_id = k.id AND s.plan_id = $1 \
     WHERE p.id IN \
       (SELECT a.provider_id FROM offering_area a \
          WHERE a.county_fips IN ($3, $4) AND a.service = $2 AND a.zip IN ('', $5)",
            $more,
            ") ORDER BY p.id, k.id"
        )
    };
}

/// Those that offer the service in the place: whoever could be assigned is among them. Parameters of
/// `candidates`.
pub const CANDIDATES_THERE: Sql = Sql::both(candidates!(""));

/// Those that offer the service in the place, or are contracted for it anywhere. Parameters of
/// `candidates`.
pub const CANDIDATES: Sql = Sql::both(candidates!(
    " UNION SELECT c.provider_id FROM contract c WHERE c.plan_id = $1 AND c.service = $2 \
        AND c.from_on <= $6 AND (c.until_on IS NULL OR c.until_on >= $6)"
));

/// What is known of the members of these referrals, by all records of each: death, enrolment, other
/// programmes, other referrals for the same service that are open or served. $1 referrals, $2 day,
/// $3 with what is restricted. The caller has read the referrals through the row filter.
macro_rules! triage {
    ($engine:ident) => {
        concat!(
            "SELECT r.id AS referral_id, \
               EXISTS (SELECT 1 FROM life_event d WHERE d.member_id = x.id \
                 AND d.kind = 'DEATH' AND NOT d.is_void \
                 AND NOT EXISTS (SELECT 1 FROM life_event c WHERE c.corrects_id = d.id)) \
                 AS has_died, \
               EXISTS (SELECT 1 FROM enrolment e WHERE e.member_id = x.id) \
                 AS is_enrolment_known, \
               EXISTS (SELECT 1 FROM enrolment e WHERE e.member_id = x.id \
                 AND e.from_on <= $2 AND (e.until_on IS NULL OR e.until_on >= $2)) \
                 AS is_enrolled, \
               g.program, o.id AS other_id, o.received_at AS other_received_at, \
               o.status AS other_status, o.assigned_to AS other_assigned_to \
             FROM referral r \
             JOIN member m ON m.id = r.member_id \
             JOIN member x ON x.id = m.id OR x.id = m.merged_into \
               OR x.merged_into = m.id OR x.merged_into = m.merged_into \
             LEFT JOIN member_program g ON g.member_id = x.id \
               AND g.from_on <= $2 AND (g.until_on IS NULL OR g.until_on >= $2) \
             LEFT JOIN referral o ON o.member_id = x.id AND o.id <> r.id \
               AND o.service = r.service \
               AND (o.status <> 'CLOSED' OR o.assigned_to IS NOT NULL) \
               AND (o.restriction IS NULL OR $3) \
             WHERE r.id ",
            ids!($engine, "$1"),
            " ORDER BY r.id, o.received_at, o.id, g.program"
        )
    };
}

/// See `triage!`.
pub const TRIAGE: Sql = Sql::each(triage!(sqlite), triage!(postgres));

/// Somebody waits for pool `q` whose plan could take a place of it, and who did not pass the room
/// that is there now: a newcomer is behind them.
///
/// A value in the order of an index, not `EXISTS`: for that PostgreSQL expects the first row soon, and
/// for each pool for which nobody waits it read all who wait for any (the provider page with 10,000
/// waiting: 2 s).
macro_rules! somebody_waits {
    ($day:literal) => {
        concat!(
            "(SELECT 1 FROM waitlist_entry w \
               JOIN pool_share s ON s.pool_id = w.pool_id AND s.plan_id = w.plan_id \
               WHERE w.pool_id = q.id AND ",
            share_has_room!($day),
            "    AND (w.passed_entry IS NULL OR w.passed_entry < q.last_entry) \
               ORDER BY w.place, w.referral_id LIMIT 1) IS NOT NULL"
        )
    };
}
pub(super) use somebody_waits;

/// Whether somebody waits for the pool before this referral, whose plan could take a place of it and
/// did not pass the room that is there now. A referral that does not wait is behind everybody.
/// $1 pool, $2 referral, $3 today.
pub const SOMEBODY_BEFORE: Sql = Sql::both(concat!(
    "SELECT (SELECT 1 FROM waitlist_entry w \
       JOIN pool k ON k.id = w.pool_id \
       JOIN pool_share s ON s.pool_id = w.pool_id AND s.plan_id = w.plan_id \
       WHERE w.pool_id = $1 AND ",
    share_has_room!("$3"),
    "    AND (w.passed_entry IS NULL OR w.passed_entry < k.last_entry) \
         AND (w.place, w.referral_id) < (COALESCE((SELECT mine.place FROM waitlist_entry mine \
           WHERE mine.pool_id = $1 AND mine.referral_id = $2), '~'), $2) \
         ORDER BY w.place, w.referral_id LIMIT 1) IS NOT NULL AS is_so",
));

/// How many wait before each of these referrals, at best; one row a referral. The caller has read
/// the referrals through the row filter. $1 referral.
pub const POSITION: Sql = Sql::both(
    "SELECT mine.joined_at, mine.offered_at, mine.offer_ends_at, \
       (SELECT count(*) FROM waitlist_entry w WHERE w.pool_id = mine.pool_id \
          AND (w.place, w.referral_id) < (mine.place, mine.referral_id)) AS ahead \
     FROM waitlist_entry mine WHERE mine.referral_id = $1 \
     ORDER BY ahead, mine.pool_id",
);

macro_rules! queues {
    ($engine:ident) => {
        concat!(
            "SELECT q.id AS pool_id, \
               CAST(CASE WHEN ",
            somebody_waits!("$2"),
            "    THEN 1 ELSE 0 END AS bigint) AS ahead, \
               (SELECT COUNT(*) FROM waitlist_entry w \
                 WHERE w.pool_id = q.id AND ($3 IS NULL OR w.plan_id = $3)) AS waiting \
             FROM pool q WHERE q.id ",
            ids!($engine, "$1")
        )
    };
}

/// Who waits for pools in which the reader takes part: whether a newcomer is behind somebody, and
/// how many wait. $1 pools, $2 today, $3 the plan whose people are counted, or null: all.
pub const QUEUES: Sql = Sql::each(queues!(sqlite), queues!(postgres));

/// No place of any pool is offered to the referral of `w`: it waits for several, and needs one.
macro_rules! nothing_offered {
    () => {
        "NOT EXISTS (SELECT 1 FROM waitlist_entry x \
           WHERE x.referral_id = w.referral_id AND x.offered_at IS NOT NULL)"
    };
}

/// Pools that have room and for which somebody waits to whom nothing is offered, some at a time.
/// $1 after this pool, $2 rows, $3 today.
///
/// Asked every second, so it steps from pool to pool through the index and looks only at those for
/// which somebody waits: SQLite keeps to the order of a `CROSS JOIN`. A value, not `EXISTS`:
/// PostgreSQL would turn that into a join with all who wait.
pub const POOLS_TO_SERVE: Sql = Sql::both(concat!(
    "WITH RECURSIVE waited(pool_id) AS \
       (SELECT (SELECT w.pool_id FROM waitlist_entry w \
                WHERE w.pool_id > $1 ORDER BY w.pool_id LIMIT 1) \
        UNION ALL \
        SELECT (SELECT w.pool_id FROM waitlist_entry w \
                WHERE w.pool_id > waited.pool_id ORDER BY w.pool_id LIMIT 1) \
        FROM waited WHERE waited.pool_id IS NOT NULL) \
     SELECT k.id AS pool_id FROM waited CROSS JOIN pool k \
     WHERE k.id = waited.pool_id AND NOT k.is_paused AND k.held + k.active < k.capacity \
       AND (SELECT 1 FROM waitlist_entry w \
         JOIN pool_share s ON s.pool_id = w.pool_id AND s.plan_id = w.plan_id \
         WHERE w.pool_id = k.id AND ",
    nothing_offered!(),
    "      AND (w.passed_entry IS NULL OR w.passed_entry < k.last_entry) \
           AND ",
    share_has_room!("$3"),
    "    ORDER BY w.place, w.referral_id LIMIT 1) IS NOT NULL \
       AND k.held + k.active + (SELECT count(*) FROM waitlist_entry w \
         WHERE w.pool_id = k.id AND w.offered_at IS NOT NULL) < k.capacity \
     ORDER BY k.id LIMIT $2",
));

/// Who comes first for a pool: of those whose plan could take a place, to whom nothing is offered,
/// and who did not pass the room that is there now. $1 pool, $2 today.
pub const HEAD: Sql = Sql::both(concat!(
    "SELECT w.referral_id FROM waitlist_entry w \
     JOIN pool k ON k.id = w.pool_id \
     JOIN pool_share s ON s.pool_id = w.pool_id AND s.plan_id = w.plan_id \
     WHERE w.pool_id = $1 AND ",
    nothing_offered!(),
    "  AND (w.passed_entry IS NULL OR w.passed_entry < k.last_entry) \
       AND ",
    share_has_room!("$2"),
    " ORDER BY w.place, w.referral_id LIMIT 1",
));

/// A place was offered; the referral is locked. $1 pool, $2 referral, $3 now, $4 when it lapses.
pub const OFFER: Sql = Sql::both(
    "UPDATE waitlist_entry SET offered_at = $3, offer_ends_at = $4, passed_entry = NULL \
     WHERE pool_id = $1 AND referral_id = $2 AND NOT EXISTS \
       (SELECT 1 FROM waitlist_entry x WHERE x.referral_id = $2 AND x.offered_at IS NOT NULL)",
);

/// What was offered is passed; the place in the order stays. $1 referral.
pub const PASS: Sql = Sql::both(
    "UPDATE waitlist_entry SET offered_at = NULL, offer_ends_at = NULL, \
       passed_entry = (SELECT k.last_entry FROM pool k WHERE k.id = waitlist_entry.pool_id) \
     WHERE referral_id = $1 AND offered_at IS NOT NULL",
);

/// The next in the order come first, until the pool changes. $1 pool, $2 referral.
pub const PASS_OVER: Sql = Sql::both(
    "UPDATE waitlist_entry SET \
       passed_entry = (SELECT k.last_entry FROM pool k WHERE k.id = waitlist_entry.pool_id) \
     WHERE pool_id = $1 AND referral_id = $2 AND offered_at IS NULL",
);

/// It waits no longer for one of its pools. $1 pool, $2 referral.
pub const STOP_WAITING_FOR: Sql =
    Sql::both("DELETE FROM waitlist_entry WHERE pool_id = $1 AND referral_id = $2");

/// Referrals with an offer that has lapsed, the longest first. $1 now, $2 rows.
pub const OFFERS_DUE: Sql = Sql::both(
    "SELECT referral_id FROM waitlist_entry \
     WHERE offer_ends_at IS NOT NULL AND offer_ends_at <= $1 \
     ORDER BY offer_ends_at, referral_id LIMIT $2",
);

/// Referrals whose place was held until now, the longest first. $1 now, $2 rows.
pub const HOLDS_DUE: Sql = Sql::both(
    "SELECT referral_id FROM assignment \
     WHERE held_until IS NOT NULL AND held_until <= $1 \
     ORDER BY held_until, referral_id LIMIT $2",
);

/// What was offered has lapsed; the place in the order stays. $1 referral, $2 now.
pub const LAPSE: Sql = Sql::both(
    "UPDATE waitlist_entry SET offered_at = NULL, offer_ends_at = NULL, \
       passed_entry = (SELECT k.last_entry FROM pool k WHERE k.id = waitlist_entry.pool_id) \
     WHERE referral_id = $1 AND offer_ends_at IS NOT NULL AND offer_ends_at <= $2",
);

/// It waits no longer, and that is how long it waited. $1 referral, $2 when, $3 with a place.
pub const END_SPELL: Sql = Sql::both(
    "UPDATE waiting_spell SET ended_at = $2, is_served = $3 \
     WHERE referral_id = $1 AND ended_at IS NULL",
);

/// Who waits, and who waited and got a place within a time. The caller has asked whether the reader
/// may count for that plan. $1 plan, $2 from, $3 until before, $4 with the restricted.
pub const SPELLS: Sql = Sql::both(
    "SELECT s.county_fips, s.language, s.joined_at, s.ended_at \
     FROM waiting_spell s JOIN referral r ON r.id = s.referral_id \
     WHERE s.plan_id = $1 AND ($4 OR r.restriction IS NULL) \
       AND (s.ended_at IS NULL OR (s.is_served AND s.ended_at >= $2 AND s.ended_at < $3))",
);

/// It waits no longer. $1 referral.
pub const STOP_WAITING: Sql = Sql::both("DELETE FROM waitlist_entry WHERE referral_id = $1");
