//! Who waits for a place: the plan's order, offers that lapse, and how long people wait.

use chrono::TimeDelta;
use handoff::identity::Role;
use handoff::referrals::Referrals;
use serde_json::{Value, json};

use crate::support::acts::{assigned, referral_of, try_set_policy};
use crate::support::network::{global_id, global_member_id, patient, set_places};
use crate::support::{Caller, TestApp, both_engines, eventually};

const NAVIGATION: &str = "HOUSING_NAVIGATION";

async fn look(caller: &Caller, referral: &str) -> Value {
    let document = "query($id: ID!) { referral(id: $id) {
      status waiting { position offeredAt offerEndsAt }
      timeline { nodes { kind reason } }
    } }";
    let reply = caller.query(document, json!({ "id": referral })).await;
    reply.field().clone()
}

/// Housing navigation has no place left: `m1` has the one of p1, `m2` that of p2. Gives the
/// referral at p1.
async fn without_room(app: &TestApp) -> String {
    let first = assigned(app, "m1", NAVIGATION, "p1").await;
    assigned(app, "m2", NAVIGATION, "p2").await;
    set_places(app, "p1-desk", 1).await;
    set_places(app, "p2", 1).await;
    first
}

/// Somebody who waits from now on.
async fn waits(app: &TestApp, plan: &str, member: &str, changes: Value) -> String {
    app.advance(TimeDelta::minutes(1));
    let mut input = referral_of(patient(member), NAVIGATION);
    for (name, value) in changes.as_object().unwrap() {
        input[name] = value.clone();
    }
    let reply = app.referrer().try_refer(input).await;
    let referral = reply.done()["referral"]["id"].as_str().unwrap().to_owned();
    let plan = app.plan_named(plan);
    plan.confirm(&referral, member).await.done();
    plan.act_on("joinWaitlist", &referral).await.done();
    referral
}

async fn lapse(app: &TestApp) -> u64 {
    let referrals = Referrals::new(app.db().clone());
    referrals.lapse_offers(|| app.system_op()).await.unwrap()
}

both_engines!(the_order_is_the_plans_dated_policy, async |app: TestApp| {
    let plan = app.plan();
    without_room(&app).await;
    // Under the default, urgency and then the time received.
    let routine = waits(&app, "a", "m3", json!({ "neededBy": "2026-12-01" })).await;
    let urgent = waits(&app, "a", "m3", json!({ "urgency": "URGENT" })).await;
    for (referral, position) in [(&urgent, 1), (&routine, 2)] {
        assert_eq!(look(&plan, referral).await["waiting"]["position"], position);
    }

    for order in [json!([]), json!(["RECEIVED", "RECEIVED"])] {
        try_set_policy(&app, &json!({ "waitlistOrder": order }))
            .await
            .refused(&["INVALID_ORDER"]);
    }
    try_set_policy(&app, &json!({ "offerHours": 0 }))
        .await
        .refused(&["OUT_OF_RANGE"]);
    let order = json!(["URGENCY", "NEEDED_BY", "RECEIVED"]);
    let set = try_set_policy(&app, &json!({ "waitlistOrder": order, "offerHours": 24 })).await;
    let policy = &set.done()["policy"];
    let dated = json!({ "fromOn": "2026-11-23", "waitlistOrder": order, "offerHours": 24 });
    assert_eq!(policy, &dated);
    // Who waits keeps its place; who comes now is put where the policy says.
    let sooner = waits(&app, "a", "m3", json!({ "neededBy": "2026-11-30" })).await;
    let soonest = waits(&app, "a", "m3", json!({ "neededBy": "2026-11-29" })).await;
    for (referral, position) in [(&urgent, 1), (&routine, 2), (&soonest, 3), (&sooner, 4)] {
        let seen = look(&plan, referral).await;
        assert_eq!(seen["waiting"]["position"], position, "{seen}");
    }
});

both_engines!(
    an_offer_lapses_and_the_next_gets_it,
    async |app: TestApp| {
        let plan = app.plan();
        try_set_policy(&app, &json!({ "offerHours": 24 }))
            .await
            .done();
        let first = without_room(&app).await;
        let one = waits(&app, "a", "m3", json!({})).await;
        let other = waits(&app, "a", "m1", json!({})).await;
        let close = json!({ "referralId": first, "reason": "UNABLE_TO_REACH" });
        plan.act("closeReferral", close).await.done();
        let offered = async |referral: &str| {
            let seen = look(&plan, referral).await;
            (!seen["waiting"]["offeredAt"].is_null()).then_some(seen)
        };
        let seen = eventually(async || offered(&one).await).await;
        assert_eq!(seen["waiting"]["offerEndsAt"], "2026-11-24T17:02:00Z");

        app.advance(TimeDelta::hours(24) - TimeDelta::seconds(1));
        assert_eq!(lapse(&app).await, 0);
        app.advance(TimeDelta::seconds(1));
        lapse(&app).await;
        eventually(async || offered(&other).await).await;
        let seen = look(&plan, &one).await;
        assert_eq!(seen["waiting"]["position"], 1, "it keeps its place");
        assert_eq!(seen["waiting"]["offerEndsAt"], Value::Null);
        let last = seen["timeline"]["nodes"]
            .as_array()
            .unwrap()
            .last()
            .cloned();
        let lapsed = json!({ "kind": "OFFER_PASSED", "reason": "LAPSED" });
        assert_eq!(last, Some(lapsed));
        assert_eq!(lapse(&app).await, 0);
        plan.assign(&other, "p1").await.done();
    }
);

