//! Static SQL: what differs between the engines, what takes a lock, and the hot statements.
//!
//! A [`Sql`] can only be made here, so that every statement which bypasses the row filter of
//! `select` is found in one folder, with the actor's predicate in its own text.

#[macro_use]
mod lists;

pub mod accounts;
pub mod audit;
pub mod authorizations;
pub mod capacity;
pub mod directory;
pub mod duties;
pub mod identity;
pub mod members;
pub mod nudges;
pub mod policies;
pub mod reassessments;
pub mod routing;
pub mod tasks;
pub mod visits;

use sea_orm::{DbBackend, Statement, Value};

pub use lists::id_list;

/// One statement, in both dialects. Placeholders are `$1`, `$2` … on both.
#[derive(Debug)]
pub struct Sql {
    sqlite: &'static str,
    postgres: &'static str,
}

impl Sql {
    const fn both(text: &'static str) -> Self {
        Self {
            sqlite: text,
            postgres: text,
        }
    }

    const fn each(sqlite: &'static str, postgres: &'static str) -> Self {
        Self { sqlite, postgres }
    }

    /// The text for an engine. Text alone reads nothing: the benches send it past the program, to
    /// learn what the program costs.
    #[must_use]
    pub const fn text(&self, backend: DbBackend) -> &'static str {
        if matches!(backend, DbBackend::Postgres) {
            self.postgres
        } else {
            self.sqlite
        }
    }

    pub(super) fn statement(
        &self,
        backend: DbBackend,
        values: impl IntoIterator<Item = Value>,
    ) -> Statement {
        Statement::from_sql_and_values(backend, self.text(backend), values)
    }
}

/// The statements, by area.
pub mod statements {
    use super::Sql;
    pub use super::{
        accounts, audit, authorizations, capacity, directory, duties, identity, members, nudges,
        policies, reassessments, routing, tasks, visits,
    };

    /// Locks a member.
    pub const LOCK_MEMBER: Sql = Sql::both("SELECT id FROM member WHERE id = $1 FOR NO KEY UPDATE");

    /// Keeps a member from being changed.
    pub const HOLD_MEMBER: Sql = Sql::both("SELECT id FROM member WHERE id = $1 FOR SHARE");

    /// Keeps an organization from being changed, and what is set for all of it.
    pub const HOLD_ORGANIZATION: Sql =
        Sql::both("SELECT id FROM organization WHERE id = $1 FOR SHARE");

    /// Locks a referral. `NO KEY`: rows that refer to it may still be inserted.
    pub const LOCK_REFERRAL: Sql =
        Sql::both("SELECT id FROM referral WHERE id = $1 FOR NO KEY UPDATE");

    /// Moves a mailbox on by $1 numbers and gives the last. $2 organization.
    pub const MAILBOX_ADVANCE: Sql = Sql::both(
        "UPDATE mailbox SET last_seq = last_seq + $1 WHERE organization_id = $2 \
         RETURNING last_seq",
    );

    /// Where a mailbox ends. $1 organization: the caller's own.
    pub const MAILBOX_END: Sql = Sql::both(
        "SELECT i.epoch, m.last_seq FROM mailbox m CROSS JOIN installation i \
         WHERE m.organization_id = $1",
    );

    /// What an assignment needs to know about a provider, for a plan, a service, a place and a
    /// day: one row per pool that covers the place, roomiest first, or one row without a pool.
    /// $1 plan, $2 provider, $3 service, $4 and $5 counties, $6 ZIP code or '', $7 day.
    pub const COVERAGE: Sql = Sql::both(
        "SELECT \
           EXISTS (SELECT 1 FROM contract c \
             WHERE c.plan_id = $1 AND c.provider_id = $2 AND c.service = $3 \
               AND c.from_on <= $7 AND (c.until_on IS NULL OR c.until_on >= $7)) AS is_contracted, \
           EXISTS (SELECT 1 FROM plan_service s \
             WHERE s.plan_id = $1 AND s.service = $3 AND s.county_fips IN ($4, $5) \
               AND s.from_on <= $7 AND (s.until_on IS NULL OR s.until_on >= $7)) AS is_offered, \
           k.id AS pool_id \
         FROM provider p \
         LEFT JOIN offering o ON o.provider_id = p.id AND o.service = $3 \
           AND o.from_on <= $7 AND (o.until_on IS NULL OR o.until_on >= $7) \
           AND EXISTS (SELECT 1 FROM offering_area a \
             WHERE a.offering_id = o.id AND a.county_fips IN ($4, $5) AND a.zip IN ('', $6)) \
         LEFT JOIN pool k ON k.id = o.pool_id \
         WHERE p.id = $2 \
         ORDER BY k.is_paused, k.held + k.active - k.capacity, k.id",
    );

