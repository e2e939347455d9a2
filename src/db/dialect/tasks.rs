//! Statements of tasks. What is called off belongs to a referral or a member that an act has
//! authorized.

use super::Sql;

/// Calls off what somebody was to be told of a referral. $1 referral, $2 now, $3 kind.
pub const CALL_OFF: Sql = Sql::both(
    "UPDATE task SET state = 'CANCELLED', ended_at = $2 \
     WHERE referral_id = $1 AND state = 'OPEN' AND kind = $3",
);

/// Calls off what a member was to be told. $1 member, $2 now.
pub const CALL_OFF_MEMBER: Sql = Sql::both(
    "UPDATE task SET state = 'CANCELLED', ended_at = $2 \
     WHERE member_id = $1 AND state = 'OPEN' \
       AND kind IN ('MEMBER_NOTICE', 'ACTION_NOTICE', 'APPEAL_ANSWER')",
);
