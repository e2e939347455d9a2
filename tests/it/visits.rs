//! Sobering visits: taken in at night, perhaps unnamed; who may know what; and how plans pay.

use chrono::TimeDelta;
use entity::visit;
use handoff::identity::Role;
use serde_json::{Value, json};

use crate::support::authorized::{authorizes, reviewer};
use crate::support::network::{COUNTY, global_id, global_member_id, patient};
use crate::support::{Caller, Reply, TestApp, both_engines};

/// What is looked at after every act.
const VISIT: &str = "id number status version payment isUnpayable isOverLimit paymentInWords
    arrivedAt leftAt broughtBy county { fips } plan { id } provider { id } comment
    person { firstName lastName birthOn cin } member { id } recordedAt
    authorization { id status kind procedureCode unitsLeft member { id }
      wish { units fromOn untilOn } clock { dueAt } }
    voided { reason }";

impl Caller {
    /// Runs a mutation on a visit. Its input has the type named after it.
    async fn on_visit(&self, mutation: &str, input: Value) -> Reply {
        let (first, rest) = mutation.split_at(1);
        let input_type = format!("{}{rest}Input", first.to_uppercase());
        let document = format!(
            "mutation($input: {input_type}!) {{ {mutation}(input: $input) {{ \
               visit {{ {VISIT} }} userErrors {{ code path message }} }} }}"
        );
        self.query(&document, json!({ "input": input })).await
    }

    async fn visit(&self, id: &str) -> Value {
        let document = format!("query($id: ID!) {{ visit(id: $id) {{ {VISIT} }} }}");
        let reply = self.query(&document, json!({ "id": id })).await;
        reply.field().clone()
    }

    async fn visits(&self) -> Vec<Value> {
        let document = "{ visits { totalCount nodes { id } } }";
        let reply = self.query(document, json!({})).await;
        reply.field()["nodes"].as_array().unwrap().clone()
    }
}

fn hours_ago(app: &TestApp, hours: i64) -> String {
    (app.now() - TimeDelta::hours(hours)).to_rfc3339()
}

/// Somebody who was brought three hours ago.
fn arrival(app: &TestApp) -> Value {
    json!({ "arrivedAt": hours_ago(app, 3), "broughtBy": "POLICE" })
}

/// As m1 says who she is, or somebody whom nobody knows.
fn named(key: &str) -> Value {
    let one = patient(key);
    json!({ "firstName": one.first_name, "lastName": one.last_name, "birthOn": one.birth_on,
            "cin": one.cin })
}

async fn recorded(center: &Caller, input: Value) -> Value {
    center.on_visit("recordVisit", input).await.done()["visit"].clone()
}

fn id_of(visit: &Value) -> &str {
    visit["id"].as_str().unwrap()
}

