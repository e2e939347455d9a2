//! The statements that make people and what happened to them.

use super::names::{first_name, last_name};
use super::sql::{DAY_SECONDS, Writer, cin, digits, own_phone, pick, series};
use super::{
    Cell, INBOX, Of, PLANS, PROVIDERS, REFERRERS, REVIEWED, REVIEWS, ROOMY, STOCK, services,
};

/// The last day of 9999: what nothing is owed on.
const NEVER: i64 = 253_402_214_400;

/// Of ten referrals three wait for outreach …
pub(super) const OWED: &str = "n % 10 < 3";
/// … and one was reached: four live assignments …
const LIVE: &str = "n % 10 < 4";
/// … one is ready to be assigned or waits for a place, and five are over.
const OPEN: &str = "n % 10 < 5";
/// Who waits for a place.
pub(super) const WAITING: &str = "n % 20 = 4";
/// What was assigned to somebody, once.
pub(super) const ASSIGNED: &str = "n % 10 <> 4";

const REFERRAL: &str = "id, number, plan_id, referrer_id, referred_by, contact_name, \
    contact_reach, service, urgency, county_fips, zip, person_first_name, person_last_name, \
    person_birth_on, person_cin, person_phone, needs, member_id, status, version, \
    last_event_seq, received_at, status_changed_at, closure_reason, closure_note, closed_at, \
    assigned_to, closed_loop_at";

impl Writer {
    /// Members, referrals, assignments, timelines and notices.
    pub(super) fn history(&self) -> Vec<String> {
        let assigned = "referral r JOIN assignment a ON a.referral_id = r.id";
        let closed = "referral r WHERE r.closed_at IS NOT NULL";
        let mut statements = self.members();
        statements.extend(self.referrals());
        statements.extend([
            self.assignments(),
            event(1, "RECEIVED", "r.received_at", "NULL", "referral r"),
            event(3, "ASSIGNED", "a.assigned_at", "a.id", assigned),
            event(4, "CLOSED", "r.closed_at", "NULL", closed),
            NOTICES.to_owned(),
            COUNTERS.to_owned(),
        ]);
        statements.extend(self.surroundings());
        statements
    }

    /// Members: two referrals each, and one for each of the stock.
    fn members(&self) -> Vec<String> {
        let past = self.size.div_ceil(2);
        let members = |from: u64, count: u64, plan: &str, county: &str| {
            format!(
                "INSERT INTO member (id, plan_id, cin, first_name, last_name, name_key, birth_on, \
                 phone, language, street, city, zip, county_fips, whereabouts, version, is_keyed, \
                 created_at) \
                 SELECT {}, {}, {}, {first}, {last}, lower({last}) || ' ' || lower({first}), {}, \
                 {}, CASE n % 3 WHEN 0 THEN 'es' ELSE 'en' END, \
                 (n % 900 + 100) || ' Oak Avenue', 'Springfield', '95814', {county}, NULL, 1, \
                 TRUE, {} FROM {}",
                self.id(Of::Member, "n"),
                self.id(Of::Plan, plan),
                cin("n"),
                self.born("n"),
                own_phone("n"),
                self.at(&(self.now - 900 * DAY_SECONDS).to_string()),
                series(from, count),
                first = first_name("n"),
                last = last_name("n"),
            )
        };
        vec![
            members(0, past, &format!("n % {PLANS}"), "'06067'"),
            members(past, STOCK, "0", &format!("'{}'", ROOMY.county())),
        ]
    }

    fn referrals(&self) -> Vec<String> {
        let services: Vec<_> = services().iter().map(|one| one.code.to_string()).collect();
        let times = self.times();
        let past = self.named_by("n", &plan(), &pick("n", &services), "'06067'", "n / 2");
        let of_first = |number: u64, cell: Cell, member: &str| {
            self.named_by(
                &format!("{number} + n"),
                "0",
                &format!("'{}'", cell.service()),
                &format!("'{}'", cell.county()),
                member,
            )
        };
        let member = format!("{} + n", self.size.div_ceil(2));
        let fresh = |named: &str, status: &str, count| {
            format!(
                "INSERT INTO referral ({REFERRAL}) SELECT {named}, '{status}', 1, 2, {now}, \
                 {now}, NULL, NULL, NULL, NULL, NULL FROM {}",
                series(0, count),
                now = self.at(&self.now.to_string()),
            )
        };
        vec![
            format!(
                "INSERT INTO referral ({REFERRAL}) SELECT {past}, \
                 CASE WHEN {OWED} THEN 'ASSIGNED' WHEN {LIVE} THEN 'IN_OUTREACH' \
                   WHEN {WAITING} THEN 'WAITLISTED' WHEN {OPEN} THEN 'READY' ELSE 'CLOSED' END, \
                 2, CASE WHEN {OPEN} THEN 3 ELSE 4 END, {}, {}, \
                 CASE WHEN {OPEN} THEN NULL ELSE 'SERVICES_RECEIVED' END, NULL, \
                 CASE WHEN {OPEN} THEN NULL ELSE {ended} END, \
                 CASE WHEN {LIVE} THEN {} ELSE NULL END, \
                 CASE WHEN {OPEN} THEN NULL ELSE {ended} END FROM {}",
                self.at(&times.received),
                self.at(&times.assigned),
                self.id(Of::Provider, &provider()),
                series(0, self.size),
                ended = self.at(&times.ended),
            ),
            fresh(&of_first(self.size, ROOMY, &member), "READY", STOCK),
            fresh(
                &of_first(self.size + STOCK, REVIEWED, &self.member_who_waits()),
                "AWAITING_AUTHORIZATION",
                REVIEWS,
            ),
        ]
    }