/// Status and who waits, as the directory and the pool say it.
async fn room(caller: &Caller) -> (Value, Value) {
    let directory = "query($id: ID!) { node(id: $id) { ... on Provider {
      offerings(service: HOUSING_NAVIGATION) { capacity { status waiting available } } } } }";
    let id = json!({ "id": global_id("p1") });
    let reply = caller.query(directory, id.clone()).await;
    let offering = reply.field()["offerings"][0]["capacity"].clone();
    let pools = "query($id: ID) { capacityPools(providerId: $id) {
      services capacity { status waiting available } } }";
    let reply = caller.query(pools, id).await;
    let pools = reply.body()["data"]["capacityPools"].clone();
    let pool = pools.as_array().and_then(|pools| {
        let of_navigation = |pool: &&Value| pool["services"].to_string().contains(NAVIGATION);
        pools.iter().find(of_navigation).cloned()
    });
    (
        offering,
        pool.map_or(Value::Null, |pool| pool["capacity"].clone()),
    )
}

both_engines!(the_directory_says_that_people_wait, async |app: TestApp| {
    let (plan, other, provider) = (app.plan(), app.plan_named("b"), app.provider("p1"));
    let first = without_room(&app).await;
    let full = |waiting| json!({ "status": "FULL", "waiting": waiting, "available": 0 });
    assert_eq!(room(&plan).await, (full(json!(0)), full(json!(0))));
    let mine = waits(&app, "a", "m3", json!({})).await;
    let theirs = waits(&app, "b", "n1", json!({})).await;
    let seen = |waiting| json!({ "status": "WAITLIST", "waiting": waiting, "available": 0 });
    assert_eq!(room(&plan).await, (seen(json!(1)), seen(json!(1))));
    assert_eq!(room(&other).await, (seen(json!(1)), seen(json!(1))));
    assert_eq!(room(&provider).await, (seen(json!(2)), seen(json!(2))));
    let (offering, _) = room(&app.anonymous()).await;
    assert_eq!(offering, seen(Value::Null));
    let search = "{ providers(filter: { county: \"06007\", services: [HOUSING_NAVIGATION],
          acceptingReferrals: true }) { nodes { id } } }";
    let found = app.anonymous().query(search, json!({})).await;
    assert_eq!(found.field()["nodes"], json!([]));

    // Passed by all who wait, a free place is there for newcomers.
    let close = json!({ "referralId": first, "reason": "UNABLE_TO_REACH" });
    plan.act("closeReferral", close).await.done();
    set_places(&app, "p1-desk", 5).await;
    let (offering, _) = room(&provider).await;
    assert_eq!(offering["status"], "WAITLIST");
    eventually(async || {
        let seen = look(&plan, &mine).await;
        (!seen["waiting"]["offeredAt"].is_null()).then_some(())
    })
    .await;
    plan.assign(&mine, "p1").await.done();
    let leave = json!({ "referralId": theirs, "reason": "moved" });
    other.act("leaveWaitlist", leave).await.done();
    let (offering, _) = room(&provider).await;
    assert_eq!(offering["status"], "OPEN");
    assert_eq!(offering["waiting"], 0);
});