both_engines!(
    somebody_unnamed_is_taken_in_at_night_and_identified_later,
    async |app: TestApp| {
        authorizes(&app, |policy| policy.usual_units = None).await;
        let (center, plan) = (app.provider("p3"), app.plan());
        let visit = recorded(&center, arrival(&app)).await;
        assert_eq!(visit["status"], "PRESENT");
        assert_eq!(visit["payment"], "PLAN_UNKNOWN");
        assert_eq!(visit["isUnpayable"], false);
        assert_eq!(visit["person"], Value::Null);
        assert_eq!(visit["county"]["fips"], COUNTY);
        assert_eq!(visit["number"].as_str().unwrap().len(), 11);
        let id = id_of(&visit);
        assert_eq!(plan.visit(id).await, Value::Null);
        assert_eq!(center.visits().await.len(), 1);

        app.advance(TimeDelta::hours(4));
        let known = json!({ "visitId": id, "planId": global_id("a"), "person": named("m1"),
                            "leftAt": hours_ago(&app, 1), "expectedVersion": 1 });
        let visit = center.on_visit("completeVisit", known.clone()).await;
        let visit = visit.done()["visit"].clone();
        assert_eq!(visit["status"], "LEFT");
        assert_eq!(visit["version"], 2);
        assert_eq!(visit["payment"], "BY_AUTHORIZATION");
        assert_eq!(visit["person"]["lastName"], patient("m1").last_name);
        // That the plan knows her is between the plan and its register.
        assert_eq!(visit["member"], Value::Null);
        assert_eq!(visit["authorization"], Value::Null);
        center
            .on_visit("completeVisit", known)
            .await
            .refused(&["STALE"]);

        let seen = plan.visit(id).await;
        assert_eq!(seen["member"]["id"], global_member_id("m1").as_str());
        let asked = &seen["authorization"];
        assert_eq!(asked["status"], "PENDING");
        assert_eq!(asked["kind"], "RETROSPECTIVE");
        assert_eq!(asked["procedureCode"], "H0014 U6");
        assert_eq!(asked["wish"]["units"], 1);
        let authorization = asked["id"].as_str().unwrap();
        let own = "query($id: ID!) { authorization(id: $id) { status } node(id: $id) { id } }";
        let hidden = center.query(own, json!({ "id": authorization })).await;
        assert_eq!(
            hidden.data(),
            &json!({ "authorization": null, "node": null })
        );
        let list = "{ authorizations(orderBy: NEWEST) { totalCount nodes { id } } }";
        let listed = center.query(list, json!({})).await;
        assert_eq!(listed.field()["totalCount"], 0);

        let reviewer = reviewer(&app).await;
        reviewer.decide(authorization, "APPROVE").await.done();
        let visit = center.visit(id).await;
        assert_eq!(visit["authorization"]["status"], "APPROVED");
        // The visit has used it.
        assert_eq!(visit["authorization"]["unitsLeft"], 0);
        assert_eq!(visit["version"], 2);
        // What was said once stays said.
        let other = json!({ "visitId": id, "person": { "firstName": "Other" } });
        center
            .on_visit("completeVisit", other)
            .await
            .refused(&["SAID_ALREADY"]);
    }
);

both_engines!(
    the_policy_of_the_plan_says_how_it_pays,
    async |app: TestApp| {
        let center = app.provider("p3");
        let night = |app: &TestApp, hours: i64| {
            let mut input = arrival(app);
            input["arrivedAt"] = json!(hours_ago(app, hours));
            input["leftAt"] = json!(hours_ago(app, hours - 1));
            input["planId"] = json!(global_id("a"));
            input["person"] = named("m1");
            input
        };
        // No policy: nothing is asked.
        let visit = recorded(&center, night(&app, 9)).await;
        assert_eq!(visit["payment"], "NOT_REQUIRED");
        assert_eq!(visit["isUnpayable"], false);
        assert_eq!(
            app.plan().visit(id_of(&visit)).await["authorization"],
            Value::Null
        );

        // Required, and nothing is authorized afterwards: a record, and not paid.
        authorizes(&app, |policy| {
            policy.service = "SOBERING_CENTER".to_owned();
            policy.retrospective_days = None;
        })
        .await;
        let visit = recorded(&center, night(&app, 6)).await;
        assert_eq!(visit["payment"], "NOT_AUTHORIZED");
        assert_eq!(visit["isUnpayable"], true);
        assert_eq!(
            app.plan().visit(id_of(&visit)).await["authorization"],
            Value::Null
        );

        // Afterwards, within two days.
        authorizes(&app, |policy| {
            policy.service = "SOBERING_CENTER".to_owned();
            policy.county_fips = COUNTY.to_owned();
            policy.retrospective_days = Some(2);
        })
        .await;
        let visit = recorded(&center, night(&app, 3)).await;
        assert_eq!(visit["payment"], "BY_AUTHORIZATION");
        let seen = app.plan().visit(id_of(&visit)).await;
        assert_eq!(seen["authorization"]["status"], "PENDING");
        let visit = recorded(&center, night(&app, 24 * 4)).await;
        assert_eq!(visit["payment"], "TOO_LATE");
        assert_eq!(visit["isUnpayable"], true);
    }
);

