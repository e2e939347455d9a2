//! ECM from an outreach list to graduation: what is authorized as it starts, and by when a member is
//! reassessed. Plan b, Elm Community Care (p3), Ignatius Vanterpool (n1).

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use entity::{authorization_policy, reviewer_competence};
use handoff::access::Person;
use handoff::error::StoreError;
use handoff::identity::Role;
use handoff::referrals::Referrals;
use sea_orm::IntoActiveModel;
use serde_json::{Value, json};

use crate::support::acts::referral_of;
use crate::support::authorized::{authorization_of, authorizations_of, authorizes};
use crate::support::network::{organization_id, patient};
use crate::support::{Caller, Engine, TestApp, both_engines, eventually};

const DUE: &str = "REASSESSMENT_DUE";
const OVERDUE: &str = "REASSESSMENT_OVERDUE";

/// How plan b authorizes ECM: nothing is asked before, twelve units for a year are granted as it
/// starts, the member is reassessed every twelve months, and who came from elsewhere after six.
fn ecm(policy: &mut authorization_policy::Model) {
    policy.plan_id = organization_id("b");
    policy.service = "ECM".into();
    policy.is_required = false;
    policy.is_granted_at_start = true;
    policy.usual_units = Some(12);
    policy.usual_days = 365;
    policy.reassess_months = Some(12);
    policy.transitioned_reassess_months = Some(6);
}

/// Plan b enters the member from its outreach list, and gives them to p3; the id of the referral.
async fn from_the_outreach_list(app: &TestApp, transitioned_from: Option<&str>) -> String {
    let plan = app.plan_named("b");
    let mut input = referral_of(patient("n1"), "ECM");
    input["source"] = json!({ "kind": "OUTREACH_LIST" });
    input["transitionedFrom"] = json!(transitioned_from);
    let reply = plan.try_refer(input).await;
    let referral = reply.done()["referral"]["id"].as_str().unwrap().to_owned();
    plan.confirm(&referral, "n1").await.done();
    plan.assign(&referral, "p3").await.done();
    referral
}

fn text(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Micros, true)
}

/// p3 reaches the member, and the service starts now.
async fn started(app: &TestApp, transitioned_from: Option<&str>) -> String {
    let referral = from_the_outreach_list(app, transitioned_from).await;
    let provider = app.provider("p3");
    let now = text(app.now());
    provider.reach_out(&referral, &now).await.done();
    let input = json!({ "referralId": referral, "startedAt": now });
    provider.act("startService", input).await.done();
    referral
}

/// Moves the clock to that instant.
fn go_to(app: &TestApp, instant: &str) {
    let instant: DateTime<Utc> = instant.parse().unwrap();
    app.advance(instant - app.now());
}

/// How often a mailbox was told of it.
async fn told(caller: &Caller, kind: &str) -> usize {
    let all = "{ notices(first: 100) { items { notice { kind } } } }";
    let reply = caller.query(all, json!({})).await;
    let items = reply.field()["items"].as_array().unwrap();
    items
        .iter()
        .filter(|item| item["notice"]["kind"] == kind)
        .count()
}

/// Looks whether something is to be told, several times.
async fn look(app: &TestApp) {
    let referrals = Referrals::new(app.db().clone());
    for _ in 0..3 {
        referrals
            .tell_of_reassessments(|| app.system_op())
            .await
            .unwrap();
    }
}

async fn open_list(caller: &Caller, filter: Value) -> Vec<Value> {
    let document = "query($filter: ReassessmentFilter) { reassessments(filter: $filter) {
      totalCount nodes { dueOn isOverdue outcome assignment { referral { id } } } } }";
    let reply = caller.query(document, json!({ "filter": filter })).await;
    let list = reply.field();
    let nodes = list["nodes"].as_array().unwrap().clone();
    assert_eq!(list["totalCount"], nodes.len());
    nodes
}

