//! Authorization inside the loop: what waits for it, who asks, what a decision moves, what a start
//! draws.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::acts::{referral_of, set_policy};
use crate::support::authorized::{authorization_of, authorizations_of, authorizes, reviewer};
use crate::support::network::{global_id, global_member_id, patient};
use crate::support::{Caller, TestApp, both_engines};

async fn status(caller: &Caller, referral: &str) -> String {
    let document = "query($id: ID!) { referral(id: $id) { status } }";
    let reply = caller.query(document, json!({ "id": referral })).await;
    reply.field()["status"].as_str().unwrap().to_owned()
}

async fn kinds(caller: &Caller) -> Vec<String> {
    let all = "{ notices(first: 100) { items { notice { kind } } } }";
    let reply = caller.query(all, json!({})).await;
    let items = reply.field()["items"].as_array().unwrap().iter();
    items
        .filter_map(|item| item["notice"]["kind"].as_str())
        .map(str::to_owned)
        .collect()
}

/// A referral of m1 for housing navigation that its plan has to authorize first; and the request.
async fn waiting(app: &TestApp) -> (String, Value) {
    let referral = app.referrer().refer("m1", "HOUSING_NAVIGATION").await;
    app.plan().confirm(&referral, "m1").await.done();
    let authorization = authorization_of(&app.plan(), &referral).await;
    (referral, authorization)
}

fn id_of(authorization: &Value) -> &str {
    authorization["id"].as_str().unwrap()
}

both_engines!(
    what_needs_it_waits_and_goes_on_once_it_is_authorized,
    async |app: TestApp| {
        authorizes(&app, |_| {}).await;
        let (plan, referrer, reviewer) = (app.plan(), app.referrer(), reviewer(&app).await);
        let (referral, authorization) = waiting(&app).await;
        assert_eq!(status(&plan, &referral).await, "AWAITING_AUTHORIZATION");
        // That it waits would tell whoever referred that the plan knows the person.
        assert_eq!(status(&referrer, &referral).await, "RECEIVED");
        assert_eq!(
            authorizations_of(&referrer, &referral).await,
            [] as [Value; 0]
        );
        assert_eq!(authorization["status"], "PENDING");
        assert_eq!(authorization["kind"], "PRIOR");
        assert_eq!(authorization["wish"]["units"], 10);
        assert_eq!(authorization["clock"]["status"], "PAUSED");
        assert_eq!(authorization["clock"]["dueByInformation"], Value::Null);
        // Monday, 23 November 2026, and seven days, to the end of the day in California.
        assert_eq!(
            authorization["clock"]["dueAt"],
            "2026-12-01T07:59:59.999999Z"
        );
        plan.assign(&referral, "p2").await.refused(&["WRONG_STATE"]);

        let id = id_of(&authorization);
        plan.decide(id, "APPROVE").await.fault("FORBIDDEN");
        app.plan_named("b")
            .decide(id, "APPROVE")
            .await
            .fault("NOT_FOUND");
        reviewer.decide(id, "APPROVE").await.done();
        assert_eq!(status(&plan, &referral).await, "READY");
        let seen = &authorizations_of(&referrer, &referral).await[0];
        assert_eq!(seen["status"], "APPROVED");
        for hidden in [
            "member",
            "wish",
            "granted",
            "clock",
            "criteria",
            "diagnoses",
            "unitsLeft",
        ] {
            assert_eq!(seen[hidden], Value::Null, "{hidden}");
        }
        assert_eq!(seen["history"], json!([]));
        assert!(kinds(&referrer).await.contains(&"AUTHORIZED".to_owned()));
        reviewer
            .decide(id, "APPROVE")
            .await
            .refused(&["WRONG_STATE"]);

        plan.assign(&referral, "p2").await.done();
        let provider = app.provider("p2");
        provider.accept(&referral).await.done();
        let started = json!({ "referralId": referral, "startedAt": at(&app) });
        provider.act("startService", started).await.done();
        let drawn = authorization_of(&provider, &referral).await;
        assert_eq!(drawn["unitsLeft"], 9);
        assert_eq!(drawn["ledger"][1]["kind"], "DRAWN");
        assert_eq!(drawn["decision"]["reviewer"], Value::Null);
        assert_eq!(
            authorization_of(&plan, &referral).await["decision"]["reviewer"],
            "Rhoswen Quenby"
        );
        // The start turns out to be none: the unit is there again.
        let none = json!({ "referralId": referral, "startedAt": null, "reason": "wrong person" });
        provider.act("correctStart", none).await.done();
        assert_eq!(authorization_of(&plan, &referral).await["unitsLeft"], 10);
    }
);

