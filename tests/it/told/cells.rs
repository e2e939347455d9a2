//! Each cell of the table: the event is driven as each of those who may, and every party is asked
//! what it heard.

use std::collections::HashMap;

use chrono::{SecondsFormat, TimeDelta};
use entity::types::EventKind::{self, *};
use handoff::clock::day_of;
use handoff::identity::Role;
use handoff::referrals::{Hears, Party, hears};
use serde_json::{Value, json};

use super::{read_on, set_lead};
use crate::support::acts::{ready, referral_of, set_policy};
use crate::support::authorized::reviewer;
use crate::support::network::{global_id, patient, set_places};
use crate::support::reassessed::planned;
use crate::support::{Caller, TestApp, both_engines, eventually};

const MEMBER: &str = "m1";
const SERVICE: &str = "HOUSING_NAVIGATION";

/// How far a referral is before the event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    /// Nobody has referred.
    Nothing,
    /// The plan does not know the member yet.
    Received,
    /// The same, and whoever referred named p1.
    Named,
    Ready,
    NoRoom,
    Waits,
    Offered,
    Assigned,
    Accepted,
    Tried,
    Started,
    Closed,
}

/// An act: what happens by it, and to which provider, from where, and who does it.
struct Line {
    happens: &'static [(EventKind, &'static str)],
    from: Stage,
    act: &'static str,
    input: fn(&Value) -> Value,
    by: &'static [&'static str],
}

const fn line(
    happens: &'static [(EventKind, &'static str)],
    from: Stage,
    act: &'static str,
    input: fn(&Value) -> Value,
    by: &'static [&'static str],
) -> Line {
    Line {
        happens,
        from,
        act,
        input,
        by,
    }
}

fn nothing(_: &Value) -> Value {
    json!({})
}

fn because(_: &Value) -> Value {
    json!({ "reason": "she called about it" })
}

fn to_p1(_: &Value) -> Value {
    json!({ "providerId": global_id("p1") })
}

const BY_HAND: &[&str] = &["p1", "a"];

