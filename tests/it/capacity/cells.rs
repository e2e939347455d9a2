//! County × service: who sees which figures, and how they change.

use handoff::identity::Role;
use serde_json::{Value, json};

use super::{global_pool_id, network_of, say, set_capacity};
use crate::support::acts::{assigned, ready};
use crate::support::{Caller, TestApp, both_engines};

const CELLS: &str = "query($filter: CapacityFilter) { capacity(filter: $filter) {
  county { fips } service providers limit held active available waiting } }";

async fn cell(caller: &Caller, service: &str) -> Value {
    let filter = json!({ "filter": { "services": [service], "counties": ["06007"] } });
    let reply = caller.query(CELLS, filter).await;
    let cells = reply.field().as_array().unwrap();
    assert!(cells.len() <= 1, "{cells:?}");
    cells.first().cloned().unwrap_or_default()
}

fn figures(cell: &Value) -> [&Value; 5] {
    ["providers", "limit", "held", "active", "available"].map(|name| &cell[name])
}

both_engines!(
    a_plan_reads_its_share_and_the_state_all,
    async |app: TestApp| {
        for _ in 0..3 {
            assigned(&app, "m1", "HOUSING_NAVIGATION", "p1").await;
        }
        assigned(&app, "n1", "HOUSING_NAVIGATION", "p1").await;
        let (plan, other) = (app.plan(), app.plan_named("b"));
        // The desk has 10 places, of which 4 are held; the other provider of plan a has 5.
        let seen = cell(&plan, "HOUSING_NAVIGATION").await;
        assert_eq!(
            figures(&seen),
            [2, 15, 3, 0, 11].map(|n| json!(n)).each_ref()
        );
        let seen = cell(&other, "HOUSING_NAVIGATION").await;
        assert_eq!(
            figures(&seen),
            [1, 10, 1, 0, 6].map(|n| json!(n)).each_ref()
        );
        assert_eq!(seen["waiting"], 0);
        // A cap is the most that is there for the plan.
        let seen = cell(&other, "MEALS").await;
        assert_eq!(figures(&seen), [1, 2, 0, 0, 2].map(|n| json!(n)).each_ref());
        assert_eq!(
            cell(&plan, "ECM").await,
            Value::Null,
            "nobody is paid for it"
        );

        // Few people are hidden from who sees none, and what they follow from.
        for manager in [network_of(&app, "a"), app.colleague("a", Role::PlanAnalyst)] {
            let seen = cell(&manager, "HOUSING_NAVIGATION").await;
            let null = Value::Null;
            assert_eq!(figures(&seen), [&json!(2), &json!(15), &null, &null, &null]);
        }
        let state = app.first_of("s");
        let seen = cell(&state, "HOUSING_NAVIGATION").await;
        assert_eq!(seen["providers"], 2);
        assert!(
            ["limit", "held", "available"]
                .iter()
                .all(|name| seen[name].is_null())
        );
        for stranger in [app.provider("p1"), app.referrer(), app.first_of("o")] {
            stranger.query(CELLS, json!({})).await.fault("FORBIDDEN");
        }
        app.anonymous()
            .query(CELLS, json!({}))
            .await
            .fault("UNAUTHENTICATED");
        let empty = json!({ "filter": { "services": [] } });
        plan.query(CELLS, empty).await.fault("BAD_USER_INPUT");

        // A pause takes the room, not the places.
        let pause = json!({ "poolId": global_pool_id("p1-desk"), "reason": "holiday" });
        say(&app.provider("p1"), "pauseReferrals", pause)
            .await
            .done();
        let seen = cell(&plan, "HOUSING_NAVIGATION").await;
        assert_eq!(
            figures(&seen),
            [2, 15, 3, 0, 5].map(|n| json!(n)).each_ref()
        );
    }
);

both_engines!(
    eleven_people_are_shown_to_the_state,
    async |app: TestApp| {
        for _ in 0..11 {
            assigned(&app, "m1", "MEALS", "p1").await;
        }
        let seen = cell(&app.first_of("s"), "MEALS").await;
        assert_eq!(
            figures(&seen),
            [2, 45, 11, 0, 34].map(|n| json!(n)).each_ref()
        );
    }
);

both_engines!(
    a_watch_begins_with_all_and_goes_on_with_changes,
    async |app: TestApp| {
        let watch = "subscription($filter: CapacityFilter) { capacityChanges(filter: $filter) {
      service limit held available } }";
        let filter = json!({ "filter": { "services": ["MEALS", "HOUSING_NAVIGATION"] } });
        let mut stream = app.plan().subscribe(watch, filter).await;
        let first = [stream.next().await, stream.next().await];
        let services: Vec<_> = first.iter().map(|cell| &cell["service"]).collect();
        assert_eq!(services, ["HOUSING_NAVIGATION", "MEALS"]);

        // The kitchen's room is not the desk's: one cell changes.
        let referral = ready(&app, "m1", "MEALS").await;
        app.plan().assign(&referral, "p1").await.done();
        let meals = stream.next().await;
        assert_eq!(
            meals,
            json!({ "service": "MEALS", "limit": 45, "held": 1, "available": 44 })
        );
        set_capacity(&app.provider("p1"), "p1-desk", 4).await.done();
        let desk = stream.next().await;
        let expected =
            json!({ "service": "HOUSING_NAVIGATION", "limit": 9, "held": 0, "available": 9 });
        assert_eq!(desk, expected);

        let mut refused = app.referrer().subscribe(watch, json!({})).await;
        refused.fault("FORBIDDEN").await;
    }
);

both_engines!(the_cells_take_one_statement, async |app: TestApp| {
    assigned(&app, "m1", "MEALS", "p1").await;
    let plan = app.plan();
    // The server's own polls may add to a count, never take from it.
    let mut fewest = u64::MAX;
    for _ in 0..6 {
        let before = app.db().statements();
        plan.query(CELLS, json!({})).await.data();
        fewest = fewest.min(app.db().statements() - before);
    }
    assert_eq!(fewest, 1);
});

both_engines!(who_waits_is_counted_once, async |app: TestApp| {
    for (pool, key) in [("p1-desk", "p1"), ("p2", "p2")] {
        set_capacity(&app.provider(key), pool, 0).await.done();
    }
    let plan = app.plan();
    let referral = ready(&app, "m1", "HOUSING_NAVIGATION").await;
    plan.act_on("joinWaitlist", &referral).await.done();
    assert_eq!(cell(&plan, "HOUSING_NAVIGATION").await["waiting"], 1);
    assert_eq!(
        cell(&plan, "MEALS").await["waiting"],
        0,
        "for another service"
    );
    let other = app.plan_named("b");
    assert_eq!(cell(&other, "HOUSING_NAVIGATION").await["waiting"], 0);
    for stranger in [app.colleague("a", Role::PlanAnalyst), app.first_of("s")] {
        let seen = cell(&stranger, "HOUSING_NAVIGATION").await;
        assert_eq!(seen["waiting"], Value::Null);
    }
});
