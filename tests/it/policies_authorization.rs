//! How a plan authorizes services: explained to everybody, set by its network managers; and the days
//! on which its calendar differs.

use chrono::TimeDelta;
use handoff::graphql::NodeKind;
use handoff::identity::Role;
use serde_json::{Value, json};

use crate::support::acts::set_policy;
use crate::support::network::{COUNTY, global_id};
use crate::support::{Caller, Reply, TestApp, both_engines};

/// The first day of every test: Monday, 23 November 2026.
const TODAY: &str = "2026-11-23";
const OTHER_COUNTY: &str = "06067";

fn network(app: &TestApp) -> Caller {
    app.colleague("a", Role::PlanNetwork)
}

async fn set(caller: &Caller, input: Value) -> Reply {
    let document = "mutation($input: SetAuthorizationPolicyInput!) {
      setAuthorizationPolicy(input: $input) {
        policy {
          service county fromOn isRequired standardBusinessDays standardCalendarDays
          expeditedHours urgentHours concurrentHours extensionDays extensionFromReceipt
          pausesForInformation retrospectiveDays usualUnits usualDays needsSecondReviewer
          denialCloses remindMinutes expiringDays noticeAheadDays nearlyUsedPercent
        }
        userErrors { code path message }
      }
    }";
    caller.query(document, json!({ "input": input })).await
}

async fn set_holidays(caller: &Caller, input: Value) -> Reply {
    let document = "mutation($input: SetHolidaysInput!) {
      setHolidays(input: $input) {
        holidays { day isClosed name }
        userErrors { code path message }
      }
    }";
    caller.query(document, json!({ "input": input })).await
}

/// What plan a explains to a caller: service, and the other arguments as they are written.
async fn explained(caller: &Caller, service: &str, rest: &str) -> Value {
    let document = format!(
        "query($plan: ID!) {{
          authorizationPolicy(service: {service}, planId: $plan{rest}) {{
            plan {{ id }} service {{ code billingCodes {{ hcpcs }} }} county on fromOn
            isRequired route standardBusinessDays standardCalendarDays expeditedHours urgentHours
            concurrentHours retrospectiveDays usualUnits usualDays
            criteria {{ code path group combine question isConfirmed }}
          }}
        }}"
    );
    let reply = caller
        .query(&document, json!({ "plan": global_id("a") }))
        .await;
    reply.field().clone()
}

/// The days that are usual under the policy which holds: each policy here has a number of its own.
async fn usual_days(caller: &Caller, service: &str, rest: &str) -> Value {
    explained(caller, service, rest).await["usualDays"].clone()
}