both_engines!(
    ecm_goes_from_an_outreach_list_to_graduation,
    async |app: TestApp| {
        authorizes(&app, ecm).await;
        let (plan, provider) = (app.plan_named("b"), app.provider("p3"));
        let referral = from_the_outreach_list(&app, None).await;
        let document = "query($id: ID!) { referral(id: $id) { status intake { source }
          assignment { outreach { dueAt } isUnpayable } authorizations { id } } }";
        let seen = plan.query(document, json!({ "id": referral })).await;
        let seen = seen.field();
        assert_eq!(seen["status"], "ASSIGNED");
        assert_eq!(seen["intake"]["source"], "OUTREACH_LIST");
        // The 24 hours are those of ILOS (S3).
        assert_eq!(seen["assignment"]["outreach"], Value::Null);
        assert_eq!(seen["authorizations"], json!([]));

        let now = text(app.now());
        provider.reach_out(&referral, &now).await.done();
        let start = json!({ "referralId": referral, "startedAt": now });
        provider.act("startService", start).await.done();

        // The plan's authorization is there at once, and the start has drawn on it.
        let issued = authorization_of(&provider, &referral).await;
        assert_eq!(issued["status"], "APPROVED");
        assert_eq!(issued["kind"], "PRIOR");
        assert_eq!(issued["requestedBy"]["name"], "Birch Plan");
        assert_eq!(
            issued["granted"],
            json!({ "units": 12, "amount": null, "fromOn": "2026-11-23", "untilOn": "2027-11-22" })
        );
        assert_eq!(issued["unitsLeft"], 11);
        assert_eq!(
            issued["history"],
            json!([{ "kind": "APPROVED", "reason": "SERVICE_STARTED" }])
        );
        let ledger = issued["ledger"].as_array().unwrap();
        let entries: Vec<_> = ledger.iter().map(|one| &one["kind"]).collect();
        assert_eq!(entries, ["GRANTED", "DRAWN"]);
        let seen_by_plan = authorization_of(&plan, &referral).await;
        assert_eq!(seen_by_plan["decision"]["reviewer"], Value::Null);
        for caller in [&plan, &provider] {
            assert_eq!(told(caller, "AUTHORIZED").await, 1);
        }

        let (assignment, planned) = provider.reassessments_of(&referral).await;
        assert_eq!(planned.len(), 1);
        assert_eq!(planned[0]["dueOn"], "2027-11-23");
        assert_eq!(planned[0]["state"], "OPEN");
        assert_eq!(open_list(&plan, Value::Null).await.len(), 1);
        assert_eq!(open_list(&provider, Value::Null).await.len(), 1);
        assert_eq!(open_list(&app.plan(), Value::Null).await, [] as [Value; 0]);

        // Fourteen days ahead, and the plan on the day after; once each.
        go_to(&app, "2027-11-09T07:59:59Z");
        look(&app).await;
        assert_eq!(told(&provider, DUE).await, 0);
        go_to(&app, "2027-11-09T08:00:00Z");
        look(&app).await;
        for caller in [&plan, &provider] {
            eventually(async || (told(caller, DUE).await == 1).then_some(())).await;
        }
        go_to(&app, "2027-11-24T07:59:59Z");
        look(&app).await;
        assert_eq!(told(&plan, OVERDUE).await, 0);
        let before_today = json!({ "dueBefore": "2027-11-23" });
        assert_eq!(
            open_list(&plan, before_today.clone()).await,
            [] as [Value; 0]
        );
        go_to(&app, "2027-11-24T08:00:00Z");
        // A SQLite file has one server.
        let neighbour = match app.engine() {
            Engine::Sqlite => app.clone(),
            Engine::Postgres => app.neighbour().await,
        };
        futures_util::join!(look(&app), look(&neighbour));
        eventually(async || (told(&plan, OVERDUE).await == 1).then_some(())).await;
        look(&neighbour).await;
        if app.engine() == Engine::Postgres {
            neighbour.stop().await;
        }
        assert_eq!(told(&plan, OVERDUE).await, 1);
        assert_eq!(told(&provider, OVERDUE).await, 0);
        assert_eq!(told(&provider, DUE).await, 1);
        let late = open_list(&plan, json!({ "dueBefore": "2027-11-24" })).await;
        assert_eq!(late[0]["isOverdue"], true);
        assert_eq!(late[0]["assignment"]["referral"]["id"], json!(referral));

        // It goes on.
        let record = |done_on: &str, outcome: &str| {
            json!({ "assignmentId": assignment, "doneOn": done_on, "outcome": outcome,
                "note": "looked at it together", "idempotencyKey": format!("{done_on} {outcome}") })
        };
        let goes_on = record("2027-11-24", "CONTINUES");
        let reply = provider.reassess(goes_on.clone()).await;
        let payload = reply.done();
        assert_eq!(payload["reassessment"]["state"], "DONE");
        assert_eq!(payload["reassessment"]["source"], "LIVE");
        assert_eq!(payload["reassessment"]["endReason"], Value::Null);
        assert_eq!(payload["next"]["dueOn"], "2028-11-24");
        // A retry is no repeat.
        provider.reassess(goes_on).await.done();
        assert_eq!(provider.reassessments_of(&referral).await.1.len(), 2);

        // The goals are met: that ends nothing by itself.
        go_to(&app, "2028-06-01T17:00:00Z");
        let reply = provider.reassess(record("2028-05-31", "GOALS_MET")).await;
        let payload = reply.done();
        assert_eq!(payload["reassessment"]["endReason"], "GOALS_MET");
        assert_eq!(payload["assignment"]["status"], "IN_SERVICE");
        assert_eq!(payload["next"]["dueOn"], "2029-05-31");
        let end = json!({ "referralId": referral, "endedAt": text(app.now()),
            "reason": payload["reassessment"]["endReason"] });
        provider.act("endService", end).await.done();
        let (_, all) = plan.reassessments_of(&referral).await;
        let states: Vec<_> = all.iter().map(|one| &one["state"]).collect();
        assert_eq!(states, ["DONE", "DONE", "CANCELLED"]);
        assert_eq!(open_list(&plan, Value::Null).await, [] as [Value; 0]);
        assert_eq!(open_list(&plan, json!({ "isOpen": false })).await.len(), 2);
        // What was called off is not told.
        go_to(&app, "2029-06-02T17:00:00Z");
        look(&app).await;
        assert_eq!(told(&plan, DUE).await, 1);
        provider
            .reassess(record("2029-06-01", "CONTINUES"))
            .await
            .fault("NOT_FOUND");
    }
);

