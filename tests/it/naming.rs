//! The provider-direct route: whoever refers names a provider, which asks the plan.

use chrono::{SecondsFormat, TimeDelta};
use handoff::identity::Role;
use serde_json::{Value, json};

use crate::support::acts::{referral_of, set_policy};
use crate::support::network::{global_id, global_member_id, patient};
use crate::support::{Caller, Reply, TestApp, both_engines};
use crate::told::set_lead;

const REFERRAL: &str = "query($id: ID!) {
  referral(id: $id) {
    status naming
    namedProvider { id }
    chosenProvider { id }
    person { name { full } phone }
    member { id }
    earlyContacts { outcome minutes provider { id } }
    access { canAnswerNaming canAssign canWithdraw }
    assignment { outreach { status dueAt } attempts { madeAt } }
    timeline { nodes { kind source note } }
  }
}";

async fn look(caller: &Caller, referral: &str) -> Value {
    let reply = caller.query(REFERRAL, json!({ "id": referral })).await;
    reply.field().clone()
}

async fn named_in(caller: &Caller, naming: &str) -> usize {
    let document = "query($naming: [Naming!]) {
      referrals(filter: { naming: $naming }) { nodes { id } }
    }";
    let reply = caller.query(document, json!({ "naming": [naming] })).await;
    reply.field()["nodes"].as_array().unwrap().len()
}

async fn last_notice(caller: &Caller) -> Value {
    let all = "{ notices(first: 100) { items { notice { kind } } } }";
    let reply = caller.query(all, json!({})).await;
    let items = reply.field()["items"].as_array().unwrap();
    items
        .last()
        .map_or(Value::Null, |last| last["notice"]["kind"].clone())
}

async fn try_name(caller: &Caller, member: &str, provider: &str, changes: Value) -> Reply {
    let mut input = referral_of(patient(member), "HOUSING_NAVIGATION");
    input["namedProviderId"] = json!(global_id(provider));
    for (name, value) in changes.as_object().unwrap() {
        input[name] = value.clone();
    }
    caller.try_refer(input).await
}

/// A referral that names p1; its id.
async fn named(app: &TestApp, caller: &Caller) -> String {
    set_policy(
        app,
        &json!({ "service": "HOUSING_NAVIGATION", "route": "PROVIDER_DIRECT" }),
    )
    .await;
    let reply = try_name(caller, "m1", "p1", json!({})).await;
    let referral = &reply.done()["referral"];
    referral["id"].as_str().unwrap().to_owned()
}

fn contact(referral: &str, made_at: &str) -> Value {
    json!({
        "referralId": referral, "madeAt": made_at, "method": "IN_PERSON", "outcome": "REACHED",
        "minutes": 12.4, "note": "at the shelter",
    })
}