/// The acts of people. `now` and the last attempt are given to the input.
const LINES: &[Line] = &[
    line(
        &[(Received, "")],
        Stage::Nothing,
        "createReferral",
        nothing,
        &["r1", "a"],
    ),
    line(
        &[(AssignmentRequested, "")],
        Stage::Named,
        "requestAssignment",
        nothing,
        BY_HAND,
    ),
    line(
        &[(NamingPassed, "")],
        Stage::Named,
        "passNaming",
        because,
        BY_HAND,
    ),
    line(
        &[(EarlyContactRecorded, "")],
        Stage::Named,
        "recordEarlyContact",
        |now| json!({ "madeAt": now["now"], "method": "TELEPHONE", "outcome": "REACHED", "minutes": 5 }),
        BY_HAND,
    ),
    line(
        &[(Withdrawn, ""), (Closed, "")],
        Stage::Named,
        "withdrawReferral",
        |_| json!({ "note": "sent twice" }),
        &["r1", "a"],
    ),
    line(
        &[(MemberConfirmed, "")],
        Stage::Received,
        "confirmMember",
        |_| json!({ "memberId": crate::support::network::global_member_id(MEMBER) }),
        &["a"],
    ),
    line(
        &[(Assigned, "p1")],
        Stage::Ready,
        "assignReferral",
        to_p1,
        &["a"],
    ),
    line(
        &[(Accepted, "p1")],
        Stage::Assigned,
        "acceptReferral",
        nothing,
        BY_HAND,
    ),
    line(
        &[(Declined, "p1")],
        Stage::Assigned,
        "declineReferral",
        |_| json!({ "reason": "CANNOT_MEET_NEED", "note": "no lift" }),
        BY_HAND,
    ),
    line(
        &[(Closed, "p1")],
        Stage::Assigned,
        "declineReferral",
        |_| json!({ "by": "MEMBER", "note": "stays with her sister" }),
        BY_HAND,
    ),
    line(
        &[(Unassigned, "p1"), (Assigned, "p2")],
        Stage::Assigned,
        "reassignReferral",
        |_| json!({ "providerId": global_id("p2") }),
        &["a"],
    ),
    line(
        &[(OutreachRecorded, "p1")],
        Stage::Assigned,
        "recordOutreach",
        |now| json!({ "madeAt": now["now"], "method": "TELEPHONE", "outcome": "REACHED", "minutes": 5 }),
        BY_HAND,
    ),
    line(
        &[(ContactRecorded, "p1")],
        Stage::Assigned,
        "recordOutreach",
        |now| json!({ "kind": "FROM_MEMBER", "madeAt": now["now"], "method": "TELEPHONE", "outcome": "REACHED", "minutes": 5 }),
        BY_HAND,
    ),
    line(
        &[(OutreachCorrected, "p1")],
        Stage::Tried,
        "correctOutreach",
        |now| json!({ "attemptId": now["attempt"], "reason": "that was another member" }),
        BY_HAND,
    ),
    line(
        &[(HandedOff, "p1")],
        Stage::Assigned,
        "recordHandOff",
        |now| json!({ "madeAt": now["now"], "fromName": "Merle Ashgrove", "toName": "Robin Fennel" }),
        BY_HAND,
    ),
    line(
        &[(DutyExcused, "p1")],
        Stage::Assigned,
        "excuseOutreach",
        because,
        &["a"],
    ),
    line(
        &[(HoldSet, "p1")],
        Stage::Assigned,
        "holdPlace",
        |_| json!({ "until": null }),
        BY_HAND,
    ),
    line(
        &[(Closed, "p1")],
        Stage::Accepted,
        "startService",
        |now| json!({ "startedAt": now["now"] }),
        BY_HAND,
    ),
    line(
        &[(StartCorrected, "p1"), (Reopened, "p1")],
        Stage::Started,
        "correctStart",
        because,
        BY_HAND,
    ),
    line(
        &[(ServiceEnded, "p1")],
        Stage::Started,
        "endService",
        |now| json!({ "endedAt": now["now"], "reason": "MOVED_COUNTY", "movedTo": "the senior center" }),
        BY_HAND,
    ),
    line(
        &[(Closed, "p1")],
        Stage::Assigned,
        "closeReferral",
        |_| json!({ "reason": "UNABLE_TO_REACH" }),
        BY_HAND,
    ),
    line(
        &[(Withdrawn, "p1"), (Closed, "p1")],
        Stage::Assigned,
        "withdrawReferral",
        |_| json!({ "note": "sent twice" }),
        &["r1", "a"],
    ),
    line(
        &[(Reopened, "")],
        Stage::Closed,
        "reopenReferral",
        because,
        &["a"],
    ),
    line(
        &[(Waitlisted, "")],
        Stage::NoRoom,
        "joinWaitlist",
        nothing,
        &["a"],
    ),
    line(
        &[(LeftWaitlist, "")],
        Stage::Waits,
        "leaveWaitlist",
        because,
        &["a"],
    ),
    line(
        &[(OfferPassed, "")],
        Stage::Offered,
        "passOffer",
        because,
        &["a"],
    ),
];

/// Everybody who might hear, each with the place up to which they have read.
struct Readers {
    readers: Vec<(Option<Party>, &'static str, Caller, Value)>,
}

impl Readers {
    fn of(app: &TestApp) -> Self {
        let lead = app.colleague("p3", Role::LeadCareManager);
        let all = [
            (Some(Party::Plan), "a", app.plan()),
            (
                Some(Party::NetworkTeam),
                "a",
                app.colleague("a", Role::PlanNetwork),
            ),
            (Some(Party::Referrer), "r1", app.referrer()),
            (Some(Party::Provider), "p1", app.provider("p1")),
            (Some(Party::Provider), "p2", app.provider("p2")),
            (Some(Party::LeadCareManager), "p3", lead),
            // Nobody of these is a party.
            (None, "p3", app.provider("p3")),
            (None, "b", app.plan_named("b")),
            (None, "r2", app.referrer_named("r2")),
        ];
        let readers = all.map(|(party, key, caller)| (party, key, caller, Value::Null));
        Self {
            readers: readers.into(),
        }
    }

    /// What each has heard since.
    async fn heard(&mut self) -> Vec<(Option<Party>, &'static str, Vec<String>)> {
        let mut heard = Vec::new();
        for (party, key, caller, after) in &mut self.readers {
            let mut kinds = read_on(caller, after).await;
            if *party != Some(Party::NetworkTeam) {
                kinds.retain(|kind| kind != "DECLINE_REPORTED");
            }
            heard.push((*party, *key, kinds));
        }
        heard
    }