fn at(app: &TestApp) -> String {
    app.now()
        .to_rfc3339_opts(chrono::SecondsFormat::Micros, true)
}

both_engines!(
    a_denial_is_told_with_its_reason_and_closes_where_the_plan_set_so,
    async |app: TestApp| {
        authorizes(&app, |_| {}).await;
        let (plan, referrer) = (app.plan(), app.referrer());
        let (referral, authorization) = waiting(&app).await;
        let id = id_of(&authorization);
        let unmarked = app.colleague("a", handoff::identity::Role::PlanReviewer);
        unmarked
            .decide(id, "DENY")
            .await
            .refused(&["NOT_COMPETENT"]);
        let reviewer = reviewer(&app).await;
        let bare = json!({ "authorizationId": id, "decision": "DENY" });
        reviewer
            .on_authorization("decideAuthorization", bare)
            .await
            .refused(&["UNKNOWN_REASON"]);
        reviewer.decide(id, "DENY").await.done();
        assert_eq!(status(&referrer, &referral).await, "CLOSED");
        let seen = &authorizations_of(&referrer, &referral).await[0];
        assert_eq!(seen["status"], "DENIED");
        assert_eq!(seen["decision"]["reason"], "OTHER");
        assert_eq!(seen["decision"]["note"], Value::Null);
        let told = kinds(&referrer).await;
        assert!(told.contains(&"NOT_AUTHORIZED".to_owned()), "{told:?}");
        assert!(told.contains(&"LOOP_CLOSED".to_owned()), "{told:?}");
        // Opened again, it needs an authorization again.
        let reopen = json!({ "referralId": referral, "reason": "new papers came" });
        plan.act("reopenReferral", reopen).await.done();
        assert_eq!(status(&plan, &referral).await, "AWAITING_AUTHORIZATION");
        assert_eq!(authorizations_of(&plan, &referral).await.len(), 2);
    }
);

both_engines!(
    the_plans_yes_to_a_named_provider_is_the_assignment,
    async |app: TestApp| {
        authorizes(&app, |_| {}).await;
        set_policy(
            &app,
            &json!({ "service": "HOUSING_NAVIGATION", "route": "PROVIDER_DIRECT" }),
        )
        .await;
        let mut input = referral_of(patient("m1"), "HOUSING_NAVIGATION");
        input["namedProviderId"] = json!(global_id("p2"));
        let reply = app.referrer().try_refer(input).await;
        let referral = reply.done()["referral"]["id"].as_str().unwrap().to_owned();
        let (plan, provider, reviewer) = (app.plan(), app.provider("p2"), reviewer(&app).await);
        let wish = json!({ "referralId": referral, "kind": "PRIOR", "procedureCode": "H2016 U6",
            "units": 20, "diagnoses": ["z5900", "F20.9"], "comment": "has a voucher" });
        let asked = provider
            .on_authorization("requestAuthorization", wish.clone())
            .await;
        let id = asked.done()["authorization"]["id"]
            .as_str()
            .unwrap()
            .to_owned();
        provider
            .on_authorization("requestAuthorization", wish)
            .await
            .refused(&["ASKED_ALREADY"]);
        assert!(
            kinds(&plan)
                .await
                .contains(&"AUTHORIZATION_REQUESTED".to_owned())
        );
        reviewer
            .decide(&id, "APPROVE")
            .await
            .refused(&["MEMBER_UNCONFIRMED"]);
        plan.confirm(&referral, "m1").await.done();
        let seen = authorization_of(&plan, &referral).await;
        assert_eq!(seen["member"]["id"], json!(global_member_id("m1")));
        assert_eq!(seen["diagnoses"], json!(["Z59.00", "F20.9"]));
        assert_eq!(seen["procedureCode"], "H2016 U6");
        reviewer.decide(&id, "APPROVE").await.done();
        assert_eq!(status(&provider, &referral).await, "ASSIGNED");
        let duty = "query($id: ID!) { referral(id: $id) {
          assignment { outreach { status dueAt } authorization { id } } } }";
        let duty = provider.query(duty, json!({ "id": referral })).await;
        let assignment = &duty.field()["assignment"];
        assert_eq!(assignment["outreach"]["status"], "RUNNING");
        assert_eq!(assignment["authorization"]["id"], json!(id));
    }
);

