//! Presumptive authorizations: a provider that the plan has named starts at once, and the reviewer's
//! decision follows.

use chrono::{SecondsFormat, TimeDelta};
use handoff::identity::Role;
use serde_json::{Value, json};

use crate::support::acts::{referral_of, set_policy};
use crate::support::authorized::{authorization_of, authorizations_of, authorizes, reviewer};
use crate::support::network::{global_id, global_member_id, patient};
use crate::support::{Caller, Reply, TestApp, both_engines};

/// Plan a lets services be presumed for thirty days, and has named p2 for housing navigation.
async fn presumes(app: &TestApp) {
    authorizes(app, |policy| policy.presumptive_days = Some(30)).await;
    let today = json!({ "providerId": global_id("p2"), "service": "HOUSING_NAVIGATION",
        "fromOn": "2026-11-23" });
    name(app, today).await.done();
}

pub(crate) async fn name(app: &TestApp, input: Value) -> Reply {
    let network = app.colleague("a", Role::PlanNetwork);
    let document = "mutation($input: SetPresumptiveProviderInput!) {
      setPresumptiveProvider(input: $input) {
        presumptiveProvider { provider { id } service fromOn untilOn }
        userErrors { code message path }
      }
    }";
    network.query(document, json!({ "input": input })).await
}

/// A referral of m1 that names p2, whose member the plan knows.
async fn named(app: &TestApp) -> String {
    let route = json!({ "service": "HOUSING_NAVIGATION", "route": "PROVIDER_DIRECT" });
    set_policy(app, &route).await;
    let mut input = referral_of(patient("m1"), "HOUSING_NAVIGATION");
    input["namedProviderId"] = json!(global_id("p2"));
    let reply = app.referrer().try_refer(input).await;
    let referral = reply.done()["referral"]["id"].as_str().unwrap().to_owned();
    app.plan().confirm(&referral, "m1").await.done();
    referral
}

async fn presume(caller: &Caller, referral: &str) -> Reply {
    let input = json!({ "referralId": referral, "kind": "PRESUMPTIVE" });
    caller.on_authorization("requestAuthorization", input).await
}

async fn look(caller: &Caller, referral: &str) -> Value {
    let document = "query($id: ID!) { referral(id: $id) {
      status assignment { isPresumptive isUnpayable provider { id } outreach { status }
        authorization { kind status } } } }";
    let reply = caller.query(document, json!({ "id": referral })).await;
    reply.field().clone()
}

async fn used(app: &TestApp) -> Value {
    let document = "{ presumptiveUse(fromOn: \"2026-11-01\", untilOn: \"2026-12-31\") {
      provider { id } service presumed pending overdue confirmed denied used } }";
    let reply = app.plan().query(document, json!({})).await;
    reply.field()[0].clone()
}

async fn start(app: &TestApp, referral: &str) {
    let provider = app.provider("p2");
    provider.accept(referral).await.done();
    let at = app.now().to_rfc3339_opts(SecondsFormat::Micros, true);
    let input = json!({ "referralId": referral, "startedAt": at });
    provider.act("startService", input).await.done();
}