both_engines!(
    who_came_from_a_programme_that_ended_is_reassessed_sooner,
    async |app: TestApp| {
        authorizes(&app, ecm).await;
        let (plan, provider) = (app.plan_named("b"), app.provider("p3"));
        let referral = started(&app, Some("WHOLE_PERSON_CARE")).await;
        let document = "query($id: ID!) { referral(id: $id) { intake { transitionedFrom } } }";
        let seen = provider.query(document, json!({ "id": referral })).await;
        assert_eq!(
            seen.field()["intake"]["transitionedFrom"],
            "WHOLE_PERSON_CARE"
        );
        let (assignment, planned) = plan.reassessments_of(&referral).await;
        assert_eq!(planned[0]["dueOn"], "2027-05-23");

        // Earlier is as good; the plan enters it for the provider. The next is after twelve months.
        app.advance(TimeDelta::days(60));
        let record = json!({ "assignmentId": assignment, "doneOn": "2027-01-20",
            "outcome": "LOWER_LEVEL" });
        let reply = plan.reassess(record).await;
        let payload = reply.done();
        assert_eq!(payload["reassessment"]["source"], "ON_BEHALF");
        assert_eq!(payload["reassessment"]["endReason"], "LOWER_LEVEL");
        assert_eq!(payload["next"]["dueOn"], "2028-01-20");
        // Nobody is reassessed twice in a day.
        let again = json!({ "assignmentId": assignment, "doneOn": "2027-01-20",
            "outcome": "CONTINUES" });
        plan.reassess(again).await.refused(&["TOO_EARLY"]);

        // It was written down wrong.
        let corrects = |number: i32| {
            json!({ "assignmentId": assignment, "doneOn": "2027-01-19", "outcome": "CONTINUES",
                "corrects": { "number": number, "reason": "that was another member" } })
        };
        provider
            .reassess(corrects(2))
            .await
            .refused(&["UNKNOWN_REASSESSMENT"]);
        let reply = provider.reassess(corrects(1)).await;
        let payload = reply.done();
        assert_eq!(payload["reassessment"]["number"], 3);
        assert_eq!(payload["reassessment"]["corrects"], 1);
        assert_eq!(payload["next"]["dueOn"], "2028-01-19");
        let (_, all) = provider.reassessments_of(&referral).await;
        let states: Vec<_> = all.iter().map(|one| &one["state"]).collect();
        assert_eq!(states, ["VOID", "CANCELLED", "DONE", "OPEN"]);
        assert_eq!(all[0]["endReason"], Value::Null);
        assert_eq!(all[0]["outcome"], "LOWER_LEVEL");
    }
);