both_engines!(
    a_start_without_it_is_recorded_and_not_paid_until_it_is_authorized_afterwards,
    async |app: TestApp| {
        let (plan, provider) = (app.plan(), app.provider("p2"));
        let referral = crate::support::acts::ready(&app, "m1", "HOUSING_NAVIGATION").await;
        plan.assign(&referral, "p2").await.done();
        provider.accept(&referral).await.done();
        // The plan wants authorizations from now on.
        authorizes(&app, |_| {}).await;
        let tomorrow = (app.now() + TimeDelta::days(1)).to_rfc3339();
        let planned = json!({ "referralId": referral, "startedAt": tomorrow });
        provider
            .act("startService", planned)
            .await
            .refused(&["IN_FUTURE", "NOT_AUTHORIZED"]);
        let started = json!({ "referralId": referral, "startedAt": at(&app) });
        provider.act("startService", started).await.done();
        let unpaid = "query($id: ID!) { referral(id: $id) { assignment { isUnpayable
          authorizationDraft { kind askBy service { code } wish { units fromOn untilOn }
            billingCodes { hcpcs } criteria { code answer } } } } }";
        let assignment = async |caller: &Caller| {
            let reply = caller.query(unpaid, json!({ "id": referral })).await;
            reply.field()["assignment"].clone()
        };
        let is_unpaid = async || assignment(&provider).await["isUnpayable"] == json!(true);
        assert!(is_unpaid().await);
        app.advance(TimeDelta::days(2));
        // What is to be asked for is filled in for who may ask.
        let draft = assignment(&provider).await["authorizationDraft"].clone();
        assert_eq!(draft["kind"], "RETROSPECTIVE");
        assert_eq!(draft["service"]["code"], "HOUSING_NAVIGATION");
        assert_eq!(draft["wish"]["fromOn"], "2026-11-23");
        assert_eq!(draft["billingCodes"][0]["hcpcs"], "H0043");
        assert_eq!(draft["criteria"][0]["answer"], "UNKNOWN");
        assert_eq!(assignment(&plan).await["authorizationDraft"], draft);
        let referrer = assignment(&app.referrer()).await;
        assert_eq!(referrer["authorizationDraft"], Value::Null);
        let prior = json!({ "referralId": referral, "kind": "PRIOR", "fromOn": "2026-11-23" });
        provider
            .on_authorization("requestAuthorization", prior)
            .await
            .refused(&["WRONG_KIND"]);
        let after = json!({ "referralId": referral, "kind": "RETROSPECTIVE" });
        let asked = provider
            .on_authorization("requestAuthorization", after)
            .await;
        let id = asked.done()["authorization"]["id"]
            .as_str()
            .unwrap()
            .to_owned();
        assert_eq!(status(&plan, &referral).await, "CLOSED");
        let asked = &authorization_of(&plan, &referral).await["wish"];
        for field in ["units", "fromOn", "untilOn"] {
            assert_eq!(asked[field], draft["wish"][field], "as the draft said");
        }
        let seen = assignment(&provider).await;
        assert_eq!(seen["authorizationDraft"], Value::Null, "it is asked for");
        reviewer(&app).await.decide(&id, "APPROVE").await.done();
        assert!(!is_unpaid().await);
        assert_eq!(authorization_of(&plan, &referral).await["unitsLeft"], 9);
    }
);

