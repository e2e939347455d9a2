//! What comes with a referral: who was thought of, places taken and given back, duties, waiting; and
//! with a member, enrolments and the keys of the search.

use super::history::{ASSIGNED, OWED, WAITING, plan, provider};
use super::sql::{DAY_SECONDS, Writer, digits, named, series};
use super::{COUNTIES, FULL, Of, PROVIDERS, STOCK, WAITED};

/// Candidates kept with an assignment.
const KEPT: u64 = 3;

impl Writer {
    /// Everything around members, referrals and assignments, which are there.
    pub(super) fn surroundings(&self) -> Vec<String> {
        vec![
            Self::keys(),
            self.enrolments(),
            self.candidates(),
            self.steps(),
            self.waiting(),
            self.spells(),
            LEDGER.to_owned(),
            LAST_ENTRIES.to_owned(),
        ]
    }

    fn enrolments(&self) -> String {
        format!(
            "INSERT INTO enrolment (id, plan_id, member_id, kind, from_on, recorded_at, \
             recorded_by) \
             SELECT {}, m.plan_id, m.id, 'ENROLLED', '2024-01-01', m.created_at, {} \
             FROM {} JOIN member m ON m.id = {}",
            self.id(Of::Enrolment, "n"),
            self.id(Of::Account, "0"),
            series(0, self.size.div_ceil(2) + STOCK),
            self.id(Of::Member, "n"),
        )
    }

    fn candidates(&self) -> String {
        let other = format!("1 + (n + k * 7) % {}", PROVIDERS - 1);
        format!(
            "INSERT INTO assignment_candidate (assignment_id, rank, provider_id, exclusions, \
             is_chosen, speaks_language, free_places, last_assigned_at, distance_km) \
             SELECT {}, k + 1, CASE k WHEN 0 THEN {} ELSE {} END, \
             CASE k WHEN 0 THEN '' ELSE 'FULL' END, FALSE, TRUE, CASE k WHEN 0 THEN 4 ELSE 0 END, \
             NULL, 7 FROM {}, {} WHERE {ASSIGNED}",
            self.id(Of::Assignment, "n"),
            self.id(Of::Provider, &provider()),
            self.id(Of::Provider, &other),
            series(0, self.size),
            named(&series(0, KEPT), "kept(k)"),
        )
    }

    /// The steps of each duty: what lay before the attempt is called off where it was made in time,
    /// and fired where it was not; one more lies ahead of those that are still owed, a year from now.
    fn steps(&self) -> String {
        let assigned = self.times().assigned;
        let fires = format!(
            "CASE k WHEN 0 THEN {assigned} + 3600 WHEN 3 THEN {} + n ELSE {assigned} + 36000 * k END",
            self.now + 365 * DAY_SECONDS
        );
        let is_over = format!("{OWED} AND k IN (1, 2)");
        format!(
            "INSERT INTO escalation (assignment_id, position, referral_id, plan_id, fires_at, \
             audience, action, tells, state, fired_at, was_late) \
             SELECT {}, k, {}, {}, {fires_at}, CASE k WHEN 1 THEN 'PROVIDER' ELSE 'PLAN' END, \
             CASE k WHEN 3 THEN 'PROPOSE_REASSIGNMENT' ELSE 'NOTICE' END, \
             CASE k WHEN 0 THEN 'NOT_TOLD' WHEN 1 THEN 'OUTREACH_REMINDER' \
               WHEN 2 THEN 'OUTREACH_OVERDUE' ELSE 'REASSIGNMENT_PROPOSED' END, \
             CASE WHEN k = 3 THEN 'PENDING' WHEN {is_over} THEN 'FIRED' ELSE 'CANCELLED' END, \
             CASE WHEN {is_over} THEN {fires_at} ELSE NULL END, FALSE \
             FROM {}, {} WHERE {ASSIGNED} AND (k < 3 OR {OWED})",
            self.id(Of::Assignment, "n"),
            self.id(Of::Referral, "n"),
            self.id(Of::Plan, &plan()),
            series(0, self.size),
            named(&series(0, 4), "steps(k)"),
            fires_at = self.at(&fires),
        )
    }

    /// Each who waits does so for two pools, in the order in which they came.
    fn waiting(&self) -> String {
        let pool = format!("{FULL} + {COUNTIES} * (n / 20 % {0} + {0} * k)", WAITED / 2);
        format!(
            "INSERT INTO waitlist_entry (pool_id, referral_id, plan_id, provider_id, joined_at, \
             place) \
             SELECT {}, {}, {}, {}, {}, '1 ' || {} FROM {}, {} WHERE {WAITING}",
            self.id(Of::Pool, &pool),
            self.id(Of::Referral, "n"),
            self.id(Of::Plan, &plan()),
            self.id(Of::Provider, &pool),
            self.at(&self.times().received),
            digits("n", 12),
            series(0, self.size),
            named(&series(0, 2), "pools(k)"),
        )
    }

    /// Who waits, and one of ten who waited before they were assigned.
    fn spells(&self) -> String {
        let times = self.times();
        format!(
            "INSERT INTO waiting_spell (id, plan_id, referral_id, county_fips, language, \
             joined_at, ended_at, is_served) \
             SELECT {}, {}, {}, '06067', 'en', {}, CASE WHEN {WAITING} THEN NULL ELSE {} END, \
             NOT ({WAITING}) FROM {} WHERE {WAITING} OR n % 10 = 7",
            self.id(Of::Spell, "n"),
            self.id(Of::Plan, &plan()),
            self.id(Of::Referral, "n"),
            self.at(&times.received),
            self.at(&times.assigned),
            series(0, self.size),
        )
    }
}

/// A place is held with each assignment and given back at its end.
const LEDGER: &str = "INSERT INTO ledger_entry (pool_id, seq, kind, plan_id, assignment_id, \
    held_change, active_change, capacity, held, active, made_at) \
    SELECT pool_id, ROW_NUMBER() OVER in_order, kind, plan_id, id, change, 0, 20, \
    SUM(change) OVER in_order, 0, made_at FROM ( \
      SELECT pool_id, plan_id, id, 'HELD' AS kind, 1 AS change, assigned_at AS made_at \
        FROM assignment \
      UNION ALL SELECT pool_id, plan_id, id, 'FREED', -1, ended_at FROM assignment \
        WHERE ended_at IS NOT NULL) AS changes \
    WINDOW in_order AS (PARTITION BY pool_id ORDER BY made_at, id, kind DESC \
      ROWS UNBOUNDED PRECEDING)";
const LAST_ENTRIES: &str = "UPDATE pool SET last_entry = \
    (SELECT COUNT(*) FROM ledger_entry e WHERE e.pool_id = pool.id)";