both_engines!(
    a_start_that_is_corrected_is_drawn_and_planned_anew,
    async |app: TestApp| {
        authorizes(&app, ecm).await;
        let provider = app.provider("p3");
        let referral = from_the_outreach_list(&app, None).await;
        provider.accept(&referral).await.done();
        app.advance(TimeDelta::days(10));
        let at = |day: &str| format!("{day}T18:00:00Z");
        let start = json!({ "referralId": referral, "startedAt": at("2026-11-24") });
        provider.act("startService", start).await.done();
        let (assignment, planned) = provider.reassessments_of(&referral).await;
        assert_eq!(planned[0]["dueOn"], "2027-11-24");

        // Two days later: the authorization that was issued covers that day as well.
        let later = json!({ "referralId": referral, "startedAt": at("2026-11-26"),
            "reason": "the file said so" });
        provider.act("correctStart", later).await.done();
        let issued = authorization_of(&provider, &referral).await;
        assert_eq!(issued["unitsLeft"], 11);
        let (_, planned) = provider.reassessments_of(&referral).await;
        let states: Vec<_> = planned.iter().map(|one| &one["state"]).collect();
        assert_eq!(states, ["CANCELLED", "OPEN"]);
        assert_eq!(planned[1]["dueOn"], "2027-11-26");

        // A day before: what was issued for the wrong day gives way to what is issued now.
        let earlier = json!({ "referralId": referral, "startedAt": at("2026-11-23"),
            "reason": "a day before" });
        provider.act("correctStart", earlier).await.done();
        let issued = authorizations_of(&provider, &referral).await;
        let of = |status: &str| {
            let mut found = issued.iter().filter(|one| one["status"] == status);
            let one = found.next().unwrap();
            assert!(found.next().is_none(), "{issued:#?}");
            (one["granted"]["fromOn"].clone(), one["unitsLeft"].clone())
        };
        assert_eq!(of("APPROVED"), (json!("2026-11-23"), json!(11)));
        assert_eq!(of("VOID"), (json!("2026-11-24"), json!(12)));
        let later = json!({ "referralId": referral, "startedAt": at("2026-11-26"),
            "reason": "it was right" });
        provider.act("correctStart", later).await.done();

        let record = |done_on: &str, note: &str| {
            json!({ "assignmentId": assignment, "doneOn": done_on, "outcome": "CONTINUES",
                "note": note })
        };
        provider
            .reassess(record("2026-11-25", ""))
            .await
            .refused(&["TOO_EARLY"]);
        provider
            .reassess(record("2026-12-04", &"x".repeat(5_000)))
            .await
            .refused(&["IN_FUTURE", "TOO_LONG"]);

        // There was none: the unit is there again, what was issued stays, nothing is planned.
        let none = json!({ "referralId": referral, "reason": "wrong person" });
        provider.act("correctStart", none).await.done();
        let issued = authorizations_of(&provider, &referral).await;
        assert!(
            issued.iter().all(|one| one["unitsLeft"] == 12),
            "{issued:#?}"
        );
        let (_, planned) = provider.reassessments_of(&referral).await;
        assert!(planned.iter().all(|one| one["state"] == "CANCELLED"));
        provider
            .reassess(record("2026-11-27", ""))
            .await
            .refused(&["WRONG_STATE"]);
    }
);