both_engines!(a_report_says_how_long_people_wait, async |app: TestApp| {
    let plan = app.plan();
    let first = without_room(&app).await;
    let one = waits(&app, "a", "m3", json!({})).await;
    waits(&app, "a", "m2", json!({})).await;
    app.advance(TimeDelta::days(3));
    let close = json!({ "referralId": first, "reason": "UNABLE_TO_REACH" });
    plan.act("closeReferral", close).await.done();
    eventually(async || {
        let seen = look(&plan, &one).await;
        (!seen["waiting"]["offeredAt"].is_null()).then_some(())
    })
    .await;
    plan.assign(&one, "p1").await.done();
    app.advance(TimeDelta::days(2));

    let times = async |caller: &Caller, from: &str, to: &str| {
        let document = "query($id: ID!, $from: Date!, $to: Date!) {
              waitingTimes(planId: $id, from: $from, to: $to) {
                county { fips } language waiting waitingDays served medianDays longestDays } }";
        let variables = json!({ "id": global_id("a"), "from": from, "to": to });
        caller.query(document, variables).await
    };
    let cell = |waiting: Value, served: Value| {
        json!([{
            "county": { "fips": "06007" }, "language": "en",
            "waiting": waiting[0], "waitingDays": waiting[1],
            "served": served[0], "medianDays": served[1], "longestDays": served[1],
        }])
    };
    let found = times(&plan, "2026-11-01", "2026-11-30").await;
    assert_eq!(found.field(), &cell(json!([1, 5]), json!([1, 3])));
    // Whoever was served at another time is not of this one.
    let found = times(&plan, "2026-11-01", "2026-11-25").await;
    assert_eq!(found.field(), &cell(json!([1, 5]), json!([0, null])));
    // Few people are hidden from who sees none.
    let analyst = app.colleague("a", Role::PlanAnalyst);
    for caller in [analyst, app.first_of("s")] {
        times(&caller, "2026-11-01", "2026-11-29")
            .await
            .fault("BAD_USER_INPUT");
        let found = times(&caller, "2026-11-01", "2026-11-30").await;
        assert_eq!(
            found.field(),
            &cell(json!([null, null]), json!([null, null]))
        );
    }
    let found = times(&app.plan_named("b"), "2026-11-01", "2026-11-30").await;
    found.fault("NOT_FOUND");
    for (from, to) in [("2026-11-30", "2026-11-01"), ("2024-01-01", "2026-11-01")] {
        times(&plan, from, to).await.fault("BAD_USER_INPUT");
    }
    let found = times(&app.provider("p1"), "2026-11-01", "2026-11-30").await;
    found.fault("FORBIDDEN");
});

both_engines!(
    who_waits_for_two_places_is_offered_one,
    async |app: TestApp| {
        let plan = app.plan();
        without_room(&app).await;
        let referral = waits(&app, "a", "m3", json!({})).await;
        for pool in ["p1-desk", "p2"] {
            set_places(&app, pool, 2).await;
        }
        eventually(async || {
            let seen = look(&plan, &referral).await;
            (!seen["waiting"]["offeredAt"].is_null()).then_some(())
        })
        .await;
        let referrals = Referrals::new(app.db().clone());
        let served = referrals.serve_waitlist(|| app.system_op()).await.unwrap();
        assert_eq!(served, 0, "the other place is for the next");
        let seen = look(&plan, &referral).await;
        let kinds = seen["timeline"]["nodes"].as_array().unwrap().iter();
        let offers = kinds.filter(|one| one["kind"] == "PLACE_OFFERED");
        assert_eq!(offers.count(), 1);
    }
);

both_engines!(
    who_has_moved_away_is_not_in_the_way_of_those_behind,
    async |app: TestApp| {
        let plan = app.plan();
        let first = without_room(&app).await;
        let gone = waits(
            &app,
            "a",
            "m3",
            json!({ "county": null, "urgency": "URGENT" }),
        )
        .await;
        let next = waits(&app, "a", "m2", json!({})).await;
        assert_eq!(look(&plan, &gone).await["waiting"]["position"], 1);
        let document = "mutation($input: SetAddressInput!) {
          setAddress(input: $input) { member { id } userErrors { code message } } }";
        let home = json!({ "memberId": global_member_id("m3"), "county": "06037", "fromOn": "2026-11-23",
            "whereabouts": "with her sister",
        });
        plan.query(document, json!({ "input": home })).await.done();
        let close = json!({ "referralId": first, "reason": "UNABLE_TO_REACH" });
        plan.act("closeReferral", close).await.done();

        eventually(async || {
            let seen = look(&plan, &next).await;
            (!seen["waiting"]["offeredAt"].is_null()).then_some(())
        })
        .await;
        // Nobody serves where it is needed now: the plan has it back, and hears of it.
        let seen = look(&plan, &gone).await;
        assert_eq!(seen["status"], "READY");
        let left = json!({ "kind": "LEFT_WAITLIST", "reason": "NOTHING_TO_WAIT_FOR" });
        let nodes = seen["timeline"]["nodes"].as_array().unwrap();
        assert_eq!(nodes.last(), Some(&left));
        let notices = "{ notices(first: 100) { items { notice { kind } referral { id } } } }";
        let told = plan.query(notices, json!({})).await;
        let items = told.field()["items"].as_array().unwrap();
        let ended = json!({ "notice": { "kind": "WAIT_ENDED" }, "referral": { "id": gone } });
        assert_eq!(items.iter().filter(|item| **item == ended).count(), 1);
    }
);
