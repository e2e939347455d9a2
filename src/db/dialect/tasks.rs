//! Statements of tasks. What is called off belongs to a referral that an act has authorized.

use super::Sql;

/// Calls off what a member was to be told of a referral. $1 referral, $2 now.
pub const CALL_OFF: Sql = Sql::both(
    "UPDATE task SET state = 'CANCELLED', ended_at = $2 \
     WHERE referral_id = $1 AND state = 'OPEN' AND kind = 'MEMBER_NOTICE'",
);