both_engines!(
    whom_the_plan_has_named_is_paid_at_once_and_the_decision_follows,
    async |app: TestApp| {
        authorizes(&app, |policy| policy.presumptive_days = Some(3)).await;
        let today = json!({ "providerId": global_id("p3"), "service": "SOBERING_CENTER",
            "fromOn": "2026-11-23" });
        crate::presumptive::name(&app, today).await.done();
        let (center, plan) = (app.provider("p3"), app.plan());
        let reviewer = crate::support::authorized::reviewer(&app).await;
        let mut input = arrival(&app);
        input["planId"] = json!(global_id("a"));
        let unnamed = recorded(&center, input.clone()).await;
        assert_eq!(unnamed["payment"], "PRESUMED");
        assert_eq!(unnamed["isUnpayable"], false);
        assert_eq!(
            plan.visit(id_of(&unnamed)).await["authorization"],
            Value::Null
        );

        input["person"] = named("m1");
        let visit = recorded(&center, input).await;
        let id = id_of(&visit);
        // At the door it reads the same, whomever the plan knows.
        assert_eq!(visit["payment"], "PRESUMED");
        assert_eq!(visit["authorization"], Value::Null);
        let asked = plan.visit(id).await["authorization"].clone();
        assert_eq!(asked["status"], "PENDING");
        let authorization = asked["id"].as_str().unwrap();
        let left = "query($id: ID!) { authorization(id: $id) {
          kind unitsLeft granted { untilOn } ledger { kind units } } }";
        let left = async || {
            let reply = plan.query(left, json!({ "id": authorization })).await;
            reply.field().clone()
        };
        let seen = left().await;
        assert_eq!(seen["kind"], "PRESUMPTIVE");
        assert_eq!(seen["unitsLeft"], 0);
        reviewer.decide(authorization, "APPROVE").await.done();
        assert_eq!(left().await["unitsLeft"], 0);
        let words = center.visit(id).await["paymentInWords"].clone();
        assert_eq!(words, "The plan has authorized it, and pays.");
        let heard = "{ notices(first: 10) { items { notice { kind } } } }";
        let heard = center.query(heard, json!({})).await;
        assert_eq!(heard.field()["items"], json!([]), "it reads it there");
        // It turns out to have been somebody else: the unit is there again.
        let void = json!({ "visitId": id, "reason": "the wrong chart" });
        center.on_visit("voidVisit", void).await.done();
        let seen = left().await;
        assert_eq!(seen["unitsLeft"], 1);
        assert_eq!(seen["ledger"][3]["kind"], "RETURNED");
    }
);

both_engines!(
    a_stay_of_a_day_is_recorded_and_not_paid,
    async |app: TestApp| {
        authorizes(&app, |_| {}).await;
        let (center, plan) = (app.provider("p3"), app.plan());
        let mut input = arrival(&app);
        input["arrivedAt"] = json!(hours_ago(&app, 30));
        input["leftAt"] = json!(hours_ago(&app, 6));
        let visit = recorded(&center, input.clone()).await;
        assert_eq!(visit["payment"], "OVER_LIMIT");
        assert_eq!(visit["isOverLimit"], true);
        assert_eq!(visit["isUnpayable"], true);

        // Said later: the plan is asked no more.
        input["leftAt"] = Value::Null;
        input["planId"] = json!(global_id("a"));
        input["person"] = named("m1");
        let visit = recorded(&center, input).await;
        let id = id_of(&visit);
        assert_eq!(plan.visit(id).await["authorization"]["status"], "PENDING");
        let left = json!({ "visitId": id, "leftAt": hours_ago(&app, 2) });
        let visit = center.on_visit("completeVisit", left).await;
        assert_eq!(visit.done()["visit"]["payment"], "OVER_LIMIT");
        assert_eq!(plan.visit(id).await["authorization"]["status"], "WITHDRAWN");
        assert_eq!(center.visit(id).await["authorization"], Value::Null);
    }
);

