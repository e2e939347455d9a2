//! All kinds of cases at once: open and restricted, running and over, of two plans, with everybody
//! in every part.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use entity::notice;
use handoff::identity::Role;
use serde_json::{Value, json};

use super::super::case::{Case, MEMBER, OTHER_MEMBER, SERVICE, Stage};
use crate::support::acts::{assigned, ready, referral_of};
use crate::support::authorized::reviewer;
use crate::support::network::{COUNTY, global_id, global_member_id, organization_id, patient};
use crate::support::people::sign_in;
use crate::support::reassessed::planned;
use crate::support::{Caller, TestApp, eventually};

/// What the passes need to know of it.
pub(super) struct World {
    /// A referral to plan b.
    elsewhere: String,
}

impl World {
    /// Whether somebody sees a referral to plan b.
    pub(super) async fn is_visible(&self, to: &Caller) -> bool {
        let document = "query($id: ID!) { node(id: $id) { id } }";
        let reply = to.query(document, json!({ "id": self.elsewhere })).await;
        reply.field().is_object()
    }
}

async fn run(caller: &Caller, mutation: &str, input: Value) {
    let (first, rest) = mutation.split_at(1);
    let of = format!("{}{rest}Input", first.to_uppercase());
    let document = format!(
        "mutation($input: {of}!) {{ {mutation}(input: $input) {{ userErrors {{ code }} }} }}"
    );
    let reply = caller.query(&document, json!({ "input": input })).await;
    reply.done();
}

pub(super) async fn build(app: &TestApp) -> World {
    for pool in ["p1-kitchen", "p1-desk", "p2"] {
        app.set_capacity(pool, 100).await;
    }
    sign_in(app, "a").await;
    know_the_members(app).await;
    open_cases(app).await;
    restricted_cases(app).await;
    let elsewhere = cases_of_another_plan(app).await;
    restrict_a_member(app).await;
    take_in(app).await;
    deliver_all(app).await;
    World { elsewhere }
}

async fn know_the_members(app: &TestApp) {
    let rules = json!({
        "memberId": global_member_id(MEMBER),
        "channel": "TEXT", "from": "09:00", "until": "11:30", "noVoicemail": true,
        "goBetweenName": "her sister", "goBetweenPhone": "530 555 0177", "note": "never at noon",
    });
    run(&app.plan(), "setSafeContact", rules).await;
    let settled = json!({
        "cin": "93000001A", "firstName": "Umberto", "lastName": "Fennimore",
        "birthOn": "1970-05-05", "county": COUNTY, "street": "2 Orchard Way", "city": "Chico",
    });
    run(&app.plan(), "registerMember", settled).await;
    know_a_life(app).await;
    know_who_is_who(app).await;
}

/// What is known of the member over time.
async fn know_a_life(app: &TestApp) {
    let about = |mutation: &'static str, mut input: Value| async move {
        input["memberId"] = json!(global_member_id(MEMBER));
        run(&app.plan(), mutation, input).await;
    };
    let home = json!({ "fromOn": "2026-01-01", "street": "9 Elm Row", "county": COUNTY });
    about("setAddress", home).await;
    let found = json!({
        "fromOn": "2026-10-01", "whereabouts": patient(MEMBER).whereabouts, "county": COUNTY,
    });
    about("setAddress", found).await;
    let phones = json!([{ "number": patient(MEMBER).phone, "kind": "MOBILE" }]);
    about("setPhones", json!({ "phones": phones })).await;
    let first = json!({
        "kind": "ENROLLED", "fromOn": "2026-01-01", "untilOn": "2026-06-30", "endReason": "OTHER",
    });
    about("recordEnrolment", first).await;
    let again = json!({ "kind": "REINSTATED", "fromOn": "2026-07-01" });
    about("recordEnrolment", again).await;
    let contact = json!({
        "role": "GUARDIAN", "name": "Rosalind Pike", "mayBeTold": true, "mayDecide": true,
        "fromOn": "2026-11-01",
    });
    about("setContact", contact).await;
    let populations = json!({ "populations": ["SMI_OR_SUD"], "fromOn": "2026-11-01" });
    about("setPopulations", populations).await;
    let programs = json!({ "programs": ["HOSPICE"], "fromOn": "2026-11-01" });
    about("setPrograms", programs).await;
    let lead = json!({
        "providerId": global_id("p3"), "name": "Ada Bell", "fromOn": "2026-11-01",
    });
    about("setLeadCareManager", lead).await;
    let household = json!({
        "withMemberId": global_member_id("m3"), "role": "PARTNER", "fromOn": "2026-11-01",
    });
    about("joinHousehold", household).await;
    let release = json!({ "kind": "RELEASE", "happenedOn": "2026-11-01" });
    about("recordLifeEvent", release).await;
}

