//! Statements of nudges. The setting is that of an organization that the service has authorized;
//! the claim is the server's own.

use super::Sql;

/// Forgets what an organization had set. $1 organization.
pub const FORGET_SETTING: Sql = Sql::both("DELETE FROM nudge_setting WHERE organization_id = $1");

/// Whether a nudge is due. $1 now.
pub const IS_DUE: Sql = Sql::both(
    "SELECT EXISTS (SELECT 1 FROM nudge WHERE state = 'PENDING' AND next_try_at <= $1) AS is_due",
);

macro_rules! claim {
    ($lock:literal) => {
        concat!(
            "UPDATE nudge SET tries = tries + 1, next_try_at = $2 WHERE id IN \
               (SELECT id FROM nudge WHERE state = 'PENDING' AND next_try_at <= $1 \
                 ORDER BY next_try_at, id LIMIT $3",
            $lock,
            ") RETURNING id, assignment_id, referral_id, event_seq, organization_id, channel, state, tries, queued_at, \
               next_try_at, ended_at, fault"
        )
    };
}

/// Takes the nudges that have been due longest for one try each. $1 now, $2 until when nobody else
/// takes them, $3 how many.
pub const CLAIM: Sql = Sql::each(claim!(""), claim!(" FOR UPDATE SKIP LOCKED"));

/// Takes back the links of a referral that show something. $1 referral, $2 now, $3 by whom.
pub const REVOKE_LINKS: Sql = Sql::both(
    "UPDATE referral_link SET revoked_at = $2, revoked_by = $3 \
     WHERE referral_id = $1 AND revoked_at IS NULL AND expires_at > $2",
);