both_engines!(
    nobody_learns_at_the_door_whom_a_plan_knows,
    async |app: TestApp| {
        authorizes(&app, |_| {}).await;
        let (center, plan) = (app.provider("p3"), app.plan());
        let with = |person: Value| {
            let mut input = arrival(&app);
            input["planId"] = json!(global_id("a"));
            input["person"] = person;
            input
        };
        let mut stranger = named("m1");
        stranger["cin"] = json!("98765432A");
        let mut foreign = named("n1");
        foreign["lastName"] = json!(patient("m1").last_name);
        let mut answers = Vec::new();
        for person in [named("m1"), stranger, foreign] {
            let visit = recorded(&center, with(person)).await;
            let seen = plan.visit(id_of(&visit)).await;
            answers.push((visit, seen));
        }
        let known: Vec<bool> = answers
            .iter()
            .map(|(_, seen)| !seen["member"].is_null())
            .collect();
        assert_eq!(known, [true, false, false]);
        // The plan says who the stranger was; the provider's view stays as it was.
        let stranger = id_of(&answers[1].0).to_owned();
        let confirm = |member: &str| json!({ "visitId": stranger, "memberId": member });
        center
            .on_visit("confirmVisitMember", confirm(&global_member_id("m1")))
            .await
            .fault("FORBIDDEN");
        plan.on_visit("confirmVisitMember", confirm(&global_member_id("n1")))
            .await
            .refused(&["UNKNOWN_MEMBER"]);
        let confirmed = plan
            .on_visit("confirmVisitMember", confirm(&global_member_id("m2")))
            .await;
        let confirmed = &confirmed.done()["visit"];
        assert_eq!(confirmed["member"]["id"], global_member_id("m2").as_str());
        assert_eq!(confirmed["authorization"]["status"], "PENDING");
        let silent = &answers[0].1["authorization"]["clock"];
        assert_eq!(&confirmed["authorization"]["clock"], silent);
        plan.on_visit("confirmVisitMember", confirm(&global_member_id("m2")))
            .await
            .refused(&["WRONG_STATE"]);
        let mut views = Vec::new();
        for (before, _) in &answers {
            let mut view = center.visit(id_of(before)).await;
            assert_eq!(&view, before);
            for own in ["id", "number", "person"] {
                view[own] = Value::Null;
            }
            views.push(view);
        }
        assert!(
            views.windows(2).all(|pair| pair[0] == pair[1]),
            "{views:#?}"
        );
    }
);

both_engines!(all_that_is_wrong_is_said_at_once, async |app: TestApp| {
    let center = app.provider("p3");
    let wrong = json!({
        "planId": global_id("p1"),
        "arrivedAt": hours_ago(&app, -1),
        "broughtBy": "SELF",
    });
    center
        .on_visit("recordVisit", wrong)
        .await
        .fault("BAD_USER_INPUT");
    let wrong = json!({
        "arrivedAt": hours_ago(&app, 2),
        "leftAt": hours_ago(&app, 3),
        "broughtBy": "SELF",
        "county": "06002",
        "person": { "cin": "123", "birthOn": "1800-01-01", "lastName": "x".repeat(81) },
    });
    center.on_visit("recordVisit", wrong).await.refused(&[
        "INVALID_TIME",
        "UNKNOWN_COUNTY",
        "TOO_LONG",
        "INVALID_BIRTH_DATE",
        "INVALID_CIN",
    ]);
    let mut elsewhere = arrival(&app);
    elsewhere["county"] = json!("06001");
    center
        .on_visit("recordVisit", elsewhere)
        .await
        .refused(&["NOT_OFFERED"]);
    app.provider("p1")
        .on_visit("recordVisit", arrival(&app))
        .await
        .refused(&["NOT_OFFERED"]);
    for nobody in [app.plan(), app.referrer()] {
        nobody
            .on_visit("recordVisit", arrival(&app))
            .await
            .fault("FORBIDDEN");
    }
    let visit = recorded(&center, arrival(&app)).await;
    let nothing = json!({ "visitId": id_of(&visit), "person": { "lastName": " " } });
    center
        .on_visit("completeVisit", nothing)
        .await
        .refused(&["REQUIRED"]);
});