both_engines!(
    a_named_provider_starts_at_once_and_the_decision_follows,
    async |app: TestApp| {
        presumes(&app).await;
        let (plan, provider) = (app.plan(), app.provider("p2"));
        let referral = named(&app).await;
        let terms = "query($plan: ID!) { authorizationPolicy(service: HOUSING_NAVIGATION,
          planId: $plan) { presumptiveDays mayPresume } }";
        let of = json!({ "plan": global_id("a") });
        let seen = provider.query(terms, of.clone()).await;
        assert_eq!(seen.field()["mayPresume"], true);
        let seen = app.provider("p1").query(terms, of).await;
        assert_eq!(seen.field()["mayPresume"], false);

        presume(&provider, &referral).await.done();
        let seen = look(&provider, &referral).await;
        assert_eq!(seen["status"], "ASSIGNED");
        assert_eq!(seen["assignment"]["isPresumptive"], true);
        assert_eq!(seen["assignment"]["outreach"]["status"], "RUNNING");
        assert_eq!(seen["assignment"]["authorization"]["status"], "PENDING");
        let one = authorization_of(&provider, &referral).await;
        assert_eq!(one["unitsLeft"], 10);
        // Thirty days with the first one, and twelve hours for the reviewer.
        assert_eq!(one["granted"]["untilOn"], "2026-12-22");
        assert_eq!(one["clock"]["dueAt"], one["clock"]["dueByRequest"]);
        // Whoever referred hears of the assignment, not that it waits.
        let referrer = app.referrer();
        assert_eq!(look(&referrer, &referral).await["status"], "ASSIGNED");
        let seen = authorizations_of(&referrer, &referral).await;
        assert_eq!(seen, [] as [Value; 0]);
        presume(&provider, &referral)
            .await
            .refused(&["ASKED_ALREADY"]);

        start(&app, &referral).await;
        assert_eq!(authorization_of(&plan, &referral).await["unitsLeft"], 9);
        app.advance(TimeDelta::hours(13));
        let figures = used(&app).await;
        assert_eq!(figures["provider"]["id"], json!(global_id("p2")));
        for (figure, count) in [
            ("presumed", 1),
            ("pending", 1),
            ("overdue", 1),
            ("confirmed", 0),
            ("denied", 0),
            ("used", 1),
        ] {
            assert_eq!(figures[figure], count, "{figure}");
        }
        let id = one["id"].as_str().unwrap();
        reviewer(&app).await.decide(id, "APPROVE").await.done();
        let one = authorization_of(&plan, &referral).await;
        assert_eq!(one["granted"]["untilOn"], "2027-02-20");
        assert_eq!(one["unitsLeft"], 9);
        assert_eq!(used(&app).await["confirmed"], 1);
        let seen = look(&provider, &referral).await;
        assert_eq!(seen["assignment"]["isPresumptive"], true);
        app.provider("p2")
            .query(
                "{ presumptiveUse(fromOn: \"2026-11-01\", untilOn: \"2026-12-31\") { presumed } }",
                json!({}),
            )
            .await
            .fault("FORBIDDEN");
    }
);

both_engines!(
    what_was_given_until_a_no_stays_paid,
    async |app: TestApp| {
        presumes(&app).await;
        let (plan, provider) = (app.plan(), app.provider("p2"));
        let referral = named(&app).await;
        presume(&provider, &referral).await.done();
        start(&app, &referral).await;
        app.advance(TimeDelta::days(3));
        let one = authorization_of(&plan, &referral).await;
        let id = one["id"].as_str().unwrap();
        reviewer(&app).await.decide(id, "DENY").await.done();
        let one = authorization_of(&plan, &referral).await;
        assert_eq!(one["status"], "DENIED");
        assert_eq!(one["granted"]["units"], 1);
        assert_eq!(one["granted"]["untilOn"], "2026-11-26");
        assert_eq!(one["unitsLeft"], 0);
        let ledger = one["ledger"].as_array().unwrap();
        let sum: i64 = ledger
            .iter()
            .map(|one| one["units"].as_i64().unwrap())
            .sum();
        assert_eq!(sum, 0, "{ledger:?}");
        let seen = look(&provider, &referral).await;
        assert_eq!(seen["assignment"]["isUnpayable"], false);
        assert_eq!(used(&app).await["denied"], 1);
        // What the plan did not confirm is not presumed again.
        presume(&provider, &referral)
            .await
            .refused(&["ASKED_ALREADY"]);
        // The next one, of which nothing was used, leaves nothing.
        let route = json!({ "service": "HOUSING_NAVIGATION", "route": "PLAN_ROUTED",
            "fromOn": "2026-11-26" });
        set_policy(&app, &route).await;
        let again = app.referrer().refer("m2", "HOUSING_NAVIGATION").await;
        plan.confirm(&again, "m2").await.done();
        assert_eq!(
            look(&plan, &again).await["status"],
            "AWAITING_AUTHORIZATION"
        );
        let input = json!({ "referralId": again, "kind": "PRESUMPTIVE",
            "providerId": global_id("p2") });
        plan.on_authorization("requestAuthorization", input)
            .await
            .done();
        let seen = look(&plan, &again).await;
        assert_eq!(seen["status"], "ASSIGNED");
        assert_eq!(seen["assignment"]["provider"]["id"], json!(global_id("p2")));
        // What waited gave way to it.
        let all = authorizations_of(&plan, &again).await;
        let statuses: Vec<_> = all.iter().map(|one| one["status"].clone()).collect();
        assert_eq!(statuses, ["WITHDRAWN", "PENDING"]);
        let id = all[1]["id"].as_str().unwrap();
        reviewer(&app).await.decide(id, "DENY").await.done();
        let all = authorizations_of(&plan, &again).await;
        assert_eq!(all[1]["granted"], Value::Null);
        start(&app, &again).await;
        let seen = look(&provider, &again).await;
        assert_eq!(seen["assignment"]["isUnpayable"], true);
    }
);