both_engines!(everybody_is_told_before_they_type, async |app: TestApp| {
    let (referrer, foreign) = (app.referrer(), app.plan_named("b"));
    let nothing = explained(&referrer, "MEALS", "").await;
    assert_eq!(nothing["fromOn"], Value::Null);
    assert_eq!(nothing["isRequired"], false);
    assert_eq!(nothing["on"], TODAY);
    assert_eq!(nothing["county"], Value::Null);

    let input = json!({
        "service": "MEALS", "fromOn": TODAY, "urgentHours": 12, "usualUnits": 168, "usualDays": 84,
    });
    set(&network(&app), input).await.done();
    set_policy(
        &app,
        &json!({ "service": "MEALS", "route": "PROVIDER_DIRECT" }),
    )
    .await;
    let told = explained(&referrer, "MEALS", "").await;
    assert_eq!(told["plan"]["id"], json!(global_id("a")));
    assert_eq!(told["service"]["code"], "MEALS");
    assert!(
        !told["service"]["billingCodes"]
            .as_array()
            .unwrap()
            .is_empty()
    );
    assert_eq!(told["fromOn"], TODAY);
    assert_eq!(told["isRequired"], true);
    assert_eq!(told["route"], "PROVIDER_DIRECT");
    assert_eq!(told["standardBusinessDays"], 5);
    assert_eq!(told["standardCalendarDays"], 7);
    assert_eq!(told["expeditedHours"], 72);
    assert_eq!(told["urgentHours"], 12);
    assert_eq!(told["usualUnits"], 168);
    let criteria = told["criteria"].as_array().unwrap();
    let diabetes = criteria.iter().find(|one| one["code"] == "DIABETES");
    let diabetes = diabetes.unwrap();
    assert_eq!(diabetes["combine"], "ANY");
    assert_eq!(diabetes["group"], "CONDITION");
    assert_eq!(diabetes["path"], Value::Null);
    assert_eq!(diabetes["isConfirmed"], true);

    // Another plan is told the same, and reads nothing more.
    assert_eq!(explained(&foreign, "MEALS", "").await, told);
    for caller in [app.provider("p1"), app.plan(), app.first_of("s")] {
        assert_eq!(explained(&caller, "MEALS", "").await, told);
    }
    let own = "{ authorizationPolicies { service fromOn } }";
    let of = async |caller: &Caller| caller.query(own, json!({})).await;
    let set_by_a = json!([{ "service": "MEALS", "fromOn": TODAY }]);
    assert_eq!(of(&app.plan()).await.field(), &set_by_a);
    assert_eq!(of(&foreign).await.field(), &json!([]));
    of(&referrer).await.fault("FORBIDDEN");
    of(&app.colleague("a", Role::OrganizationAdmin))
        .await
        .fault("FORBIDDEN");

    // A service without a policy of its own is authorized as it was before.
    assert_eq!(explained(&referrer, "ECM", "").await["fromOn"], Value::Null);
    let document = "query($plan: ID!) {
          authorizationPolicy(service: MEALS, planId: $plan) { isRequired } }";
    let invented = NodeKind::Plan.encode(app.system_op().new_id());
    let reply = referrer.query(document, json!({ "plan": invented })).await;
    assert_eq!(reply.field(), &Value::Null);
    let provider = json!({ "plan": global_id("p1") });
    referrer
        .query(document, provider)
        .await
        .fault("BAD_USER_INPUT");
    let plan = json!({ "plan": global_id("a") });
    app.anonymous()
        .query(document, plan)
        .await
        .fault("UNAUTHENTICATED");
});

both_engines!(
    what_is_left_out_is_as_a_plan_usually_starts,
    async |app: TestApp| {
        let network = network(&app);
        let reply = set(&network, json!({ "service": "RESPITE", "fromOn": TODAY })).await;
        let started = json!({
            "service": "RESPITE", "county": null, "fromOn": TODAY, "isRequired": true,
            "standardBusinessDays": 5, "standardCalendarDays": 7, "expeditedHours": 72,
            "urgentHours": null, "concurrentHours": 24, "extensionDays": 14,
            "extensionFromReceipt": true, "pausesForInformation": false, "retrospectiveDays": 30,
            "usualUnits": null, "usualDays": 180, "needsSecondReviewer": false,
            "denialCloses": true, "remindMinutes": 1440, "expiringDays": 14,
            "noticeAheadDays": 10, "nearlyUsedPercent": 80,
        });
        assert_eq!(reply.done()["policy"], started);
        // Whether it is required follows the service, unless the plan says so.
        for (input, is_required) in [
            (json!({ "service": "ECM", "fromOn": TODAY }), false),
            (
                json!({ "service": "SOBERING_CENTER", "fromOn": TODAY }),
                false,
            ),
            (json!({ "fromOn": TODAY }), false),
            (json!({ "fromOn": TODAY, "isRequired": true }), true),
            (
                json!({ "service": "ECM", "fromOn": TODAY, "isRequired": true }),
                true,
            ),
            (
                json!({ "service": "MEALS", "fromOn": TODAY, "isRequired": false }),
                false,
            ),
        ] {
            let reply = set(&network, input.clone()).await;
            assert_eq!(reply.done()["policy"]["isRequired"], is_required, "{input}");
        }
        // An explicit null is no default: that clock does not run, and nothing is authorized late.
        let input = json!({
            "service": "RESPITE", "fromOn": TODAY, "standardBusinessDays": null,
            "retrospectiveDays": null,
        });
        let reply = set(&network, input).await;
        let policy = &reply.done()["policy"];
        assert_eq!(policy["standardBusinessDays"], Value::Null);
        assert_eq!(policy["standardCalendarDays"], 7);
        assert_eq!(policy["retrospectiveDays"], Value::Null);
        let told = explained(&app.referrer(), "RESPITE", "").await;
        assert_eq!(told["standardBusinessDays"], Value::Null);
        assert_eq!(told["urgentHours"], 72);
    }
);