both_engines!(
    a_request_is_completed_extended_and_taken_back,
    async |app: TestApp| {
        authorizes(&app, |_| {}).await;
        let (plan, reviewer) = (app.plan(), reviewer(&app).await);
        let (referral, authorization) = waiting(&app).await;
        let id = id_of(&authorization).to_owned();
        let ask = json!({ "authorizationId": id, "question": "Which shelter?" });
        reviewer
            .on_authorization("requestMoreInformation", ask.clone())
            .await
            .done();
        reviewer
            .on_authorization("requestMoreInformation", ask)
            .await
            .refused(&["ASKED_ALREADY"]);
        let criteria = authorization["criteria"].as_array().unwrap();
        let answers: Vec<Value> = criteria
            .iter()
            .map(|one| json!({ "code": one["code"], "answer": "YES" }))
            .collect();
        assert!(!answers.is_empty());
        let more = json!({ "authorizationId": id, "answer": "The one on Oak Street",
            "criteria": answers, "attachments": [{ "title": "Letter", "reference": "DMS 7" }] });
        app.advance(TimeDelta::hours(1));
        plan.on_authorization("completeAuthorization", more)
            .await
            .done();
        let seen = authorization_of(&plan, &referral).await;
        assert_eq!(seen["clock"]["status"], "RUNNING");
        // Five business days from Monday, 23 November 2026, over Thanksgiving and the day after:
        // 24, 25, 30 November, 1, 2 December. The seven days of the request come first.
        assert_eq!(
            seen["clock"]["dueByInformation"],
            "2026-12-03T07:59:59.999999Z"
        );
        assert_eq!(seen["clock"]["dueAt"], "2026-12-01T07:59:59.999999Z");
        assert_eq!(seen["questions"][0]["answer"], "The one on Oak Street");
        let extend = json!({ "authorizationId": id, "reason": "waiting for the county" });
        reviewer
            .on_authorization("extendAuthorization", extend.clone())
            .await
            .done();
        reviewer
            .on_authorization("extendAuthorization", extend)
            .await
            .refused(&["EXTENDED_ALREADY"]);
        let seen = authorization_of(&plan, &referral).await;
        assert_eq!(seen["clock"]["dueAt"], "2026-12-08T07:59:59.999999Z");
        let back = json!({ "authorizationId": id, "reason": "moved in with family" });
        plan.on_authorization("withdrawAuthorization", back.clone())
            .await
            .done();
        assert_eq!(status(&plan, &referral).await, "READY");
        plan.on_authorization("withdrawAuthorization", back)
            .await
            .refused(&["WRONG_STATE"]);
        plan.assign(&referral, "p2")
            .await
            .refused(&["NOT_AUTHORIZED"]);
    }
);

both_engines!(
    what_is_granted_is_reduced_and_ended_in_time,
    async |app: TestApp| {
        authorizes(&app, |policy| policy.needs_second_reviewer = true).await;
        let (referral, authorization) = waiting(&app).await;
        let id = id_of(&authorization).to_owned();
        let (plan, reviewer) = (app.plan(), reviewer(&app).await);
        let decide = "decideAuthorization";
        let other = json!({ "authorizationId": id, "decision": "APPROVE",
            "untilOn": "2026-12-01" });
        reviewer
            .on_authorization(decide, other)
            .await
            .refused(&["NOT_AS_ASKED"]);
        let same = json!({ "authorizationId": id, "decision": "MODIFY", "units": 10,
            "reason": "LESS_NEEDED", "note": "as asked" });
        reviewer
            .on_authorization(decide, same)
            .await
            .refused(&["NOTHING_MODIFIED"]);
        reviewer.decide(&id, "APPROVE").await.done();
        let less = |units: i32| {
            json!({ "authorizationId": id, "decision": "REDUCE", "units": units,
                "reason": "OTHER", "note": "fewer are needed" })
        };
        reviewer
            .on_authorization("decideAuthorization", less(11))
            .await
            .refused(&["NOT_LESS"]);
        // A second reviewer is wanted for it, and it has to be somebody else.
        reviewer
            .on_authorization("decideAuthorization", less(4))
            .await
            .done();
        assert_eq!(authorization_of(&plan, &referral).await["unitsLeft"], 10);
        reviewer
            .on_authorization("decideAuthorization", less(4))
            .await
            .refused(&["SECOND_REVIEWER"]);
        let soon = json!({ "authorizationId": id, "decision": "TERMINATE",
            "untilOn": "2026-11-25", "reason": "OTHER", "note": "over" });
        reviewer
            .on_authorization("decideAuthorization", soon)
            .await
            .refused(&["SECOND_REVIEWER"]);
    }
);