both_engines!(
    what_no_policy_asks_for_is_neither_authorized_nor_reassessed,
    async |app: TestApp| {
        let provider = app.provider("p3");
        let referral = started(&app, Some("HEALTH_HOMES")).await;
        assert_eq!(
            authorizations_of(&provider, &referral).await,
            [] as [Value; 0]
        );
        let (assignment, planned) = provider.reassessments_of(&referral).await;
        assert_eq!(planned, [] as [Value; 0]);
        let record = json!({ "assignmentId": assignment, "doneOn": "2026-11-23",
            "outcome": "CONTINUES" });
        provider
            .reassess(record.clone())
            .await
            .refused(&["NOT_PLANNED"]);
        for stranger in [app.provider("p1"), app.plan(), app.referrer()] {
            stranger.reassess(record.clone()).await.fault("NOT_FOUND");
        }
        let lead = app.colleague("p3", Role::LeadCareManager);
        lead.reassess(record).await.refused(&["NOT_PLANNED"]);
    }
);

/// Plan b's reviewer, who may say no to everything.
async fn reviewer(app: &TestApp) -> Caller {
    let of = app.plan_named("b").person().clone();
    let row = &reviewer_competence::Model {
        account_id: of.account,
        service: String::new(),
        plan_id: of.organization,
        marked_at: app.now(),
        marked_by: of.account,
    };
    app.db()
        .write(&app.system_op(), |tx| async move {
            tx.insert(row.clone().into_active_model()).await?;
            Ok::<(), StoreError>(())
        })
        .await
        .unwrap();
    let roles = vec![Role::PlanReviewer];
    app.person(Person::new(of.account, of.organization, of.kind, roles))
}

both_engines!(
    refusing_an_ilos_touches_nothing_of_ecm_which_never_depends_on_one,
    async |app: TestApp| {
        authorizes(&app, ecm).await;
        authorizes(&app, |policy| {
            policy.plan_id = organization_id("b");
            policy.service = "HOUSING_NAVIGATION".into();
        })
        .await;
        let reviewer = reviewer(&app).await;
        let ilos = app.referrer().refer("n1", "HOUSING_NAVIGATION").await;
        app.plan_named("b").confirm(&ilos, "n1").await.done();
        let asked = authorization_of(&app.plan_named("b"), &ilos).await;
        assert_eq!(asked["status"], "PENDING");

        // While the ILOS waits, ECM is assigned, starts and is authorized.
        let ecm = started(&app, None).await;
        let plan = app.plan_named("b");
        let document = "query($id: ID!) { referral(id: $id) {
          status version closedLoopStatus assignment { id status isUnpayable
            authorization { id status version unitsLeft } reassessments { state dueOn } }
          timeline(first: 100) { totalCount } } }";
        let before = plan.query(document, json!({ "id": ecm })).await;
        let before = before.field().clone();
        assert_eq!(before["assignment"]["status"], "IN_SERVICE");
        assert_eq!(before["assignment"]["isUnpayable"], false);
        assert_eq!(before["assignment"]["authorization"]["unitsLeft"], 11);

        let id = asked["id"].as_str().unwrap();
        reviewer.decide(id, "DENY").await.done();
        let denied = authorization_of(&plan, &ilos).await;
        assert_eq!(denied["status"], "DENIED");
        let after = plan.query(document, json!({ "id": ecm })).await;
        assert_eq!(*after.field(), before);
    }
);