    /// The inbox for one kind of organization: live assignments, due soonest first, each with
    /// referral and member. A live assignment makes both visible to its provider and its plan, so
    /// the predicate on it is the whole row filter; who does not see what is restricted has a
    /// statement of their own. $1 organization, $2 and $3 the place to start
    /// after, $4 rows.
    macro_rules! inbox {
        ($rows:literal) => {
            Sql::both(concat!(
                "SELECT \
                 a.id AS a_id, a.referral_id AS a_referral_id, a.plan_id AS a_plan_id, \
                 a.provider_id AS a_provider_id, a.member_id AS a_member_id, \
                 a.pool_id AS a_pool_id, a.status AS a_status, a.slot AS a_slot, \
                 a.assigned_at AS a_assigned_at, a.assigned_by AS a_assigned_by, \
                 a.accepted_at AS a_accepted_at, a.outreach_due_at AS a_outreach_due_at, \
                 a.first_attempt_at AS a_first_attempt_at, a.next_due_at AS a_next_due_at, \
                 a.service_started_at AS a_service_started_at, a.ended_at AS a_ended_at, \
                 a.end_reason AS a_end_reason, a.is_restricted AS a_is_restricted, \
                 a.discontinuation_reason AS a_discontinuation_reason, \
                 a.moved_to AS a_moved_to, a.decline_reason AS a_decline_reason, \
                 a.is_disputed AS a_is_disputed, \
                 a.follow_up_attempts AS a_follow_up_attempts, \
                 a.follow_up_until AS a_follow_up_until, a.excused_at AS a_excused_at, \
                 a.excused_by AS a_excused_by, a.excuse AS a_excuse, \
                 a.held_until AS a_held_until, \
                 a.authorization_id AS a_authorization_id, a.is_unpayable AS a_is_unpayable, \
                 r.id AS r_id, r.number AS r_number, r.plan_id AS r_plan_id, \
                 r.referrer_id AS r_referrer_id, r.referred_by AS r_referred_by, \
                 r.contact_name AS r_contact_name, r.contact_reach AS r_contact_reach, \
                 r.service AS r_service, r.urgency AS r_urgency, r.county_fips AS r_county_fips, \
                 r.zip AS r_zip, r.person_first_name AS r_person_first_name, \
                 r.person_last_name AS r_person_last_name, \
                 r.person_birth_on AS r_person_birth_on, r.person_cin AS r_person_cin, \
                 r.person_phone AS r_person_phone, r.needs AS r_needs, \
                 r.member_id AS r_member_id, r.status AS r_status, r.version AS r_version, \
                 r.last_event_seq AS r_last_event_seq, r.received_at AS r_received_at, \
                 r.status_changed_at AS r_status_changed_at, \
                 r.closure_reason AS r_closure_reason, r.closure_note AS r_closure_note, \
                 r.closed_at AS r_closed_at, r.assigned_to AS r_assigned_to, \
                 r.restriction AS r_restriction, r.is_hidden AS r_is_hidden, \
                 r.consent_revoked_at AS r_consent_revoked_at, r.follows_id AS r_follows_id, \
                 r.intake_id AS r_intake_id, r.needed_by AS r_needed_by, \
                 r.chosen_provider_id AS r_chosen_provider_id, \
                 r.named_provider_id AS r_named_provider_id, r.naming AS r_naming, \
                 r.answer_due_at AS r_answer_due_at, \
                 r.is_declined AS r_is_declined, r.closed_loop_at AS r_closed_loop_at, \
                 m.id AS m_id, m.plan_id AS m_plan_id, m.cin AS m_cin, \
                 m.first_name AS m_first_name, m.last_name AS m_last_name, \
                 m.name_key AS m_name_key, m.birth_on AS m_birth_on, m.phone AS m_phone, \
                 m.language AS m_language, m.street AS m_street, m.city AS m_city, \
                 m.zip AS m_zip, m.county_fips AS m_county_fips, m.whereabouts AS m_whereabouts, \
                 m.version AS m_version, m.created_at AS m_created_at, \
                 m.restricted_at AS m_restricted_at, m.no_contact_since AS m_no_contact_since, \
                 m.contact_channel AS m_contact_channel, m.contact_from AS m_contact_from, \
                 m.contact_until AS m_contact_until, \
                 m.contact_no_voicemail AS m_contact_no_voicemail, \
                 m.go_between_name AS m_go_between_name, \
                 m.go_between_phone AS m_go_between_phone, m.contact_note AS m_contact_note, \
                 m.contact_set_at AS m_contact_set_at, \
                 m.is_interpreter_needed AS m_is_interpreter_needed, \
                 m.alternative_format AS m_alternative_format, \
                 m.address_from_on AS m_address_from_on, m.merged_into AS m_merged_into, \
                 m.is_keyed AS m_is_keyed \
                 FROM assignment a \
                 JOIN referral r ON r.id = a.referral_id \
                 JOIN member m ON m.id = a.member_id \
                 WHERE a.",
                $rows,
                " AND a.ended_at IS NULL AND (a.next_due_at, a.id) > ($2, $3) \
                 ORDER BY a.next_due_at, a.id LIMIT $4"
            ))
        };
    }