both_engines!(a_named_provider_asks_and_gets_it, async |app: TestApp| {
    let (plan, referrer, provider) = (app.plan(), app.referrer(), app.provider("p1"));
    let referral = named(&app, &referrer).await;
    assert_eq!(last_notice(&provider).await, "PROVIDER_NAMED");
    assert_eq!(named_in(&provider, "NAMED").await, 1);
    assert_eq!(named_in(&app.provider("p2"), "NAMED").await, 0);
    let seen = look(&provider, &referral).await;
    assert_eq!(
        seen["person"]["name"]["full"],
        look(&plan, &referral).await["person"]["name"]["full"]
    );
    assert_eq!(seen["member"], Value::Null);
    assert_eq!(seen["access"]["canAnswerNaming"], true);
    assert_eq!(seen["access"]["canWithdraw"], false);
    assert_eq!(look(&app.provider("p2"), &referral).await, Value::Null);

    // What it does before the plan's yes is no outreach.
    let early = (app.now() - TimeDelta::days(1)).to_rfc3339_opts(SecondsFormat::Secs, true);
    let input = contact(&referral, &early);
    provider
        .act("recordEarlyContact", input)
        .await
        .refused(&["BEFORE_REFERRAL"]);
    app.advance(TimeDelta::minutes(30));
    let now = app.now().to_rfc3339_opts(SecondsFormat::Secs, true);
    provider
        .act("recordEarlyContact", contact(&referral, &now))
        .await
        .done();
    assert_eq!(
        look(&provider, &referral).await["earlyContacts"][0]["minutes"],
        13
    );
    assert_eq!(
        look(&plan, &referral).await["earlyContacts"][0]["outcome"],
        "REACHED"
    );
    assert_eq!(look(&referrer, &referral).await["earlyContacts"], json!([]));

    let ask = json!({ "referralId": referral, "note": "has a kitchenette" });
    provider.act("requestAssignment", ask.clone()).await.done();
    provider
        .act("requestAssignment", ask)
        .await
        .refused(&["ASKED_ALREADY"]);
    assert_eq!(last_notice(&plan).await, "ASSIGNMENT_REQUESTED");
    assert_eq!(last_notice(&referrer).await, "ASSIGNMENT_REQUESTED");
    assert_eq!(named_in(&plan, "ASKED").await, 1);
    plan.confirm(&referral, "m1").await.done();
    app.advance(TimeDelta::hours(2));
    let yes = plan
        .act("assignReferral", json!({ "referralId": referral }))
        .await;
    assert_eq!(yes.done()["referral"]["status"], "ASSIGNED");

    let seen = look(&provider, &referral).await;
    let outreach = &seen["assignment"]["outreach"];
    assert_eq!(
        outreach["status"], "RUNNING",
        "the early contact does not meet it"
    );
    let due = (app.now() + TimeDelta::hours(24)).to_rfc3339_opts(SecondsFormat::Secs, true);
    assert_eq!(outreach["dueAt"], json!(due));
    assert_eq!(seen["assignment"]["attempts"], json!([]));
    assert_eq!(last_notice(&provider).await, "REFERRAL_ASSIGNED");
    assert_eq!(
        named_in(&provider, "NAMED").await + named_in(&provider, "ASKED").await,
        0
    );
});

both_engines!(
    a_named_provider_passes_and_sees_no_more,
    async |app: TestApp| {
        let (plan, referrer, provider) = (app.plan(), app.referrer(), app.provider("p1"));
        let referral = named(&app, &referrer).await;
        let pass = json!({ "referralId": referral, "reason": "speaks no Hmong" });
        provider.act("passNaming", pass.clone()).await.done();
        assert_eq!(look(&provider, &referral).await, Value::Null);
        assert_eq!(last_notice(&plan).await, "NAMING_PASSED");
        let seen = look(&plan, &referral).await;
        assert_eq!(seen["naming"], "PASSED");
        assert_eq!(seen["chosenProvider"], Value::Null);
        plan.act("passNaming", pass).await.refused(&["NOT_NAMED"]);
        let seen = look(&referrer, &referral).await;
        let passed = seen["timeline"]["nodes"]
            .as_array()
            .unwrap()
            .last()
            .unwrap();
        assert_eq!(passed["kind"], "NAMING_PASSED");
        assert_eq!(passed["note"], Value::Null);
    }
);