both_engines!(
    bad_input_gets_clear_errors_and_changes_nothing,
    async |app: TestApp| {
        authorizes(&app, |_| {}).await;
        let plan = app.plan();
        let try_it = async |changes: Value| {
            let mut input = json!({ "memberId": global_member_id("m1"), "kind": "PRIOR",
                "service": "ASTHMA_REMEDIATION" });
            for (name, value) in changes.as_object().unwrap() {
                input[name] = value.clone();
            }
            plan.on_authorization("requestAuthorization", input).await
        };
        for (changes, codes) in [
            (json!({ "procedureCode": "S5165" }), ["INVALID_CODE"]),
            (
                json!({ "procedureCode": "S5165 U6", "amount": "100.00" }),
                ["WRONG_CODE"],
            ),
            (json!({ "procedureCode": "nonsense" }), ["INVALID_CODE"]),
            (json!({ "procedureCode": "S5165 U5" }), ["WRONG_UNIT"]),
            (
                json!({ "fromOn": "2026-12-02", "untilOn": "2026-12-01" }),
                ["DATES_REVERSED"],
            ),
            (json!({ "units": 0 }), ["OUT_OF_RANGE"]),
            (json!({ "amount": "0.00" }), ["OUT_OF_RANGE"]),
            (json!({ "diagnoses": ["1"] }), ["INVALID_DIAGNOSIS"]),
            (
                json!({ "criteria": [{ "code": "NO_SUCH", "answer": "YES" }] }),
                ["UNKNOWN_CRITERION"],
            ),
            (json!({ "kind": "PRESUMPTIVE" }), ["WRONG_KIND"]),
            (
                json!({ "memberId": global_member_id("n1") }),
                ["UNKNOWN_MEMBER"],
            ),
            (json!({ "memberId": null }), ["ONE_OF"]),
            (json!({ "service": null }), ["REQUIRED"]),
        ] {
            try_it(changes).await.refused(&codes);
        }
        let asked = try_it(json!({ "procedureCode": "S5165 U5", "amount": "1250.00" })).await;
        let id = asked.done()["authorization"]["id"]
            .as_str()
            .unwrap()
            .to_owned();
        let reviewer = reviewer(&app).await;
        let modify = json!({ "authorizationId": id, "decision": "MODIFY", "amount": "1000.00",
            "reason": "OTHER", "note": "one room" });
        reviewer
            .on_authorization("decideAuthorization", modify)
            .await
            .done();
        let document = "query($id: ID!) { authorization(id: $id) {
          status granted { amount } amountLeft referral { id } } }";
        let found = plan.query(document, json!({ "id": id })).await;
        assert_eq!(found.field()["granted"]["amount"], "1000.00");
        assert_eq!(found.field()["amountLeft"], "1000.00");
        assert_eq!(found.field()["status"], "MODIFIED");
        let foreign = app
            .plan_named("b")
            .query(document, json!({ "id": id }))
            .await;
        assert_eq!(foreign.field(), &Value::Null);
    }
);

both_engines!(
    the_work_list_has_what_is_due_soonest_first_and_clocks_tell_the_plan,
    async |app: TestApp| {
        authorizes(&app, |_| {}).await;
        let (_, slow) = waiting(&app).await;
        let mut urgent = referral_of(patient("m2"), "HOUSING_NAVIGATION");
        urgent["urgency"] = json!("URGENT");
        let reply = app.referrer().try_refer(urgent).await;
        let referral = reply.done()["referral"]["id"].as_str().unwrap().to_owned();
        app.plan().confirm(&referral, "m2").await.done();
        let fast = authorization_of(&app.plan(), &referral).await;
        assert_eq!(fast["kind"], "EXPEDITED");
        let document = "{ authorizations { nodes { id clock { minutesLeft } } totalCount } }";
        let reviewer = reviewer(&app).await;
        let list = reviewer.query(document, json!({})).await;
        let nodes = list.field()["nodes"].as_array().unwrap();
        let ids: Vec<&Value> = nodes.iter().map(|node| &node["id"]).collect();
        assert_eq!(ids, [&fast["id"], &slow["id"]]);
        assert_eq!(nodes[0]["clock"]["minutesLeft"], 12 * 60);
        app.advance(TimeDelta::hours(12));
        let referrals = handoff::referrals::Referrals::new(app.db().clone());
        referrals.tell_of_clocks(|| app.system_op()).await.unwrap();
        referrals.tell_of_clocks(|| app.system_op()).await.unwrap();
        let told = kinds(&app.plan()).await;
        let overdue = told.iter().filter(|kind| *kind == "AUTHORIZATION_OVERDUE");
        assert_eq!(overdue.count(), 1, "{told:?}");
    }
);

/// A wish of plan a for m1's housing deposit; its id.
async fn deposit(app: &TestApp, amount: &str) -> String {
    deposit_of_kind(app, "PRIOR", amount).await
}