    /// Every party heard what the table says of these events, and nobody else anything.
    async fn heard_of(&mut self, happens: &[(EventKind, &str)], by: &str, is_restricted: bool) {
        self.heard_where(happens, by, is_restricted, false).await;
    }

    /// The same, where p1 may be the one that whoever referred named.
    async fn heard_where(
        &mut self,
        happens: &[(EventKind, &str)],
        by: &str,
        is_restricted: bool,
        is_named: bool,
    ) {
        for (party, key, kinds) in self.heard().await {
            let party = party.map(|party| {
                if is_named && key == "p1" {
                    Party::NamedProvider
                } else {
                    party
                }
            });
            let mut expected = Vec::new();
            for (event, provider) in happens {
                let Some(party) = party else {
                    continue;
                };
                let is_party = party != Party::Provider || *provider == key;
                // Where somebody is named, the plan does not know the member yet.
                let is_shut_out = (is_restricted || is_named) && party == Party::LeadCareManager;
                match hears(*event, party) {
                    Hears::Notice(kind) if is_party && key != by && !is_shut_out => {
                        expected.push(kind.code());
                    }
                    // Whoever of the plan entered it.
                    Hears::ByGround { other, .. } => expected.push(other.code()),
                    Hears::Notice(_) | Hears::Task(_) | Hears::Nothing(_) => {}
                }
            }
            assert_eq!(kinds, expected, "{party:?} of {key} on {happens:?} by {by}");
        }
    }
}

fn caller(app: &TestApp, key: &str) -> Caller {
    app.first_of(key)
}

/// A referral that names p1.
async fn named(app: &TestApp) -> String {
    let changes = json!({ "service": SERVICE, "route": "PROVIDER_DIRECT" });
    set_policy(app, &changes).await;
    let mut input = referral_of(patient(MEMBER), SERVICE);
    input["namedProviderId"] = json!(global_id("p1"));
    let reply = app.referrer().try_refer(input).await;
    let referral = &reply.done()["referral"];
    referral["id"].as_str().unwrap().to_owned()
}

/// A referral at that stage.
async fn at(app: &TestApp, stage: Stage) -> String {
    let (plan, provider) = (app.plan(), app.provider("p1"));
    let now = now(app);
    match stage {
        Stage::Nothing => return String::new(),
        Stage::Named => return named(app).await,
        Stage::Received => return app.referrer().refer(MEMBER, SERVICE).await,
        Stage::Ready
        | Stage::NoRoom
        | Stage::Waits
        | Stage::Offered
        | Stage::Assigned
        | Stage::Accepted
        | Stage::Tried
        | Stage::Started
        | Stage::Closed => {}
    }
    let referral = ready(app, MEMBER, SERVICE).await;
    if matches!(stage, Stage::NoRoom | Stage::Waits | Stage::Offered) {
        for pool in ["p1-desk", "p2"] {
            set_places(app, pool, 0).await;
        }
        if stage != Stage::NoRoom {
            plan.act_on("joinWaitlist", &referral).await.done();
        }
        if stage == Stage::Offered {
            set_places(app, "p1-desk", 100).await;
            let document = "query($id: ID!) { referral(id: $id) { waiting { offeredAt } } }";
            eventually(async || {
                let reply = plan.query(document, json!({ "id": referral })).await;
                (!reply.field()["waiting"]["offeredAt"].is_null()).then_some(())
            })
            .await;
        }
    }
    if stage >= Stage::Assigned {
        plan.assign(&referral, "p1").await.done();
    }
    if matches!(stage, Stage::Accepted | Stage::Started) {
        provider.accept(&referral).await.done();
    }
    if stage == Stage::Tried {
        provider.reach_out(&referral, &now).await.done();
    }
    if stage == Stage::Started {
        let input = json!({ "referralId": referral, "startedAt": now });
        provider.act("startService", input).await.done();
    }
    if stage == Stage::Closed {
        let input = json!({ "referralId": referral, "reason": "UNABLE_TO_REACH" });
        plan.act("closeReferral", input).await.done();
    }
    referral
}

async fn make_room(app: &TestApp) {
    for pool in ["p1-desk", "p2"] {
        set_places(app, pool, 100).await;
    }
}

fn now(app: &TestApp) -> String {
    app.now().to_rfc3339_opts(SecondsFormat::Secs, true)
}

async fn attempt(plan: &Caller, referral: &str) -> Value {
    let document = "query($id: ID!) { referral(id: $id) { assignments { attempts { id } } } }";
    let reply = plan.query(document, json!({ "id": referral })).await;
    reply.field()["assignments"][0]["attempts"][0]["id"].clone()
}

/// Nothing of it is left over for the next line.
async fn clear_up(app: &TestApp, referral: &str) {
    let plan = app.plan();
    let end = json!({
        "referralId": referral, "endedAt": now(app), "reason": "MOVED_COUNTY", "movedTo": "nothing",
    });
    for (act, input) in [
        ("endService", end),
        (
            "closeReferral",
            json!({ "referralId": referral, "reason": "UNABLE_TO_REACH" }),
        ),
    ] {
        plan.act(act, input).await;
    }
    make_room(app).await;
}

both_engines!(
    each_party_hears_what_the_table_says,
    async |app: TestApp| {
        set_lead(&app.plan(), MEMBER, "p3").await;
        let mut readers = Readers::of(&app);
        let mut driven: HashMap<EventKind, Vec<&str>> = HashMap::new();
        for line in LINES {
            for by in line.by {
                make_room(&app).await;
                let referral = at(&app, line.from).await;
                readers.heard().await;
                let acting = caller(&app, by);
                if line.from == Stage::Nothing {
                    let referral = acting.refer(MEMBER, SERVICE).await;
                    // A plan that referred is its own referrer.
                    readers.heard_of(line.happens, by, false).await;
                    clear_up(&app, &referral).await;
                } else {
                    let given = json!({
                        "now": now(&app), "attempt": attempt(&app.plan(), &referral).await,
                    });
                    let mut input = (line.input)(&given);
                    input["referralId"] = json!(referral);
                    acting.act(line.act, input).await.done();
                    let is_named = line.from == Stage::Named;
                    readers.heard_where(line.happens, by, false, is_named).await;
                    clear_up(&app, &referral).await;
                }
                for (event, _) in line.happens {
                    driven.entry(*event).or_default().push(by);
                }
            }
        }
        drive_the_reviewer(&app, &mut readers, &mut driven).await;
        drive_the_reassessment(&app, &mut readers, &mut driven).await;
        drive_the_server(&app, &mut readers, &mut driven).await;
        let missing: Vec<_> = EventKind::ALL
            .iter()
            .filter(|event| !driven.contains_key(event))
            .collect();
        assert_eq!(missing, [] as [&EventKind; 0], "events that nobody drove");
    }
);

/// What is asked of the plan's reviewer, and decided.
async fn drive_the_reviewer(
    app: &TestApp,
    readers: &mut Readers,
    driven: &mut HashMap<EventKind, Vec<&str>>,
) {
    let reviewer = reviewer(app).await;
    for (by, decisions) in [
        (
            "p1",
            [("APPROVE", Authorized), ("VOID", AuthorizationChanged)].as_slice(),
        ),
        ("a", &[("DENY", NotAuthorized)]),
    ] {
        let referral = at(app, Stage::Assigned).await;
        readers.heard().await;
        let wish = json!({ "referralId": referral, "kind": "CONCURRENT" });
        let asked = caller(app, by)
            .on_authorization("requestAuthorization", wish)
            .await;
        let id = asked.done()["authorization"]["id"]
            .as_str()
            .unwrap()
            .to_owned();
        let happened = [(AuthorizationRequested, "p1")];
        readers.heard_of(&happened, by, false).await;
        driven.entry(AuthorizationRequested).or_default().push(by);
        for (decision, event) in decisions {
            reviewer.decide(&id, decision).await.done();
            readers.heard_of(&[(*event, "p1")], "a", false).await;
            driven.entry(*event).or_default().push("a");
        }
        clear_up(app, &referral).await;
    }
}

/// A member whose service runs is reassessed, by the provider and by the plan on its behalf.
async fn drive_the_reassessment(
    app: &TestApp,
    readers: &mut Readers,
    driven: &mut HashMap<EventKind, Vec<&str>>,
) {
    for by in BY_HAND {
        let referral = at(app, Stage::Started).await;
        planned(app, &referral).await;
        let (assignment, _) = app.plan().reassessments_of(&referral).await;
        readers.heard().await;
        let today = day_of(app.now()).to_string();
        let input = json!({
            "assignmentId": assignment, "doneOn": today, "outcome": "CONTINUES",
        });
        caller(app, by).reassess(input).await.done();
        readers.heard_of(&[(Reassessed, "p1")], by, false).await;
        driven.entry(Reassessed).or_default().push(by);
        clear_up(app, &referral).await;
    }
}

/// What the server does of its own accord, and what depends on the plan's policy.
async fn drive_the_server(
    app: &TestApp,
    readers: &mut Readers,
    driven: &mut HashMap<EventKind, Vec<&str>>,
) {
    let plan = app.plan();
    // A place is offered.
    let referral = at(app, Stage::Waits).await;
    readers.heard().await;
    set_places(app, "p1-desk", 100).await;
    let document = "query($id: ID!) { referral(id: $id) { status waiting { offeredAt } } }";
    let look = async || plan.query(document, json!({ "id": referral })).await;
    eventually(async || {
        let seen = look().await;
        (!seen.field()["waiting"]["offeredAt"].is_null()).then_some(())
    })
    .await;
    readers
        .heard_of(&[(PlaceOffered, "")], "server", false)
        .await;
    clear_up(app, &referral).await;

    // The loop stays open at the start, and a place is assigned as it comes free.
    let changes = json!({
        "service": SERVICE, "closesAtStart": false, "waitlistMode": "ASSIGN",
    });
    set_policy(app, &changes).await;
    let referral = at(app, Stage::Accepted).await;
    readers.heard().await;
    let input = json!({ "referralId": referral, "startedAt": now(app) });
    app.provider("p1").act("startService", input).await.done();
    readers
        .heard_of(&[(ServiceStarted, "p1")], "p1", false)
        .await;
    clear_up(app, &referral).await;

    let referral = at(app, Stage::Waits).await;
    readers.heard().await;
    set_places(app, "p1-desk", 100).await;
    let look = async || plan.query(document, json!({ "id": referral })).await;
    eventually(async || (look().await.field()["status"] == "ASSIGNED").then_some(())).await;
    readers.heard_of(&[(Assigned, "p1")], "server", false).await;
    clear_up(app, &referral).await;
    // A place is held until now.
    let referral = at(app, Stage::Accepted).await;
    let until = (app.now() + TimeDelta::hours(1)).to_rfc3339_opts(SecondsFormat::Micros, true);
    let hold = json!({ "referralId": referral, "until": until });
    plan.act("holdPlace", hold).await.done();
    readers.heard().await;
    app.advance(TimeDelta::hours(1));
    let look = async || plan.query(document, json!({ "id": referral })).await;
    eventually(async || (look().await.field()["status"] == "READY").then_some(())).await;
    readers
        .heard_of(&[(HoldLapsed, "p1")], "server", false)
        .await;
    clear_up(app, &referral).await;

    for event in [
        PlaceOffered,
        ServiceStarted,
        Assigned,
        HoldLapsed,
        Escalated,
        PassedOn,
    ] {
        // What a step of an escalation tells is the policy's, and what goes on with another plan is
        // of two; tests/it/duty and tests/it/life have them.
        driven.entry(event).or_default().push("server");
    }
}

both_engines!(
    of_a_restricted_referral_who_leads_the_care_hears_nothing,
    async |app: TestApp| {
        set_lead(&app.plan(), MEMBER, "p3").await;
        let officer = app.colleague("a", Role::PlanPrivacy);
        let referral = ready(&app, MEMBER, SERVICE).await;
        officer.restrict(&referral).await.done();
        let mut readers = Readers::of(&app);
        readers.heard().await;
        officer.assign(&referral, "p1").await.done();
        readers.heard_of(&[(Assigned, "p1")], "a", true).await;
        let input = json!({
            "referralId": referral, "reason": "CANNOT_MEET_NEED", "note": "no safe way",
        });
        app.provider("p1")
            .act("declineReferral", input)
            .await
            .done();
        let heard = readers.heard().await;
        for (party, key, kinds) in heard {
            let is_told = matches!(party, Some(Party::Plan | Party::Referrer));
            let expected = if is_told {
                &["REFERRAL_DECLINED"][..]
            } else {
                &[]
            };
            assert_eq!(kinds, expected, "{party:?} of {key}");
        }
    }
);