both_engines!(the_plan_decides_otherwise, async |app: TestApp| {
    let (plan, provider) = (app.plan(), app.provider("p1"));
    // A provider refers somebody who came in, and names itself.
    let referral = named(&app, &provider).await;
    assert_eq!(
        look(&provider, &referral).await["access"]["canWithdraw"],
        true
    );
    // The plan enters what it says by phone.
    let ask = json!({ "referralId": referral });
    plan.act("requestAssignment", ask).await.done();
    assert_eq!(last_notice(&provider).await, "ASSIGNMENT_REQUESTED");
    let seen = look(&plan, &referral).await;
    let entry = seen["timeline"]["nodes"]
        .as_array()
        .unwrap()
        .last()
        .unwrap();
    assert_eq!(entry["source"], "ON_BEHALF");
    plan.confirm(&referral, "m1").await.done();
    let mut other = json!({ "referralId": referral, "providerId": global_id("p2") });
    plan.act("assignReferral", other.clone())
        .await
        .refused(&["MEMBER_CHOSE"]);
    other["reason"] = json!("p2 has a driver");
    plan.act("assignReferral", other).await.done();
    assert_eq!(look(&plan, &referral).await["naming"], "ENDED");
    assert_eq!(
        look(&provider, &referral).await["access"]["canAnswerNaming"],
        false
    );

    // Who was named and did not refer hears that it is over, and sees no more.
    let second = try_name(&app.referrer(), "m3", "p1", json!({})).await;
    let second = second.done()["referral"]["id"].as_str().unwrap().to_owned();
    let back = json!({ "referralId": second, "note": "went to her sister" });
    app.referrer().act("withdrawReferral", back).await.done();
    assert_eq!(last_notice(&provider).await, "NAMING_ENDED");
    assert_eq!(look(&provider, &second).await, Value::Null);
});

both_engines!(who_may_be_named_is_checked, async |app: TestApp| {
    let referrer = app.referrer();
    let reply = try_name(&referrer, "m1", "p1", json!({})).await;
    reply.refused(&["PLAN_ROUTES"]);
    set_policy(
        &app,
        &json!({ "service": "HOUSING_NAVIGATION", "route": "PROVIDER_DIRECT" }),
    )
    .await;
    for (provider, changes, code) in [
        ("p3", json!({}), "NOT_CONTRACTED"),
        ("p1", json!({ "county": "06037" }), "NOT_CONTRACTED"),
        ("p1", json!({ "alsoServices": ["MEALS"] }), "PLAN_ROUTES"),
        (
            "p1",
            json!({ "restriction": "DOMESTIC_VIOLENCE" }),
            "RESTRICTED_GOES_TO_PLAN",
        ),
    ] {
        let reply = try_name(&referrer, "m1", provider, changes.clone()).await;
        reply.refused(&[code]);
    }
    // Restricted later on: the plan alone goes on with it.
    let referral = named(&app, &referrer).await;
    let restrict = json!({ "referralId": referral, "reason": "DOMESTIC_VIOLENCE" });
    let document = "mutation($input: RestrictReferralInput!) {
      restrictReferral(input: $input) { userErrors { code message path } }
    }";
    app.plan()
        .query(document, json!({ "input": restrict }))
        .await
        .done();
    assert_eq!(look(&app.provider("p1"), &referral).await, Value::Null);
    let ask = json!({ "referralId": referral });
    let reply = app.provider("p1").act("requestAssignment", ask).await;
    assert_eq!(reply.fault_code(), Some("NOT_FOUND"));
});

/// Numbers of who waits for an answer, by the list that the plan reads, and when each is due.
async fn waiting(caller: &Caller, until: Value) -> Vec<(String, String)> {
    let document = "query($until: DateTime) {
      referrals(orderBy: ANSWER_DUE, filter: { answerDueUntil: $until }) {
        totalCount nodes { id answerDueAt }
      }
    }";
    let reply = caller.query(document, json!({ "until": until })).await;
    let nodes = reply.field()["nodes"].as_array().unwrap().clone();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    nodes
        .iter()
        .map(|node| (text(&node["id"]), text(&node["answerDueAt"])))
        .collect()
}