both_engines!(
    recorded_twice_under_one_key_it_is_one,
    async |app: TestApp| {
        let center = app.provider("p3");
        let mut input = arrival(&app);
        input["idempotencyKey"] = json!("night-7");
        let first = recorded(&center, input.clone()).await;
        let again = recorded(&center, input.clone()).await;
        assert_eq!(first, again);
        assert_eq!(app.rows::<visit::Entity>().await.len(), 1);
        input["broughtBy"] = json!("AMBULANCE");
        center
            .on_visit("recordVisit", input)
            .await
            .refused(&["IDEMPOTENCY_KEY_REUSED"]);
    }
);

both_engines!(
    of_the_same_person_a_visit_is_recorded_once,
    async |app: TestApp| {
        let center = app.provider("p3");
        let mut input = arrival(&app);
        input["person"] = named("m1");
        // Six at the same instant are one visit.
        let all = (0..6).map(|_| center.on_visit("recordVisit", input.clone()));
        let replies = futures_util::future::join_all(all).await;
        let done = replies
            .iter()
            .filter(|reply| !reply.field()["visit"].is_null())
            .count();
        assert_eq!(done, 1);
        assert_eq!(center.visits().await.len(), 1);
        let refused = center.on_visit("recordVisit", input.clone()).await;
        refused.refused(&["OVERLAPS"]);
        // Who is nobody may be anybody, until they have a name.
        let unnamed = recorded(&center, arrival(&app)).await;
        let is_her = json!({ "visitId": unnamed["id"], "person": named("m1") });
        center
            .on_visit("completeVisit", is_her)
            .await
            .refused(&["OVERLAPS"]);
        // She left, and came again.
        let first = center.visits().await;
        let first = first.iter().find(|one| one["id"] != unnamed["id"]).unwrap();
        let left = json!({ "visitId": first["id"], "leftAt": hours_ago(&app, 2) });
        let once = center.on_visit("completeVisit", left.clone()).await;
        let once = once.done()["visit"].clone();
        let again = center.on_visit("completeVisit", left).await;
        assert_eq!(again.done()["visit"], once, "nothing new is no change");
        input["arrivedAt"] = json!(hours_ago(&app, 1));
        recorded(&center, input).await;
        assert_eq!(center.visits().await.len(), 3);
    }
);