    /// The first columns of a referral: all that does not change.
    fn named_by(
        &self,
        number: &str,
        plan: &str,
        service: &str,
        county: &str,
        member: &str,
    ) -> String {
        format!(
            "{}, 'R' || {}, {}, {}, {}, 'Front desk', '+15105550100', {service}, \
             CASE n % 7 WHEN 0 THEN 'URGENT' ELSE 'ROUTINE' END, {county}, NULL, {}, {}, \
             {}, {}, NULL, \
             'Needs a place to stay after hospital; prefers calls in the evening.', {}",
            self.id(Of::Referral, number),
            digits(number, 8),
            self.id(Of::Plan, plan),
            self.id(Of::Referrer, &format!("n % {REFERRERS}")),
            self.id(Of::Account, &format!("100 + n % {REFERRERS}")),
            first_name(member),
            last_name(member),
            self.born(member),
            cin(member),
            self.id(Of::Member, member),
        )
    }

    fn assignments(&self) -> String {
        let provider = provider();
        let times = self.times();
        let due = format!("{} + {DAY_SECONDS}", times.assigned);
        format!(
            "INSERT INTO assignment (id, referral_id, plan_id, provider_id, member_id, \
             pool_id, status, slot, assigned_at, assigned_by, accepted_at, outreach_due_at, \
             first_attempt_at, next_due_at, service_started_at, ended_at, end_reason, \
             follow_up_attempts, follow_up_until, authorization_id) \
             SELECT {}, {}, {}, {}, {}, {}, \
             CASE WHEN {OWED} THEN 'ASSIGNED' WHEN {LIVE} THEN 'ACCEPTED' ELSE 'ENDED' END, \
             CASE WHEN {LIVE} THEN 'HELD' ELSE 'FREED' END, {}, {}, \
             CASE WHEN {OWED} THEN NULL ELSE {accepted} END, {}, \
             CASE WHEN {OWED} THEN NULL ELSE {accepted} END, {}, \
             CASE WHEN {LIVE} THEN NULL ELSE {accepted} END, \
             CASE WHEN {LIVE} THEN NULL ELSE {} END, \
             CASE WHEN {LIVE} THEN NULL ELSE 'SERVICE_ENDED' END, 3, {}, {} \
             FROM {} WHERE {ASSIGNED}",
            self.id(Of::Assignment, "n"),
            self.id(Of::Referral, "n"),
            self.id(Of::Plan, &plan()),
            self.id(Of::Provider, &provider),
            self.id(Of::Member, "n / 2"),
            self.id(Of::Pool, &provider),
            self.at(&times.assigned),
            self.id(Of::Account, "0"),
            self.at(&due),
            self.at(&format!("CASE WHEN {OWED} THEN {due} ELSE {NEVER} END")),
            self.at(&times.ended),
            self.at(&format!("{} + 10 * {DAY_SECONDS}", times.assigned)),
            self.id(Of::Authorization, "n"),
            series(0, self.size),
            accepted = self.at(&format!("{} + 7200", times.assigned)),
        )
    }

    pub(super) fn times(&self) -> Times {
        let received = format!("{} - ({} - n) * 60", self.now - 3 * DAY_SECONDS, self.size);
        let assigned = format!("{received} + 3600");
        Times {
            ended: format!("{assigned} + 36000"),
            received,
            assigned,
        }
    }
}

/// When things happened to the referral `n`, in Unix time: one comes in every minute, the last
/// three days ago.
pub(super) struct Times {
    pub(super) received: String,
    pub(super) assigned: String,
    ended: String,
}

/// The plan of the member `n / 2`.
pub(super) fn plan() -> String {
    format!("n / 2 % {PLANS}")
}

/// Who got the referral `n`.
pub(super) fn provider() -> String {
    format!(
        "CASE WHEN {LIVE} AND n / 10 * 4 + n % 10 < {INBOX} THEN 0 ELSE 1 + n % {} END",
        PROVIDERS - 1
    )
}

fn event(seq: u8, kind: &str, at: &str, assignment: &str, from: &str) -> String {
    format!(
        "INSERT INTO referral_event (referral_id, seq, kind, occurred_at, recorded_at, \
         account_id, organization_id, assignment_id, reason, note) \
         SELECT r.id, {seq}, '{kind}', {at}, {at}, NULL, r.plan_id, {assignment}, NULL, \
         NULL FROM {from}"
    )
}

/// Every notice of the past was about an assignment.
const NOTICES: &str = "INSERT INTO notice (organization_id, seq, kind, referral_id, \
    assignment_id, occurred_at, delivered_at, acknowledged_at, acknowledged_by) \
    SELECT provider_id, ROW_NUMBER() OVER (PARTITION BY provider_id ORDER BY id), \
    'REFERRAL_ASSIGNED', referral_id, id, assigned_at, assigned_at, \
    CASE WHEN ended_at IS NULL THEN NULL ELSE assigned_at END, NULL FROM assignment";
const COUNTERS: &str = "UPDATE mailbox SET last_seq = \
    (SELECT COUNT(*) FROM notice n WHERE n.organization_id = mailbox.organization_id)";
