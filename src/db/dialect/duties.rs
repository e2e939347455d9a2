//! Statements of duties and their escalation. The sweep is the server's own; what an act calls off
//! belongs to an assignment that it has authorized.
//!
//! `'PENDING'` stands in the text, so that the partial indexes serve whatever plan is prepared.

use super::Sql;

/// Whether a step is due. $1 now.
pub const IS_DUE: Sql = Sql::both(
    "SELECT EXISTS (SELECT 1 FROM escalation WHERE state = 'PENDING' AND fires_at <= $1) AS is_due",
);

/// The referrals whose steps have been due longest.
macro_rules! due_referrals {
    ($lock:literal) => {
        concat!(
            "SELECT r.id, r.last_event_seq FROM referral r WHERE r.id IN \
               (SELECT e.referral_id FROM escalation e \
                 WHERE e.state = 'PENDING' AND e.fires_at <= $1 \
                 ORDER BY e.fires_at, e.assignment_id, e.position LIMIT $2) \
             ORDER BY r.id",
            $lock
        )
    };
}

/// Locks the referrals whose steps have been due longest, in the order of their ids. One that
/// somebody else has locked is passed over: another sweep fires its steps, or an act is just
/// settling them, and the next sweep looks again. $1 now, $2 steps.
pub const LOCK_DUE: Sql = Sql::each(
    due_referrals!(""),
    due_referrals!(" FOR NO KEY UPDATE SKIP LOCKED"),
);

/// The steps of locked referrals that are due, in order. $1 referrals, $2 now.
macro_rules! due_steps {
    ($engine:ident) => {
        concat!(
            "SELECT assignment_id, position, referral_id, plan_id, fires_at, audience, action, \
               tells, state, fired_at, was_late \
             FROM escalation WHERE referral_id ",
            ids!($engine, "$1"),
            " AND state = 'PENDING' AND fires_at <= $2 ORDER BY fires_at, assignment_id, position"
        )
    };
}

/// The steps of locked referrals that are due, in order. $1 referrals, $2 now.
pub const DUE_STEPS: Sql = Sql::each(due_steps!(sqlite), due_steps!(postgres));

macro_rules! cancel_steps {
    ($engine:ident) => {
        concat!(
            "UPDATE escalation SET state = 'CANCELLED' WHERE state = 'PENDING' \
               AND tells = 'NOT_TOLD' AND fires_at <= $2 AND assignment_id ",
            ids!($engine, "$1"),
        )
    };
}

/// Calls off the question whether these assignments' providers were told. $1 assignments, $2 now.
pub const CANCEL_ASKED: Sql = Sql::each(cancel_steps!(sqlite), cancel_steps!(postgres));

macro_rules! fire_steps {
    ($engine:ident) => {
        concat!(
            "UPDATE escalation SET state = 'FIRED', fired_at = $2, was_late = (fires_at < $3) \
             WHERE state = 'PENDING' AND fires_at <= $2 AND referral_id ",
            ids!($engine, "$1"),
        )
    };
}

/// Fires the steps of locked referrals that are due. $1 referrals, $2 now, $3 the instant before
/// which a step is late.
pub const FIRE: Sql = Sql::each(fire_steps!(sqlite), fire_steps!(postgres));

macro_rules! add_events {
    ($engine:ident) => {
        concat!(
            "UPDATE referral SET last_event_seq = last_event_seq + $2 WHERE id ",
            ids!($engine, "$1"),
        )
    };
}

/// Makes room for $2 more entries on the timelines of locked referrals. $1 referrals.
pub const ADD_EVENTS: Sql = Sql::each(add_events!(sqlite), add_events!(postgres));

/// Calls off what is left of an escalation. $1 assignment.
pub const STAND_DOWN: Sql = Sql::both(
    "UPDATE escalation SET state = 'CANCELLED' WHERE assignment_id = $1 AND state = 'PENDING'",
);

/// Calls off what is left about the duty; whether the provider was told is still asked. $1
/// assignment.
pub const EXCUSE: Sql = Sql::both(
    "UPDATE escalation SET state = 'CANCELLED' \
     WHERE assignment_id = $1 AND state = 'PENDING' AND tells <> 'NOT_TOLD'",
);

/// The duty is owed again: what lies ahead is to be done after all. $1 assignment, $2 now.
pub const REARM: Sql = Sql::both(
    "UPDATE escalation SET state = 'PENDING' WHERE assignment_id = $1 AND state = 'CANCELLED' \
       AND fires_at > $2 AND tells <> 'NOT_TOLD'",
);

macro_rules! lead_providers {
    ($engine:ident) => {
        concat!(
            "SELECT member_id, provider_id FROM lead_care_manager \
             WHERE from_on <= $2 AND (until_on IS NULL OR until_on >= $2) AND member_id ",
            ids!($engine, "$1"),
        )
    };
}

/// The providers that lead the care of these members on a day. $1 members, $2 day.
pub const LEAD_PROVIDERS: Sql = Sql::each(lead_providers!(sqlite), lead_providers!(postgres));
