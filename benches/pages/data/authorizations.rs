//! What the plans authorized: one for whatever was assigned, most of it decided long ago, and requests
//! of the first plan that wait for its reviewers.

use super::history::{ASSIGNED, OWED, plan, provider};
use super::sql::{DAY_SECONDS, Writer, digits, named, pick, series};
use super::{Of, PLANS, REVIEWS, ROOMY, SERVICES, STOCK, services};

/// Units that are granted.
const UNITS: i32 = 12;
/// Days for which they are.
const DAYS: i64 = 365;
/// Calendar days within which a plan decides.
const TERM: i64 = 7;
/// Between one request that waits and the next, in seconds: all are due within a week from now.
const APART: i64 = 600;

const AUTHORIZATION: &str = "id, number, plan_id, member_id, referral_id, provider_id, service, \
    county_fips, kind, status, version, requested_by, requested_at, asked_units, asked_from_on, \
    asked_until_on, comment, standard_calendar_days, extension_days, extension_from_receipt, \
    pauses_for_information, due_by_request, due_at, units, from_on, until_on, used_units, \
    used_cents, last_entry, decided_at, decided_by, is_restricted, last_event_seq";

impl Writer {
    /// Policies, authorizations with their ledgers, and what waits for a decision.
    pub(super) fn authorizations(&self) -> Vec<String> {
        vec![
            self.policies(),
            self.granted(),
            self.drawn(),
            self.waiting_for_decision(),
        ]
    }

    /// Every plan wants its authorization for every service but that of the [`ROOMY`] cell: what is
    /// measured there assigns without.
    fn policies(&self) -> String {
        let codes: Vec<_> = services().iter().map(|one| one.code.to_string()).collect();
        format!(
            "INSERT INTO authorization_policy (plan_id, service, county_fips, from_on, \
             is_required, standard_calendar_days, expedited_hours, concurrent_hours, \
             extension_days, extension_from_receipt, pauses_for_information, usual_units, \
             usual_days, needs_second_reviewer, denial_closes, remind_minutes, expiring_days, \
             notice_ahead_days, nearly_used_percent, set_at, set_by) \
             SELECT {}, {}, '', '2024-01-01', TRUE, {TERM}, 72, 24, 14, TRUE, FALSE, {UNITS}, \
             {DAYS}, FALSE, TRUE, 1440, 30, 10, 80, {}, {} FROM {}, {}",
            self.id(Of::Plan, "k"),
            pick("v.v", &codes),
            self.at(&self.now.to_string()),
            self.id(Of::Account, "0"),
            named(&series(0, PLANS), "p(k)"),
            named(&series(ROOMY.service + 1, SERVICES - 1), "v(v)"),
        )
    }

    /// What was assigned was authorized as it was; a service that started used a unit of it.
    fn granted(&self) -> String {
        let codes: Vec<_> = services().iter().map(|one| one.code.to_string()).collect();
        let times = self.times();
        let last = format!("{} + {}", times.received, DAYS * DAY_SECONDS);
        format!(
            "INSERT INTO service_authorization ({AUTHORIZATION}) \
             SELECT {}, 'A' || {}, {plan}, {}, {}, {}, {}, '06067', 'PRIOR', 'APPROVED', 2, \
             {plan}, {received}, {UNITS}, {from}, {until}, NULL, {TERM}, 14, TRUE, FALSE, {}, \
             NULL, {UNITS}, {from}, {until}, {used}, 0, 1 + {used}, {}, {}, FALSE, 2 \
             FROM {} WHERE {ASSIGNED}",
            self.id(Of::Authorization, "n"),
            digits("n", 8),
            self.id(Of::Member, "n / 2"),
            self.id(Of::Referral, "n"),
            self.id(Of::Provider, &provider()),
            pick("n", &codes),
            self.at(&format!("{} + {}", times.received, TERM * DAY_SECONDS)),
            self.at(&times.assigned),
            self.id(Of::Account, "3"),
            series(0, self.size),
            plan = self.id(Of::Plan, &plan()),
            received = self.at(&times.received),
            from = self.on(&times.received),
            until = self.on(&last),
            used = format!("CASE WHEN {OWED} THEN 0 ELSE 1 END"),
        )
    }

    /// The ledger: what was granted, and what the start used.
    fn drawn(&self) -> String {
        let times = self.times();
        format!(
            "INSERT INTO authorization_entry (authorization_id, seq, kind, units, cents, \
             units_left, assignment_id, used_on, made_at) \
             SELECT {}, k + 1, CASE k WHEN 0 THEN 'GRANTED' ELSE 'DRAWN' END, \
             CASE k WHEN 0 THEN {UNITS} ELSE -1 END, 0, {UNITS} - k, \
             CASE k WHEN 0 THEN NULL ELSE {} END, CASE k WHEN 0 THEN NULL ELSE {} END, {} \
             FROM {}, {} WHERE {ASSIGNED} AND (k = 0 OR NOT ({OWED}))",
            self.id(Of::Authorization, "n"),
            self.id(Of::Assignment, "n"),
            self.on(&times.assigned),
            self.at(&times.assigned),
            series(0, self.size),
            named(&series(0, 2), "entries(k)"),
        )
    }

    /// A request for each referral that waits for one. The first of them came last.
    fn waiting_for_decision(&self) -> String {
        let number = format!("{} + n", self.size + STOCK);
        let requested = format!("{} - n * {APART}", self.now);
        let due = self.at(&format!("{requested} + {}", TERM * DAY_SECONDS));
        format!(
            "INSERT INTO service_authorization ({AUTHORIZATION}) \
             SELECT {}, 'A' || {}, {plan}, {}, {}, NULL, '{}', '{}', \
             CASE n % 10 WHEN 0 THEN 'EXPEDITED' ELSE 'PRIOR' END, 'PENDING', 1, {plan}, {}, \
             {UNITS}, {}, {}, 'Needs help to keep a home.', {TERM}, 14, TRUE, FALSE, {due}, {due}, \
             NULL, NULL, NULL, 0, 0, 0, NULL, NULL, FALSE, 1 FROM {}",
            self.id(Of::Authorization, &number),
            digits(&number, 8),
            self.id(Of::Member, &self.member_who_waits()),
            self.id(Of::Referral, &number),
            super::REVIEWED.service(),
            super::REVIEWED.county(),
            self.at(&requested),
            self.on(&requested),
            self.on(&format!("{requested} + {}", DAYS * DAY_SECONDS)),
            series(0, REVIEWS),
            plan = self.id(Of::Plan, "0"),
        )
    }

    /// Members of the first plan, from the end of those that have a ready referral.
    pub(super) fn member_who_waits(&self) -> String {
        format!("{} - n", self.size.div_ceil(2) + STOCK - 1)
    }
}
