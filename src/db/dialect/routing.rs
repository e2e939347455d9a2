//! Who could be meant: the directory as one plan sees it for one service in one place.

use super::Sql;

/// Every provider that is contracted for the service or offers it in the place, with each of its
/// pools that cover the place, and the plan's share of it. $1 plan, $2 service, $3 and $4 counties
/// ('' for none), $5 ZIP code ('' for none), $6 day, $7 language.
///
/// All tables are public but one: `pool_share` is joined by the plan that asks. When a provider was
/// last assigned somebody is one step in an index.
pub const CANDIDATES: Sql = Sql::both(
    "SELECT p.id AS provider_id, p.zip, \
       EXISTS (SELECT 1 FROM contract c \
         WHERE c.plan_id = $1 AND c.provider_id = p.id AND c.service = $2 \
           AND c.from_on <= $6 AND (c.until_on IS NULL OR c.until_on >= $6)) AS is_contracted, \
       EXISTS (SELECT 1 FROM provider_language l \
         WHERE l.provider_id = p.id AND l.language = $7) AS speaks_language, \
       (SELECT a.assigned_at FROM assignment a WHERE a.provider_id = p.id \
         ORDER BY a.assigned_at DESC, a.id DESC LIMIT 1) AS last_assigned_at, \
       k.id AS pool_id, k.capacity, k.held, k.active, k.is_paused, k.updated_at, \
       s.cap AS share_cap, s.held AS share_held, s.active AS share_active \
     FROM provider p \
     LEFT JOIN offering o ON o.provider_id = p.id AND o.service = $2 \
       AND o.from_on <= $6 AND (o.until_on IS NULL OR o.until_on >= $6) \
       AND EXISTS (SELECT 1 FROM offering_area a \
         WHERE a.offering_id = o.id AND a.county_fips IN ($3, $4) AND a.zip IN ('', $5)) \
     LEFT JOIN pool k ON k.id = o.pool_id \
     LEFT JOIN pool_share s ON s.pool_id = k.id AND s.plan_id = $1 \
     WHERE p.id IN \
       (SELECT c.provider_id FROM contract c WHERE c.plan_id = $1 AND c.service = $2 \
          AND c.from_on <= $6 AND (c.until_on IS NULL OR c.until_on >= $6) \
        UNION \
        SELECT a.provider_id FROM offering_area a \
          WHERE a.county_fips IN ($3, $4) AND a.service = $2 AND a.zip IN ('', $5)) \
     ORDER BY p.id, k.id",
);
