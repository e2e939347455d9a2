//! What a provider says of its pools.

use chrono::TimeDelta;
use handoff::identity::Role;
use serde_json::{Value, json};

use super::ledger::verified;
use super::{global_pool_id, look, say, set_capacity};
use crate::support::acts::{assigned, ready};
use crate::support::{TestApp, both_engines};

both_engines!(a_lower_limit_evicts_nobody, async |app: TestApp| {
    let first = assigned(&app, "m1", "HOUSING_NAVIGATION", "p2").await;
    assigned(&app, "m2", "HOUSING_NAVIGATION", "p2").await;
    app.advance(TimeDelta::hours(1));
    let provider = app.provider("p2");
    let reply = set_capacity(&provider, "p2", 1).await;
    let capacity = &reply.done()["pool"]["capacity"];
    let expected = json!({
        "status": "FULL", "available": 0, "limit": 1, "held": 2, "active": 0,
        "updatedAt": "2026-11-23T18:00:00Z",
    });
    assert_eq!(*capacity, expected);

    // Nobody new, and the two go on; a place that comes free is not one to take.
    let third = ready(&app, "m3", "HOUSING_NAVIGATION").await;
    app.plan()
        .assign(&third, "p2")
        .await
        .refused(&["AT_CAPACITY"]);
    provider.accept(&first).await.done();
    let decline = json!({ "referralId": first, "reason": "AT_CAPACITY", "note": "full" });
    provider.act("declineReferral", decline).await.done();
    app.plan()
        .assign(&third, "p2")
        .await
        .refused(&["AT_CAPACITY"]);

    // What was said before is as far as it goes by itself.
    set_capacity(&provider, "p2", 0).await.done();
    assert_eq!(verified(&app).await.disagreements, []);
});

both_engines!(nobody_comes_while_it_is_paused, async |app: TestApp| {
    let provider = app.provider("p2");
    let pool = global_pool_id("p2");
    let pause = json!({ "poolId": pool, "reason": "the van broke down" });
    let reply = say(&provider, "pauseReferrals", pause).await;
    let seen = &reply.done()["pool"];
    assert_eq!(seen["capacity"]["status"], "PAUSED");
    assert_eq!(seen["capacity"]["available"], 0);
    let expected = json!({ "reason": "the van broke down", "until": null });
    assert_eq!(seen["pause"], expected);
    assert_eq!(look(&app.plan(), "p2", "p2").await["pause"], expected);

    let referral = ready(&app, "m1", "HOUSING_NAVIGATION").await;
    app.plan()
        .assign(&referral, "p2")
        .await
        .refused(&["AT_CAPACITY"]);

    // A new figure is not the end of the pause.
    let reply = set_capacity(&provider, "p2", 4).await;
    assert_eq!(reply.done()["pool"]["capacity"]["status"], "PAUSED");

    let resume = json!({ "poolId": pool });
    let reply = say(&provider, "resumeReferrals", resume.clone()).await;
    assert_eq!(reply.done()["pool"]["pause"], Value::Null);
    app.plan().assign(&referral, "p2").await.done();
    let again = say(&provider, "resumeReferrals", resume).await;
    again.refused(&["WRONG_STATE"]);
});

both_engines!(what_cannot_be_is_refused_at_once, async |app: TestApp| {
    let provider = app.provider("p1");
    let pool = global_pool_id("p1-desk");
    for limit in [-1, 100_001] {
        set_capacity(&provider, "p1-desk", limit)
            .await
            .refused(&["OUT_OF_RANGE"]);
    }
    let pause = json!({ "poolId": pool, "reason": " ", "until": "2026-11-23T17:00:00Z" });
    let reply = say(&provider, "pauseReferrals", pause).await;
    let payload = reply.refused(&["REQUIRED", "IN_PAST"]);
    assert_eq!(payload["pool"]["capacity"]["status"], "OPEN");
});

both_engines!(
    a_pool_is_its_providers_alone_to_say,
    async |app: TestApp| {
        set_capacity(&app.provider("p2"), "p1-desk", 1)
            .await
            .fault("NOT_FOUND");
        set_capacity(&app.referrer(), "p1-desk", 1)
            .await
            .fault("NOT_FOUND");
        set_capacity(&app.plan(), "p1-desk", 1)
            .await
            .fault("FORBIDDEN");
        let lead = app.colleague("p1", Role::LeadCareManager);
        set_capacity(&lead, "p1-desk", 1).await.fault("FORBIDDEN");
        set_capacity(&app.anonymous(), "p1-desk", 1)
            .await
            .fault("UNAUTHENTICATED");
        // Plan a takes no part in this provider's places.
        assert_eq!(look(&app.plan(), "p3", "p3").await, Value::Null);
        assert_eq!(look(&app.plan_named("b"), "p3", "p3").await["name"], "p3");
    }
);

both_engines!(
    said_twice_under_one_key_is_said_once,
    async |app: TestApp| {
        let provider = app.provider("p1");
        let input =
            json!({ "poolId": global_pool_id("p1-desk"), "limit": 8, "idempotencyKey": "8" });
        say(&provider, "setCapacity", input.clone()).await.done();
        set_capacity(&provider, "p1-desk", 6).await.done();
        let again = say(&provider, "setCapacity", input).await;
        assert_eq!(again.done()["pool"]["capacity"]["limit"], 6);
        let other =
            json!({ "poolId": global_pool_id("p1-desk"), "limit": 9, "idempotencyKey": "8" });
        let reply = say(&provider, "setCapacity", other).await;
        reply.refused(&["IDEMPOTENCY_KEY_REUSED"]);
    }
);
