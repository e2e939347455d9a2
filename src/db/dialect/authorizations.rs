//! Statements of authorizations. Whether the actor may is decided before they run.

use super::Sql;

/// How presumptions are used: by provider and service, what became of them. $1 plan, $2 from,
/// $3 until and with, $4 now.
pub const PRESUMED: Sql = Sql::both(
    "SELECT provider_id, service, COUNT(*) AS presumed, \
       SUM(CASE WHEN status = 'PENDING' THEN 1 ELSE 0 END) AS pending, \
       SUM(CASE WHEN status = 'PENDING' AND due_at < $4 THEN 1 ELSE 0 END) AS overdue, \
       SUM(CASE WHEN status IN ('APPROVED', 'MODIFIED', 'REDUCED', 'TERMINATED') \
         THEN 1 ELSE 0 END) AS confirmed, \
       SUM(CASE WHEN status = 'DENIED' THEN 1 ELSE 0 END) AS denied, \
       SUM(CASE WHEN used_units > 0 OR used_cents > 0 THEN 1 ELSE 0 END) AS used \
     FROM service_authorization \
     WHERE kind = 'PRESUMPTIVE' AND plan_id = $1 AND requested_at >= $2 AND requested_at <= $3 \
       AND provider_id IS NOT NULL \
     GROUP BY provider_id, service ORDER BY service, provider_id",
);

/// Locks an authorization. $1 id.
pub const LOCK: Sql =
    Sql::both("SELECT id FROM service_authorization WHERE id = $1 FOR NO KEY UPDATE");

/// Forgets an answer that is answered anew. $1 authorization, $2 criterion.
pub const ANSWER_DELETE: Sql =
    Sql::both("DELETE FROM authorization_answer WHERE authorization_id = $1 AND criterion = $2");

/// Answers the question that is open. $1 authorization, $2 answer, $3 when, $4 who.
pub const ANSWER_QUESTION: Sql = Sql::both(
    "UPDATE authorization_question SET answer = $2, answered_at = $3, answered_by = $4 \
     WHERE authorization_id = $1 AND answered_at IS NULL",
);

/// Uses some of what is granted, if so much is left and the day is granted. $1 authorization,
/// $2 units, $3 cents, $4 day.
pub const DRAW: Sql = Sql::both(
    "UPDATE service_authorization SET used_units = used_units + $2, used_cents = used_cents + $3, \
       last_entry = last_entry + 1 \
     WHERE id = $1 AND status <> 'VOID' AND from_on <= $4 AND until_on >= $4 \
       AND (units IS NULL OR used_units + $2 <= units) \
       AND (cents IS NULL OR used_cents + $3 <= cents)",
);

/// Gives back what was used. $1 authorization, $2 units, $3 cents.
pub const RETURN: Sql = Sql::both(
    "UPDATE service_authorization SET used_units = used_units - $2, used_cents = used_cents - $3, \
       last_entry = last_entry + 1 \
     WHERE id = $1 AND used_units >= $2 AND used_cents >= $3",
);

/// Who serves by it, once somebody has the referral. $1 authorization, $2 provider.
pub const SERVE_BY: Sql =
    Sql::both("UPDATE service_authorization SET provider_id = $2 WHERE id = $1");

/// What is asked for a referral is restricted with it. $1 referral, $2 whether it is.
pub const RESTRICT_WITH_REFERRAL: Sql =
    Sql::both("UPDATE service_authorization SET is_restricted = $2 WHERE referral_id = $1");

/// What is asked for a member is restricted with its referral, and without one with the member.
/// $1 member, $2 whether the member is.
pub const RESTRICT_WITH_MEMBER: Sql = Sql::both(
    "UPDATE service_authorization SET is_restricted = CASE WHEN referral_id IS NULL THEN $2 \
       ELSE EXISTS (SELECT 1 FROM referral r WHERE r.id = service_authorization.referral_id \
         AND r.restriction IS NOT NULL) END \
     WHERE member_id = $1",
);

/// Numbers the next entry. $1 authorization.
pub const NEXT_ENTRY: Sql =
    Sql::both("UPDATE service_authorization SET last_entry = last_entry + 1 WHERE id = $1");

/// Writes an entry with what is left after it, as the row says. $1 authorization, $2 kind, $3 units,
/// $4 cents, $5 assignment, $6 day of the use, $7 now, $8 who.
pub const ENTRY: Sql = Sql::both(
    "INSERT INTO authorization_entry (authorization_id, seq, kind, units, cents, units_left, \
       cents_left, assignment_id, used_on, made_at, made_by) \
     SELECT id, last_entry, $2, $3, $4, units - used_units, cents - used_cents, $5, $6, $7, $8 \
     FROM service_authorization WHERE id = $1",
);

/// Calls off the steps that are still to come. $1 authorization.
pub const STEPS_CANCEL: Sql = Sql::both(
    "UPDATE authorization_step SET state = 'CANCELLED' \
     WHERE authorization_id = $1 AND state = 'PENDING'",
);

/// Where the steps of an authorization end. $1 authorization.
pub const STEPS_LAST: Sql = Sql::both(
    "SELECT COALESCE(MAX(position), 0) AS last FROM authorization_step WHERE authorization_id = $1",
);

/// What was told of an authorization's clocks. $1 authorization.
pub const STEPS_FIRED: Sql = Sql::both(
    "SELECT fires_at, tells FROM authorization_step \
     WHERE authorization_id = $1 AND state = 'FIRED'",
);

/// Steps whose instant has come, the one that has been due longest first. $1 now, $2 rows.
pub const STEPS_DUE: Sql = Sql::both(
    "SELECT s.authorization_id, s.position, s.tells, a.plan_id, a.provider_id, a.referral_id, \
       a.member_id \
     FROM authorization_step s JOIN service_authorization a ON a.id = s.authorization_id \
     WHERE s.state = 'PENDING' AND s.fires_at <= $1 \
     ORDER BY s.fires_at, s.authorization_id LIMIT $2",
);

/// A step is done, if nobody was quicker. $1 authorization, $2 position, $3 now.
pub const STEP_FIRE: Sql = Sql::both(
    "UPDATE authorization_step SET state = 'FIRED', fired_at = $3 \
     WHERE authorization_id = $1 AND position = $2 AND state = 'PENDING'",
);

/// A delay that was announced is none. $1 authorization, $2 now, $3 kind.
pub const DELAY_RECALL: Sql = Sql::both(
    "UPDATE notice_of_action SET recalled_at = $2 \
     WHERE authorization_id = $1 AND kind = $3 AND recalled_at IS NULL",
);

/// What tells of it is not sent any more. $1 authorization, $2 now.
pub const DELAY_CALL_OFF: Sql = Sql::both(
    "UPDATE task SET state = 'CANCELLED', ended_at = $2 \
     WHERE authorization_id = $1 AND state = 'OPEN' AND action_number IN \
       (SELECT number FROM notice_of_action \
        WHERE authorization_id = $1 AND recalled_at IS NOT NULL)",
);