async fn deposit_of_kind(app: &TestApp, kind: &str, amount: &str) -> String {
    let input = json!({ "memberId": global_member_id("m1"), "service": "HOUSING_DEPOSITS",
        "kind": kind, "procedureCode": "H0044 U2", "amount": amount });
    let asked = app
        .plan()
        .on_authorization("requestAuthorization", input)
        .await;
    asked.done()["authorization"]["id"]
        .as_str()
        .unwrap()
        .to_owned()
}

fn second(authorization: &str) -> Value {
    json!({ "authorizationId": authorization, "decision": "APPROVE",
        "exception": { "ground": "TERMS", "reason": "left a violent home",
            "evidence": "letter of the shelter, DMS 8" } })
}

both_engines!(
    a_second_deposit_takes_what_shows_that_conditions_changed,
    async |app: TestApp| {
        authorizes(&app, |_| {}).await;
        let reviewer = reviewer(&app).await;
        let first = deposit(&app, "2000.00").await;
        reviewer.decide(&first, "APPROVE").await.done();
        let again = deposit(&app, "1000.00").await;
        let refused = reviewer.decide(&again, "APPROVE").await;
        let payload = refused.refused(&["LIMIT_REACHED"]);
        let message = payload["userErrors"][0]["message"].as_str().unwrap();
        assert!(message.contains("conditions"), "{message}");
        let bare = json!({ "authorizationId": again, "decision": "APPROVE",
            "exception": { "ground": "TERMS", "reason": "left a violent home", "evidence": " " } });
        reviewer
            .on_authorization("decideAuthorization", bare)
            .await
            .refused(&["REQUIRED", "LIMIT_REACHED"][..1]);
        let document = "query($id: ID!) { authorization(id: $id) {
          status exception { ground evidence }
          limits { limit weight usedAtLeast left used { fromOn isOtherPlans } message } } }";
        let seen = reviewer.query(document, json!({ "id": again })).await;
        let once = &seen.field()["limits"][0];
        assert_eq!(once["weight"], "REFUSES", "{once}");
        assert_eq!(once["usedAtLeast"], 1);
        reviewer
            .on_authorization("decideAuthorization", second(&again))
            .await
            .done();
        let seen = reviewer.query(document, json!({ "id": again })).await;
        assert_eq!(seen.field()["exception"]["ground"], "TERMS");
        // A third one takes more than the terms foresee.
        let third = deposit(&app, "500.00").await;
        reviewer
            .on_authorization("decideAuthorization", second(&third))
            .await
            .refused(&["LIMIT_REACHED"]);
    }
);

both_engines!(
    of_two_second_deposits_at_the_same_instant_one_is_granted,
    async |app: TestApp| {
        authorizes(&app, |_| {}).await;
        let reviewer = reviewer(&app).await;
        let first = deposit(&app, "2000.00").await;
        reviewer.decide(&first, "APPROVE").await.done();
        let one = deposit(&app, "100.00").await;
        let other = deposit_of_kind(&app, "EXPEDITED", "100.00").await;
        let (one, other) = tokio::join!(
            reviewer.on_authorization("decideAuthorization", second(&one)),
            reviewer.on_authorization("decideAuthorization", second(&other)),
        );
        let mut ends = [one.refusals(), other.refusals()];
        ends.sort();
        assert_eq!(ends, [&[] as &[&str], &["LIMIT_REACHED"]]);
    }
);