/// Records that are one person, and one that may be.
async fn know_who_is_who(app: &TestApp) {
    let document = "mutation($input: RegisterMemberInput!) {
      registerMember(input: $input) { member { id } userErrors { code } } }";
    let mut ids = Vec::new();
    for cin in ["93000002A", "93000003A", "93000004A", "93000005A"] {
        let twin = json!({
            "cin": cin, "firstName": "Casimir", "lastName": "Applegarth",
            "birthOn": "1971-06-06", "county": COUNTY,
        });
        let reply = app.plan().query(document, json!({ "input": twin })).await;
        ids.push(reply.done()["member"]["id"].clone());
        app.advance(TimeDelta::seconds(1));
    }
    let merge = json!({ "keepId": ids[0], "mergeId": ids[1], "reason": "the same card" });
    run(&app.plan(), "mergeMembers", merge).await;
    let twins = json!({ "memberId": ids[0], "otherId": ids[3], "reason": "twins" });
    run(&app.plan(), "keepMembersApart", twins).await;
}

async fn open_cases(app: &TestApp) {
    let (plan, provider) = (app.plan(), app.provider("p1"));
    Case::at(Stage::Received, app).await;
    Case::at(Stage::Waiting, app).await;
    let case = Case::at(Stage::InHands, app).await;
    app.advance(TimeDelta::minutes(10));
    case.reach_out(app).await;
    authorize(app, &case).await;
    let over = Case::at(Stage::InService, app).await;
    let input = json!({ "referralId": over.referral, "endedAt": over.now, "reason": "GOALS_MET" });
    provider.act("endService", input).await.done();
    let closed = ready(app, "m3", "MEALS").await;
    let input = json!({ "referralId": closed, "reason": "OTHER", "note": "moved away" });
    plan.act("closeReferral", input).await.done();
    // What follows from it comes with the whole form.
    let mut input = referral_of(patient("m3"), "MEALS");
    input["followsFromId"] = json!(closed);
    input["chosenProviderId"] = json!(global_id("p1"));
    input["socialNeeds"] = json!(["Z59.02"]);
    input["person"]["goBetween"] = json!({ "name": "Robin Fennel" });
    app.referrer().try_refer(input).await.done();
    // Whoever has no account is told by hand, by fax.
    let mut input = referral_of(patient("m3"), "MEALS");
    input["source"] = json!({ "kind": "HOSPITAL" });
    input["contact"]["reach"] = json!("530 555 0142");
    input["contact"]["fax"] = json!({ "number": "530 555 0188", "agreedOn": "2026-11-01" });
    let reply = plan.try_refer(input).await;
    let told = &reply.done()["referral"]["id"];
    let input = json!({ "referralId": told, "reason": "OTHER", "note": "found elsewhere" });
    plan.act("closeReferral", input).await.done();
    // Providers and plans refer as well, also those whom they serve.
    for (referrer, member) in [
        (provider.clone(), MEMBER),
        (provider, "m3"),
        (app.referrer_named("r2"), "m3"),
        (plan, MEMBER),
    ] {
        let mut input = referral_of(patient(member), "MEALS");
        input["person"]["cin"] = json!(patient(member).cin);
        referrer.try_refer(input).await.done();
    }
}