both_engines!(an_answer_that_is_late_is_found, async |app: TestApp| {
    let (plan, referrer, provider) = (app.plan(), app.referrer(), app.provider("p1"));
    set_policy(
        &app,
        &json!({ "service": "HOUSING_NAVIGATION", "route": "PROVIDER_DIRECT", "namingHours": 24 }),
    )
    .await;
    let name = async |member: &str| {
        let reply = try_name(&referrer, member, "p1", json!({})).await;
        reply.done()["referral"]["id"].as_str().unwrap().to_owned()
    };
    let first = name("m1").await;
    app.advance(TimeDelta::hours(1));
    let second = name("m2").await;
    referrer.refer("m3", "MEALS").await;
    let at = |hours: i64| {
        (app.now() + TimeDelta::hours(hours)).to_rfc3339_opts(SecondsFormat::Secs, true)
    };
    let both = vec![(first.clone(), at(23)), (second.clone(), at(24))];
    assert_eq!(waiting(&plan, Value::Null).await, both);
    assert_eq!(waiting(&plan, json!(at(0))).await, []);
    assert_eq!(waiting(&plan, json!(at(23))).await, both[..1]);
    assert_eq!(
        waiting(&provider, Value::Null).await,
        both,
        "its own answers"
    );
    assert!(waiting(&app.provider("p2"), Value::Null).await.is_empty());
    assert!(waiting(&app.plan_named("b"), Value::Null).await.is_empty());
    // Who leads the member's care sees the referral, and not that somebody was named.
    set_lead(&plan, "m1", "p3").await;
    plan.confirm(&first, "m1").await.done();
    let lead = app.colleague("p3", Role::LeadCareManager);
    assert_ne!(look(&lead, &first).await, Value::Null);
    assert!(waiting(&lead, Value::Null).await.is_empty());
    assert_eq!(named_in(&lead, "NAMED").await, 0);

    // Asked, the plan has its hours; the page goes on from where it was.
    app.advance(TimeDelta::hours(23));
    provider.act_on("requestAssignment", &first).await.done();
    let both = vec![(second.clone(), at(1)), (first.clone(), at(24))];
    assert_eq!(waiting(&plan, Value::Null).await, both);
    let page = "query($after: String) { referrals(orderBy: ANSWER_DUE, first: 1, after: $after) {
      nodes { id } pageInfo { endCursor hasNextPage } } }";
    let one = plan.query(page, Value::Null).await;
    let info = &one.field()["pageInfo"];
    assert_eq!(info["hasNextPage"], true);
    let next = plan
        .query(page, json!({ "after": info["endCursor"] }))
        .await;
    assert_eq!(next.field()["nodes"], json!([{ "id": first }]));

    // Answered: nobody waits any more.
    plan.assign(&first, "p1").await.done();
    let pass = json!({ "referralId": second, "reason": "no room for him" });
    provider.act("passNaming", pass).await.done();
    assert!(waiting(&plan, Value::Null).await.is_empty());
});

both_engines!(
    that_the_person_is_restricted_whoever_names_does_not_learn,
    async |app: TestApp| {
        named(&app, &app.referrer()).await;
        let officer = app.colleague("a", Role::PlanPrivacy);
        let restrict = "mutation($input: RestrictMemberInput!) {
          restrictMember(input: $input) { member { id } userErrors { code } } }";
        let member = json!({ "input": { "memberId": global_member_id("m2") } });
        officer.query(restrict, member).await.done();
        let referrer = app.referrer();
        let mut seen = Vec::new();
        for cin in [patient("m2").cin, "99999999Z"] {
            let mut input = referral_of(patient("m2"), "HOUSING_NAVIGATION");
            input["namedProviderId"] = json!(global_id("p1"));
            input["person"]["cin"] = json!(cin);
            let reply = referrer.try_refer(input).await;
            let id = reply.done()["referral"]["id"].as_str().unwrap().to_owned();
            let document = "query($id: ID!) {
              referral(id: $id) { status isRestricted naming answerDueAt namedProvider { id } }
              referrals(orderBy: ANSWER_DUE, first: 100) { nodes { id } } }";
            let found = referrer.query(document, json!({ "id": id })).await;
            let data = found.data();
            let listed = data["referrals"]["nodes"].as_array().unwrap();
            let is_listed = listed.iter().any(|one| one["id"] == json!(id));
            seen.push((data["referral"].clone(), is_listed));
        }
        assert_eq!(seen[0], seen[1]);
        assert_eq!((&seen[0].0["naming"], seen[0].1), (&json!("NAMED"), true));
    }
);