both_engines!(
    nobody_presumes_whom_the_plan_has_not_named,
    async |app: TestApp| {
        let provider = app.provider("p2");
        authorizes(&app, |_| {}).await;
        let referral = named(&app).await;
        presume(&provider, &referral).await.refused(&["WRONG_KIND"]);
        let member = json!({ "memberId": global_member_id("m1"), "service": "HOUSING_DEPOSITS",
            "kind": "PRESUMPTIVE", "providerId": global_id("p2"), "amount": "100.00",
            "procedureCode": "H0044 U2" });
        app.plan()
            .on_authorization("requestAuthorization", member)
            .await
            .refused(&["WRONG_KIND"]);
        // A policy of the service: it may be presumed, and nobody is named.
        authorizes(&app, |policy| {
            policy.service = "HOUSING_NAVIGATION".to_owned();
            policy.presumptive_days = Some(5);
        })
        .await;
        presume(&provider, &referral)
            .await
            .refused(&["NOT_PRESUMPTIVE"]);
        assert_eq!(look(&provider, &referral).await["assignment"], Value::Null);
        let named = |from: &str, until: Option<&str>| {
            json!({ "providerId": global_id("p2"), "service": "HOUSING_NAVIGATION",
                "fromOn": from, "untilOn": until })
        };
        name(&app, named("2026-11-22", None))
            .await
            .refused(&["IN_PAST"]);
        name(&app, named("2026-11-23", Some("2026-11-24")))
            .await
            .done();
        let tomorrow = json!({ "referralId": referral, "kind": "PRESUMPTIVE",
            "fromOn": "2026-11-24" });
        provider
            .on_authorization("requestAuthorization", tomorrow)
            .await
            .refused(&["WRONG_KIND"]);
        app.advance(TimeDelta::days(2));
        presume(&provider, &referral)
            .await
            .refused(&["NOT_PRESUMPTIVE"]);
        let list = "{ presumptiveProviders { service fromOn untilOn } }";
        let seen = app.plan().query(list, json!({})).await;
        assert_eq!(seen.field()[0]["untilOn"], "2026-11-24");
        let seen = app.plan_named("b").query(list, json!({})).await;
        assert_eq!(seen.field(), &json!([]));
        provider.query(list, json!({})).await.fault("FORBIDDEN");
    }
);

both_engines!(
    nothing_is_presumed_for_somebody_unknown,
    async |app: TestApp| {
        presumes(&app).await;
        let route = json!({ "service": "HOUSING_NAVIGATION", "route": "PROVIDER_DIRECT" });
        set_policy(&app, &route).await;
        let mut input = referral_of(patient("m1"), "HOUSING_NAVIGATION");
        input["namedProviderId"] = json!(global_id("p2"));
        let reply = app.referrer().try_refer(input).await;
        let referral = reply.done()["referral"]["id"].as_str().unwrap().to_owned();
        presume(&app.provider("p2"), &referral)
            .await
            .refused(&["MEMBER_UNCONFIRMED"]);
        // Whom the plan has not named learns nothing of whom it knows.
        let route = json!({ "service": "MEALS", "route": "PROVIDER_DIRECT" });
        set_policy(&app, &route).await;
        for cin in [Value::Null, json!(patient("m1").cin)] {
            let mut input = referral_of(patient("m1"), "MEALS");
            input["namedProviderId"] = json!(global_id("p1"));
            input["person"]["cin"] = cin;
            let reply = app.referrer().try_refer(input).await;
            let referral = &reply.done()["referral"]["id"];
            presume(&app.provider("p1"), referral.as_str().unwrap())
                .await
                .refused(&["NOT_PRESUMPTIVE"]);
        }
    }
);