/// What the plan was asked for is completed and decided; more is asked for.
async fn authorize(app: &TestApp, case: &Case) {
    let (provider, reviewer) = (app.provider("p1"), reviewer(app).await);
    let id = json!(case.authorization);
    let called = json!({ "authorizationId": id, "number": 1, "ruling": "UPHOLD",
        "answer": "We called back." });
    run(&reviewer, "decideAppeal", called).await;
    let ask = json!({ "authorizationId": id, "question": "Since when?" });
    run(&reviewer, "requestMoreInformation", ask).await;
    let more = json!({ "authorizationId": id, "answer": "Since spring",
        "attachments": [{ "title": "Letter", "reference": "DMS 7" }] });
    run(&provider, "completeAuthorization", more).await;
    let longer = json!({ "authorizationId": id, "reason": "the county answers next week" });
    run(&reviewer, "extendAuthorization", longer).await;
    let less = json!({ "authorizationId": id, "decision": "MODIFY", "units": 4,
        "reason": "OTHER", "note": "four will do" });
    run(&reviewer, "decideAuthorization", less).await;
    let again = json!({ "referralId": case.referral, "kind": "PRIOR", "renewsId": id,
        "procedureCode": "H2016 U6", "diagnoses": ["Z59.00"], "comment": "goes on" });
    run(&provider, "requestAuthorization", again).await;
    let asthma = json!({ "memberId": case.member, "service": "ASTHMA_REMEDIATION",
        "kind": "PRIOR", "procedureCode": "S5165 U5", "amount": "900.00" });
    run(&app.plan(), "requestAuthorization", asthma).await;
    // Two deposits, the second beyond the limit.
    for exception in [
        Value::Null,
        json!({ "ground": "TERMS", "reason": "left a violent home",
        "evidence": "letter of the shelter, DMS 8" }),
    ] {
        let deposit = json!({ "memberId": case.member, "service": "HOUSING_DEPOSITS",
            "kind": "PRIOR", "procedureCode": "H0044 U2", "amount": "1000.00" });
        let asked = app
            .plan()
            .on_authorization("requestAuthorization", deposit)
            .await;
        let id = &asked.done()["authorization"]["id"];
        let yes = json!({ "authorizationId": id, "decision": "APPROVE", "exception": exception });
        run(&reviewer, "decideAuthorization", yes).await;
        let less = json!({ "authorizationId": id, "decision": "REDUCE", "amount": "800.00",
            "reason": "OTHER", "note": "the landlord asks for less" });
        run(&reviewer, "decideAuthorization", less).await;
    }
}

async fn restricted_cases(app: &TestApp) {
    let officer = app.colleague("a", Role::PlanPrivacy);
    Case::at(Stage::Restricted, app).await;
    let assigned = Case::at(Stage::Restricted, app).await;
    officer.assign(&assigned.referral, "p1").await.done();
    let case = Case::at(Stage::Restricted, app).await;
    officer.assign(&case.referral, "p2").await.done();
    let input = json!({ "referralId": case.referral, "reason": "OTHER", "note": "safe now" });
    officer.act("closeReferral", input).await.done();
    Case::at(Stage::Part2, app).await;
    Case::at(Stage::Revoked, app).await;
}

async fn cases_of_another_plan(app: &TestApp) -> String {
    let ecm = assigned(app, "n1", "ECM", "p3").await;
    planned(app, &ecm).await;
    assigned(app, "n1", "MEALS", "p1").await;
    let mut input = referral_of(patient("n1"), "MEALS");
    input["planId"] = json!(global_id("b"));
    app.plan().try_refer(input.clone()).await.done();
    input["restriction"] = json!("DOMESTIC_VIOLENCE");
    app.referrer_named("r2").try_refer(input).await.done();
    ecm
}

