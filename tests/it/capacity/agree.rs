//! What provider and plans agree on.

use handoff::identity::Role;
use serde_json::{Value, json};

use super::ledger::verified;
use super::{global_pool_id, look, network_of, say, set_capacity, told};
use crate::support::acts::{assigned, ready};
use crate::support::network::global_id;
use crate::support::{Caller, TestApp, both_engines};

/// The id of the only proposal that waits for this plan.
async fn open_proposal(plan: &Caller) -> String {
    let reply = plan
        .query("{ capacityProposals { id status } }", json!({}))
        .await;
    let open = reply.field().as_array().unwrap();
    assert_eq!(open.len(), 1);
    open[0]["id"].as_str().unwrap().to_owned()
}

both_engines!(above_what_is_agreed_is_a_proposal, async |app: TestApp| {
    let provider = app.provider("p1");
    let reply = set_capacity(&provider, "p1-desk", 15).await;
    let payload = reply.done();
    assert_eq!(
        payload["pool"]["capacity"]["limit"], 10,
        "nothing is agreed on more"
    );
    let open = payload["openProposals"].as_array().unwrap();
    assert_eq!(open.len(), 2, "each plan is asked");
    assert!(open.iter().all(|one| one["limit"] == 15));
    assert_eq!(told(&app.plan()).await, ["CAPACITY_PROPOSED"]);
    assert_eq!(told(&app.plan_named("b")).await, ["CAPACITY_PROPOSED"]);

    // Plan a agrees: the pool has so many at once.
    let manager = app.colleague("a", Role::PlanNetwork);
    let id = open_proposal(&manager).await;
    let yes = json!({ "proposalId": id, "accept": true });
    app.plan()
        .query(
            "mutation($input: DecideCapacityInput!) { decideCapacity(input: $input) {
           userErrors { code } } }",
            json!({ "input": yes }),
        )
        .await
        .fault("FORBIDDEN");
    let reply = say(&manager, "decideCapacity", yes.clone()).await;
    let share = &reply.done()["pool"]["shares"][0];
    assert_eq!(
        (&share["agreed"], &share["cap"]),
        (&json!(15), &Value::Null)
    );
    assert_eq!(
        look(&provider, "p1", "p1-desk").await["capacity"]["limit"],
        15
    );
    assert_eq!(told(&provider).await, ["CAPACITY_DECIDED"]);
    say(&manager, "decideCapacity", yes)
        .await
        .refused(&["WRONG_STATE"]);

    // Plan b declines, and says why.
    let other = network_of(&app, "b");
    let id = open_proposal(&other).await;
    let bare = json!({ "proposalId": id, "accept": false });
    say(&other, "decideCapacity", bare)
        .await
        .refused(&["REQUIRED"]);
    let no = json!({ "proposalId": id, "accept": false, "reason": "one desk is enough" });
    say(&other, "decideCapacity", no).await.done();
    let proposals = look(&provider, "p1", "p1-desk").await["proposals"].clone();
    let of_b = proposals.as_array().unwrap().iter();
    let of_b = of_b.filter(|one| one["plan"]["id"] == global_id("b"));
    let of_b: Vec<_> = of_b.map(|one| (&one["status"], &one["reason"])).collect();
    assert_eq!(of_b, [(&json!("DECLINED"), &json!("one desk is enough"))]);

    // Down and up again needs nobody's yes.
    set_capacity(&provider, "p1-desk", 3).await.done();
    let reply = set_capacity(&provider, "p1-desk", 15).await;
    assert_eq!(reply.done()["pool"]["capacity"]["limit"], 15);
    assert_eq!(reply.done()["openProposals"], json!([]));
    assert_eq!(verified(&app).await.disagreements, []);
});

both_engines!(the_last_word_counts, async |app: TestApp| {
    let provider = app.provider("p2");
    set_capacity(&provider, "p2", 9).await.done();
    let manager = app.colleague("a", Role::PlanNetwork);
    let old = open_proposal(&manager).await;
    let reply = set_capacity(&provider, "p2", 7).await;
    assert_eq!(reply.done()["openProposals"][0]["limit"], 7);
    let yes = json!({ "proposalId": old, "accept": true });
    say(&manager, "decideCapacity", yes)
        .await
        .refused(&["WRONG_STATE"]);

    // A yes for a later day holds from then on.
    let id = open_proposal(&manager).await;
    let past = json!({ "proposalId": id, "accept": true, "fromOn": "2026-11-22" });
    say(&manager, "decideCapacity", past)
        .await
        .refused(&["IN_PAST"]);
    let later = json!({ "proposalId": id, "accept": true, "fromOn": "2026-12-01" });
    say(&manager, "decideCapacity", later).await.done();
    let limit = async || look(&provider, "p2", "p2").await["capacity"]["limit"].clone();
    assert_eq!(limit().await, 5);
    app.advance(chrono::TimeDelta::days(8));
    set_capacity(&provider, "p2", 7).await.done();
    assert_eq!(limit().await, 7);
});

both_engines!(no_plan_uses_more_than_it_agreed_to, async |app: TestApp| {
    // Plan a agrees to six places of the desk, plan b to twelve: the pool has twelve.
    let provider = app.provider("p1");
    set_capacity(&provider, "p1-desk", 12).await.done();
    let other = network_of(&app, "b");
    let yes = |id: String| json!({ "proposalId": id, "accept": true });
    let id = open_proposal(&other).await;
    say(&other, "decideCapacity", yes(id)).await.done();
    set_capacity(&provider, "p1-desk", 2).await.done();
    let manager = app.colleague("a", Role::PlanNetwork);
    let cap = json!({ "poolId": global_pool_id("p1-desk"), "cap": 1 });
    let reply = say(&manager, "setPlanShare", cap).await;
    assert_eq!(reply.done()["pool"]["shares"][0]["cap"], 1);
    assigned(&app, "m1", "HOUSING_NAVIGATION", "p1").await;
    let second = ready(&app, "m2", "HOUSING_NAVIGATION").await;
    app.plan()
        .assign(&second, "p1")
        .await
        .refused(&["AT_CAPACITY"]);
    // The place that plan a may not take is there for plan b.
    assigned(&app, "n1", "HOUSING_NAVIGATION", "p1").await;

    // Without a cap, up to the pool.
    set_capacity(&provider, "p1-desk", 12).await.done();
    let lifted = json!({ "poolId": global_pool_id("p1-desk") });
    say(&manager, "setPlanShare", lifted).await.done();
    app.plan().assign(&second, "p1").await.done();
    let foreign = json!({ "poolId": global_pool_id("p3"), "cap": 1 });
    say(&manager, "setPlanShare", foreign)
        .await
        .fault("NOT_FOUND");
    assert_eq!(verified(&app).await.disagreements, []);
});