both_engines!(nobody_else_sees_a_visit, async |app: TestApp| {
    authorizes(&app, |_| {}).await;
    let (center, plan) = (app.provider("p3"), app.plan());
    let mut input = arrival(&app);
    input["planId"] = json!(global_id("a"));
    input["person"] = named("m1");
    let visit = recorded(&center, input).await;
    let id = id_of(&visit);
    let others = [
        app.provider("p1"),
        app.plan_named("b"),
        app.referrer(),
        app.colleague("a", Role::PlanAnalyst),
        app.colleague("p3", Role::LeadCareManager),
    ];
    for other in &others {
        assert_eq!(other.visit(id).await, Value::Null);
        let node = "query($id: ID!) { node(id: $id) { id } }";
        let node = other.query(node, json!({ "id": id })).await;
        assert_eq!(node.field(), &Value::Null);
        let mine = json!({ "visitId": id, "reason": "mine" });
        other.on_visit("voidVisit", mine).await.fault("NOT_FOUND");
    }
    assert_eq!(plan.visits().await.len(), 1);
    assert_eq!(app.plan_named("b").visits().await.len(), 0);
    assert_eq!(app.provider("p1").visits().await.len(), 0);
    app.referrer()
        .query("{ visits { nodes { id } } }", json!({}))
        .await
        .fault("FORBIDDEN");
    let filter = "query($filter: VisitFilter) { visits(filter: $filter) { totalCount } }";
    for (filtered, count) in [
        (
            json!({ "statuses": ["PRESENT"], "providerId": global_id("p3") }),
            1,
        ),
        (json!({ "statuses": ["LEFT", "VOID"] }), 0),
        (
            json!({ "from": hours_ago(&app, 3), "until": hours_ago(&app, 2) }),
            1,
        ),
        (json!({ "until": hours_ago(&app, 3) }), 0),
        (json!({ "planId": global_id("b") }), 0),
    ] {
        let reply = plan.query(filter, json!({ "filter": filtered })).await;
        assert_eq!(reply.field()["totalCount"], count, "{filtered}");
    }
});

both_engines!(
    a_visit_that_was_none_stays_with_its_reason,
    async |app: TestApp| {
        authorizes(&app, |_| {}).await;
        let (center, plan) = (app.provider("p3"), app.plan());
        let mut input = arrival(&app);
        input["planId"] = json!(global_id("a"));
        input["person"] = named("m1");
        let visit = recorded(&center, input).await;
        let id = id_of(&visit);
        let blank = json!({ "visitId": id, "reason": " " });
        center
            .on_visit("voidVisit", blank)
            .await
            .refused(&["REQUIRED"]);
        let mistake = json!({ "visitId": id, "reason": "entered twice" });
        plan.on_visit("voidVisit", mistake.clone())
            .await
            .fault("FORBIDDEN");
        let voided = center.on_visit("voidVisit", mistake.clone()).await;
        let voided = voided.done()["visit"].clone();
        assert_eq!(voided["status"], "VOID");
        assert_eq!(voided["voided"]["reason"], "entered twice");
        assert_eq!(voided["isUnpayable"], true);
        let words = voided["paymentInWords"].as_str().unwrap();
        assert!(words.contains("by mistake"), "{words}");
        assert_eq!(voided["authorization"], Value::Null);
        let seen = plan.visit(id).await;
        assert_eq!(seen["voided"]["reason"], "entered twice");
        assert_eq!(seen["authorization"]["status"], "WITHDRAWN");
        center
            .on_visit("voidVisit", mistake)
            .await
            .refused(&["WRONG_STATE"]);
    }
);

both_engines!(
    of_a_restricted_member_few_people_of_the_plan_see_it,
    async |app: TestApp| {
        authorizes(&app, |_| {}).await;
        let (center, plan) = (app.provider("p3"), app.plan());
        let officer = app.colleague("a", Role::PlanPrivacy);
        let mut input = arrival(&app);
        input["planId"] = json!(global_id("a"));
        input["person"] = named("m1");
        input["leftAt"] = json!(hours_ago(&app, 2));
        let before = recorded(&center, input.clone()).await;
        let restrict = "mutation($input: RestrictMemberInput!) {
            restrictMember(input: $input) { userErrors { code } } }";
        let whom = json!({ "input": { "memberId": global_member_id("m1") } });
        officer.query(restrict, whom).await.done();
        input["arrivedAt"] = input["leftAt"].take();
        let after = recorded(&center, input).await;
        for visit in [&before, &after] {
            assert_eq!(plan.visit(id_of(visit)).await, Value::Null);
            let seen = officer.visit(id_of(visit)).await;
            assert_eq!(seen["member"]["id"], global_member_id("m1").as_str());
            assert_eq!(&center.visit(id_of(visit)).await, visit);
        }
    }
);
