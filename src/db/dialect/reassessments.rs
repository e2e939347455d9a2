//! Statements of reassessments. Whether the actor may is decided before they run.

use super::Sql;

/// What is open is not to be done any more. $1 assignment.
pub const CANCEL: Sql = Sql::both(
    "UPDATE reassessment SET state = 'CANCELLED', tells = NULL, tells_at = NULL \
     WHERE assignment_id = $1 AND state = 'OPEN'",
);

/// What was written down as done was wrong. $1 assignment, $2 number.
pub const VOID: Sql = Sql::both(
    "UPDATE reassessment SET state = 'VOID' \
     WHERE assignment_id = $1 AND number = $2 AND state = 'DONE'",
);

/// What is to be told by now, longest due first. $1 now, $2 rows.
pub const DUE: Sql = Sql::both(
    "SELECT assignment_id, number, tells, due_on, plan_id, provider_id, referral_id \
     FROM reassessment WHERE tells IS NOT NULL AND tells_at <= $1 \
     ORDER BY tells_at, assignment_id LIMIT $2",
);

/// What a row tells after this, if nobody was quicker. $1 assignment, $2 number, $3 what is told now,
/// $4 what next, $5 when.
pub const TELL_NEXT: Sql = Sql::both(
    "UPDATE reassessment SET tells = $4, tells_at = $5 \
     WHERE assignment_id = $1 AND number = $2 AND state = 'OPEN' AND tells = $3",
);