/// Somebody who is known at the sobering center, somebody who is restricted, and one mistake.
async fn take_in(app: &TestApp) {
    let (center, came) = (app.provider("p3"), app.now() - TimeDelta::hours(3));
    for key in [MEMBER, OTHER_MEMBER] {
        let one = patient(key);
        let input = json!({
            "planId": global_id("a"), "arrivedAt": came, "broughtBy": "POLICE",
            "leftAt": app.now(), "comment": "slept well",
            "person": { "firstName": one.first_name, "lastName": one.last_name,
                        "birthOn": one.birth_on, "cin": one.cin },
        });
        run(&center, "recordVisit", input).await;
    }
    let document = "mutation($input: RecordVisitInput!) {
      recordVisit(input: $input) { visit { id } userErrors { code } } }";
    let input = json!({ "arrivedAt": came, "broughtBy": "SELF" });
    let reply = center.query(document, json!({ "input": input })).await;
    let void = json!({ "visitId": reply.done()["visit"]["id"], "reason": "entered twice" });
    run(&center, "voidVisit", void).await;
}

/// A member who is restricted, and was opened once.
async fn restrict_a_member(app: &TestApp) {
    let officer = app.colleague("a", Role::PlanPrivacy);
    assigned(app, OTHER_MEMBER, "MEALS", "p1").await;
    ready(app, OTHER_MEMBER, SERVICE).await;
    let member = json!({ "memberId": global_member_id(OTHER_MEMBER) });
    run(&officer, "restrictMember", member).await;
    open(app).await;
    app.advance(TimeDelta::minutes(61));
}

async fn open(app: &TestApp) {
    let cin = patient(OTHER_MEMBER).cin;
    let wish = json!({ "cin": cin, "reason": "in labour on the other line" });
    run(&app.plan(), "breakGlass", wish).await;
}

/// Every notice goes out now, so that no answer changes later because of it.
async fn deliver_all(app: &TestApp) {
    let mut readers = BTreeSet::new();
    let document = "subscription { notices { notice { number } } }";
    for key in ["a", "b", "p1", "p2", "p3", "r1", "r2"] {
        let mut callers = vec![app.first_of(key)];
        if matches!(key, "a" | "b") {
            // That the glass was broken is for them alone.
            callers.push(app.colleague(key, Role::PlanPrivacy));
        }
        if key == "p3" {
            // What it is told because it leads a member's care is for them alone.
            callers.push(app.colleague(key, Role::LeadCareManager));
        }
        for caller in callers {
            let mut stream = caller.subscribe(document, json!({})).await;
            while !stream.next().await["notice"].is_null() {}
        }
        readers.insert(organization_id(key));
    }
    eventually(async || {
        let rows = app.rows::<notice::Entity>().await;
        let mut rows = rows
            .iter()
            .filter(|row| readers.contains(&row.organization_id));
        rows.all(|row| row.delivered_at.is_some()).then_some(())
    })
    .await;
}

/// The coordinator opens the restricted member.
pub(super) async fn break_glass(app: &TestApp) {
    open(app).await;
}

/// The plan's policy, and until every operation goes by it.
pub(super) async fn set_policy(app: &TestApp, others_see: &str, names: bool) {
    let officer = app.colleague("a", Role::PlanPrivacy);
    let document = "mutation($input: SetPrivacyPolicyInput!) {
      setPrivacyPolicy(input: $input) { policy { othersSee } } }";
    let input = json!({
        "othersSee": others_see, "namesCoordinators": names, "namesReviewers": names,
    });
    officer
        .query(document, json!({ "input": input }))
        .await
        .data();
    // A poll that began before may put the old one back, once.
    tokio::time::sleep(std::time::Duration::from_millis(1_200)).await;
}