both_engines!(
    a_policy_of_service_and_county_comes_first,
    async |app: TestApp| {
        let (network, referrer) = (network(&app), app.referrer());
        for (service, county, days) in [
            (None, None, 1),
            (None, Some(COUNTY), 2),
            (Some("MEALS"), None, 3),
            (Some("MEALS"), Some(COUNTY), 4),
        ] {
            let input = json!({
                "service": service, "county": county, "fromOn": TODAY, "usualDays": days,
            });
            set(&network, input).await.done();
        }
        let here = format!(", county: \"{COUNTY}\"");
        let there = format!(", county: \"{OTHER_COUNTY}\"");
        for (service, rest, days) in [
            ("MEALS", here.as_str(), 4),
            ("MEALS", &there, 3),
            ("MEALS", "", 3),
            ("RESPITE", &here, 2),
            ("RESPITE", &there, 1),
            ("RESPITE", "", 1),
        ] {
            let told = usual_days(&referrer, service, rest).await;
            assert_eq!(told, days, "{service} {rest}");
        }
        // A later one of the service does not replace that of service and county.
        let later = json!({ "service": "MEALS", "fromOn": "2026-12-01", "usualDays": 5 });
        set(&network, later).await.done();
        let on = |rest: &str| format!("{rest}, on: \"2026-12-01\"");
        assert_eq!(usual_days(&referrer, "MEALS", &on(&here)).await, 4);
        assert_eq!(usual_days(&referrer, "MEALS", &on("")).await, 5);
        let before = ", on: \"2026-11-30\"";
        assert_eq!(usual_days(&referrer, "MEALS", before).await, 3);
        let unset = ", on: \"2026-11-22\"";
        let told = explained(&referrer, "MEALS", unset).await;
        assert_eq!(told["fromOn"], Value::Null);

        let own = "{ authorizationPolicies { service county fromOn } }";
        let reply = network.query(own, json!({})).await;
        let listed = reply.field().as_array().unwrap();
        let keys: Vec<_> = listed
            .iter()
            .map(|one| (one["service"].as_str(), one["county"].as_str()))
            .collect();
        let meals = Some("MEALS");
        let all = [
            (None, None),
            (None, Some(COUNTY)),
            (meals, None),
            (meals, None),
            (meals, Some(COUNTY)),
        ];
        assert_eq!(keys, all);
        assert_eq!(listed[2]["fromOn"], "2026-12-01", "the newest first");
    }
);