    /// The inbox of a provider.
    pub const PROVIDER_INBOX: Sql = inbox!("provider_id = $1");

    /// The work list of a plan: all of it.
    pub const PLAN_INBOX: Sql = inbox!("plan_id = $1");

    /// The work list of a plan for who does not see what is restricted.
    pub const OPEN_PLAN_INBOX: Sql = inbox!("plan_id = $1 AND NOT a.is_restricted");

    /// The duties that a provider owes, due before $5.
    pub const PROVIDER_DUTIES: Sql = inbox!("provider_id = $1 AND a.next_due_at < $5");

    /// The duties that a plan's providers owe, due before $5: all of them.
    pub const PLAN_DUTIES: Sql = inbox!("plan_id = $1 AND a.next_due_at < $5");

    /// The duties that a plan's providers owe, due before $5, for who does not see what is
    /// restricted.
    pub const OPEN_PLAN_DUTIES: Sql =
        inbox!("plan_id = $1 AND a.next_due_at < $5 AND NOT a.is_restricted");

    /// What came in, by plan, service and status. $1 plan (with those that work for it), $2 or all
    /// plans, $3 from, $4 until, $5 with what is restricted. A person whom nobody has matched yet
    /// counts as one.
    pub const REFERRAL_COUNTS: Sql = Sql::both(
        "SELECT r.plan_id, r.service, r.status, COUNT(*) AS referrals, \
           COUNT(DISTINCT COALESCE(r.member_id, r.id)) AS people \
         FROM organization o JOIN referral r ON r.plan_id = o.id \
         WHERE o.kind = 'PLAN' AND (o.id = $1 OR o.prime_id = $1 OR $2) \
           AND r.received_at >= $3 AND r.received_at < $4 \
           AND ($5 OR r.restriction IS NULL) \
         GROUP BY r.plan_id, r.service, r.status \
         ORDER BY r.plan_id, r.service, r.status",
    );

    /// Forgets idempotency keys that were made before $1, some at a time.
    pub const PURGE_IDEMPOTENCY_KEYS: Sql = Sql::both(
        "DELETE FROM idempotency_key WHERE (account_id, mutation, key) IN \
           (SELECT account_id, mutation, key FROM idempotency_key \
             WHERE created_at < $1 ORDER BY created_at LIMIT 1000)",
    );
}