both_engines!(
    of_fifty_starts_on_the_last_ten_units_ten_are_paid,
    async |app: TestApp| {
        crate::support::network::set_places(&app, "p2", 1_000).await;
        let plan = app.plan();
        let mut referrals = Vec::new();
        for _ in 0..50 {
            let referral = crate::support::acts::ready(&app, "m1", "HOUSING_NAVIGATION").await;
            plan.assign(&referral, "p2").await.done();
            referrals.push(referral);
        }
        authorizes(&app, |_| {}).await;
        let wish = json!({ "memberId": global_member_id("m1"), "service": "HOUSING_NAVIGATION",
            "kind": "PRIOR", "units": 10, "providerId": global_id("p2") });
        let asked = plan.on_authorization("requestAuthorization", wish).await;
        let id = asked.done()["authorization"]["id"]
            .as_str()
            .unwrap()
            .to_owned();
        reviewer(&app).await.decide(&id, "APPROVE").await.done();
        let starts = referrals.iter().map(|referral| {
            let input = json!({ "referralId": referral, "startedAt": at(&app) });
            let plan = plan.clone();
            async move { plan.act("startService", input).await }
        });
        for reply in futures_util::future::join_all(starts).await {
            reply.done();
        }
        let document = "query($id: ID!) { authorization(id: $id) {
          unitsLeft ledger { seq kind unitsLeft } } }";
        let seen = plan.query(document, json!({ "id": id })).await;
        assert_eq!(seen.field()["unitsLeft"], 0);
        let ledger = seen.field()["ledger"].as_array().unwrap();
        assert_eq!(ledger.len(), 11, "{ledger:?}");
        let mut unpaid = 0;
        for referral in &referrals {
            let document = "query($id: ID!) { referral(id: $id) { assignment { isUnpayable } } }";
            let reply = plan.query(document, json!({ "id": referral })).await;
            unpaid += i32::from(reply.field()["assignment"]["isUnpayable"] == json!(true));
        }
        assert_eq!(unpaid, 40);
    }
);

both_engines!(
    decisions_are_compared_without_names,
    async |app: TestApp| {
        authorizes(&app, |_| {}).await;
        let (plan, reviewer) = (app.plan(), reviewer(&app).await);
        let asked = async |member: &str, answer: &str| {
            let referral = app.referrer().refer(member, "HOUSING_NAVIGATION").await;
            plan.confirm(&referral, member).await.done();
            let one = authorization_of(&plan, &referral).await;
            let criteria = one["criteria"].as_array().unwrap().iter();
            let answers: Vec<Value> = criteria
                .map(|one| json!({ "code": one["code"], "answer": answer }))
                .collect();
            let more = json!({ "authorizationId": one["id"], "criteria": answers });
            plan.on_authorization("completeAuthorization", more)
                .await
                .done();
            one["id"].as_str().unwrap().to_owned()
        };
        let (yes, no) = (asked("m1", "YES").await, asked("m2", "NO").await);
        reviewer.decide(&yes, "APPROVE").await.done();
        app.advance(TimeDelta::minutes(61));
        reviewer.decide(&no, "DENY").await.done();
        let third = asked("m3", "YES").await;
        let document = "query($id: ID!) { authorization(id: $id) {
          similar { alike decision { status reason hours } } } }";
        let of = json!({ "id": third });
        let seen = reviewer.query(document, of.clone()).await;
        let similar = &seen.field()["similar"];
        // The one that was answered alike comes before the later one.
        assert_eq!(similar[0]["decision"]["status"], "APPROVED");
        assert!(similar[0]["alike"].as_i64().unwrap() > 0);
        assert_eq!(similar[1]["decision"]["status"], "DENIED");
        assert_eq!(similar[1]["alike"], 0);
        assert_eq!(similar[1]["decision"]["hours"], 2);

        let document = "query($after: String) {
          decisions(first: 1, after: $after, filter: { service: HOUSING_NAVIGATION }) {
            nodes { decidedOn status answers { code answer } asked { units } granted { units }
              isLate isExtended isException }
            pageInfo { endCursor hasNextPage } totalCount } }";
        let page = async |caller: &Caller, after: Value| {
            let reply = caller.query(document, json!({ "after": after })).await;
            reply.field().clone()
        };
        let analyst = app.colleague("a", handoff::identity::Role::PlanAnalyst);
        let refused = json!({ "after": null });
        analyst.query(document, refused).await.fault("FORBIDDEN");
        let first = page(&reviewer, Value::Null).await;
        assert_eq!(first["totalCount"], 2);
        assert_eq!(first["nodes"][0]["status"], "DENIED");
        assert_eq!(first["nodes"][0]["granted"], Value::Null);
        assert_eq!(first["nodes"][0]["answers"][0]["answer"], "NO");
        let next = page(&reviewer, first["pageInfo"]["endCursor"].clone()).await;
        assert_eq!(next["nodes"][0]["status"], "APPROVED");
        assert_eq!(next["pageInfo"]["hasNextPage"], false);
        let other = page(&app.plan_named("b"), Value::Null).await;
        assert_eq!(other["totalCount"], 0);
        let refused = json!({ "after": null });
        app.provider("p2")
            .query(document, refused)
            .await
            .fault("FORBIDDEN");
    }
);