both_engines!(
    a_day_has_one_policy_and_none_is_set_for_the_past,
    async |app: TestApp| {
        let (network, referrer) = (network(&app), app.referrer());
        let of = |days: i32| json!({ "service": "MEALS", "fromOn": TODAY, "usualDays": days });
        set(&network, of(30)).await.done();
        set(&network, of(60)).await.done();
        assert_eq!(usual_days(&referrer, "MEALS", "").await, 60);
        let own = "{ authorizationPolicies { usualDays } }";
        let listed = network.query(own, json!({})).await;
        assert_eq!(listed.field(), &json!([{ "usualDays": 60 }]));

        app.advance(TimeDelta::days(1));
        let wrong = json!({
            "service": "MEALS", "fromOn": TODAY, "standardBusinessDays": null,
            "standardCalendarDays": null, "expeditedHours": 73, "extensionDays": 15,
        });
        let reply = set(&network, wrong).await;
        let payload = reply.refused(&["IN_PAST", "OUT_OF_RANGE", "OUT_OF_RANGE", "NO_CLOCK"]);
        assert_eq!(payload["policy"], Value::Null);
        assert_eq!(payload["userErrors"][0]["path"], json!(["input", "fromOn"]));
        assert_eq!(usual_days(&referrer, "MEALS", "").await, 60);

        let keyed = |days: i32| {
            json!({
                "service": "MEALS", "fromOn": "2026-11-24", "usualDays": days,
                "idempotencyKey": "first",
            })
        };
        set(&network, keyed(10)).await.done();
        set(&network, keyed(10)).await.done();
        set(&network, keyed(20))
            .await
            .refused(&["IDEMPOTENCY_KEY_REUSED"]);
        assert_eq!(usual_days(&referrer, "MEALS", "").await, 10);

        for caller in [
            app.plan(),
            app.colleague("a", Role::PlanReviewer),
            app.colleague("a", Role::OrganizationAdmin),
            app.provider("p1"),
            app.referrer(),
        ] {
            set(&caller, of(1)).await.fault("FORBIDDEN");
            set_holidays(&caller, json!({ "days": [] }))
                .await
                .fault("FORBIDDEN");
        }
        set(&app.anonymous(), of(1)).await.fault("UNAUTHENTICATED");
    }
);

both_engines!(
    a_plan_keeps_the_days_on_which_its_calendar_differs,
    async |app: TestApp| {
        let network = network(&app);
        let holidays = async |caller: &Caller| {
            let document = "{ holidays { day isClosed name } }";
            caller.query(document, json!({})).await
        };
        let closed = json!({ "day": "2026-12-24", "name": " Christmas Eve " });
        let open = json!({ "day": "2026-11-27", "name": "Day after", "isClosed": false });
        let days = json!({ "days": [closed, open] });
        let reply = set_holidays(&network, days.clone()).await;
        let kept = json!([
            { "day": "2026-11-27", "isClosed": false, "name": "Day after" },
            { "day": "2026-12-24", "isClosed": true, "name": "Christmas Eve" },
        ]);
        assert_eq!(reply.done()["holidays"], kept);
        assert_eq!(holidays(&app.plan()).await.field(), &kept);
        assert_eq!(holidays(&app.plan_named("b")).await.field(), &json!([]));
        holidays(&app.provider("p1")).await.fault("FORBIDDEN");

        // The coming days are replaced as a whole; what has passed stays.
        app.advance(TimeDelta::days(7));
        let reply = set_holidays(&network, days).await;
        reply.refused(&["IN_PAST"]);
        let twice = json!({ "days": [closed, closed, { "day": "2026-12-31", "name": " " }] });
        let reply = set_holidays(&network, twice).await;
        reply.refused(&["REPEATED", "INVALID_NAME"]);
        assert_eq!(holidays(&network).await.field(), &kept);
        let other = json!({
            "days": [{ "day": "2026-12-31", "name": "Year's end" }], "idempotencyKey": "second",
        });
        let replaced = json!([
            { "day": "2026-11-27", "isClosed": false, "name": "Day after" },
            { "day": "2026-12-31", "isClosed": true, "name": "Year's end" },
        ]);
        for _ in 0..2 {
            let reply = set_holidays(&network, other.clone()).await;
            assert_eq!(reply.done()["holidays"], replaced);
        }
        let reused = json!({ "days": [], "idempotencyKey": "second" });
        set_holidays(&network, reused)
            .await
            .refused(&["IDEMPOTENCY_KEY_REUSED"]);
        let none = set_holidays(&network, json!({ "days": [] })).await;
        assert_eq!(none.done()["holidays"].as_array().unwrap().len(), 1);
    }
);
