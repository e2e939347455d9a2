//! The plan's network team: its notices, and the report of what providers declined.

use handoff::identity::Role;
use serde_json::{Value, json};

use super::mailbox;
use crate::support::acts::assigned;
use crate::support::network::global_id;
use crate::support::{Caller, TestApp, both_engines};

const DECLINES: &str = "query($plan: ID, $filter: DeclineFilter, $first: Int, $after: String) {
  declines(planId: $plan, filter: $filter, first: $first, after: $after) {
    totalCount
    pageInfo { hasNextPage endCursor }
    nodes { plan { name } provider { name } service declinedAt reason note source isDisputed room }
  }
}";

async fn declines(caller: &Caller, variables: Value) -> Value {
    caller.query(DECLINES, variables).await.field().clone()
}

async fn decline(app: &TestApp, member: &str, (reason, note): (&str, &str)) {
    let referral = assigned(app, member, "HOUSING_NAVIGATION", "p1").await;
    let input = json!({ "referralId": referral, "reason": reason, "note": note });
    app.provider("p1")
        .act("declineReferral", input)
        .await
        .done();
}

both_engines!(
    the_network_team_reads_its_notices_and_nobodys_case,
    async |app: TestApp| {
        let network = app.colleague("a", Role::PlanNetwork);
        decline(&app, "m1", ("CANNOT_MEET_NEED", "no lift")).await;
        decline(&app, "m2", ("AT_CAPACITY", "all taken")).await;
        assert_eq!(
            mailbox(&network).await,
            ["DECLINE_REPORTED", "CAPACITY_DISPUTED"]
        );
        assert_eq!(
            mailbox(&app.provider("p1")).await.last().unwrap(),
            "CAPACITY_DISPUTED"
        );
        let document = "{ notices { items { cursor notice { number } referral { id } \
                        assignment { id } member { id } } } }";
        let reply = network.query(document, json!({})).await;
        let items = reply.field()["items"].as_array().unwrap();
        for item in items {
            for about in ["referral", "assignment", "member"] {
                assert_eq!(item[about], Value::Null, "{about}");
            }
        }
        let cursor = items[1]["cursor"].as_str().unwrap();
        let done = network.acknowledge(cursor, None).await;
        assert_eq!(done.done()["acknowledged"], 2, "its own, and no other");
        let coordinator = mailbox(&app.plan()).await;
        assert!(coordinator.contains(&"REFERRAL_DECLINED".to_owned()));
    }
);

both_engines!(what_was_declined_is_a_report, async |app: TestApp| {
    let network = app.colleague("a", Role::PlanNetwork);
    decline(&app, "m1", ("CANNOT_MEET_NEED", "no lift")).await;
    app.advance(chrono::TimeDelta::minutes(1));
    decline(&app, "m2", ("AT_CAPACITY", "all taken")).await;
    app.set_capacity("p1-desk", 1).await;
    app.advance(chrono::TimeDelta::minutes(1));
    decline(&app, "m3", ("AT_CAPACITY", "really full")).await;
    let all = declines(&network, json!({})).await;
    assert_eq!(all["totalCount"], 3);
    let rows: Vec<_> = all["nodes"].as_array().unwrap().iter().collect();
    let cells = |row: &Value| {
        (
            row["reason"].clone(),
            row["isDisputed"].clone(),
            row["room"].clone(),
        )
    };
    assert_eq!(
        cells(rows[0]),
        (json!("AT_CAPACITY"), json!(false), json!(0))
    );
    assert_eq!(
        cells(rows[1]),
        (json!("AT_CAPACITY"), json!(true), json!(9))
    );
    assert_eq!(
        cells(rows[2]),
        (json!("CANNOT_MEET_NEED"), json!(false), json!(9))
    );
    assert_eq!(rows[2]["note"], "no lift");
    assert_eq!(rows[2]["provider"]["name"], "Cedar Kitchen");

    let page = declines(&network, json!({ "first": 2 })).await;
    assert_eq!(page["pageInfo"]["hasNextPage"], true);
    let next = json!({ "first": 2, "after": page["pageInfo"]["endCursor"] });
    let next = declines(&network, next).await;
    assert_eq!(next["nodes"].as_array().unwrap().len(), 1);
    for (filter, count) in [
        (json!({ "isDisputed": true }), 1),
        (json!({ "reasons": ["CANNOT_MEET_NEED"] }), 1),
        (json!({ "providerId": global_id("p2") }), 0),
        (
            json!({ "from": rows[1]["declinedAt"], "until": rows[0]["declinedAt"] }),
            1,
        ),
    ] {
        let found = declines(&network, json!({ "filter": filter })).await;
        assert_eq!(found["totalCount"], count, "{filter}");
    }
    let foreign = json!({ "plan": global_id("b") });
    assert_eq!(declines(&network, foreign).await["totalCount"], 0);
    let other = app.plan_named("b");
    assert_eq!(declines(&other, json!({})).await["totalCount"], 0);
    for nobody in [
        app.provider("p1"),
        app.referrer(),
        app.colleague("a", Role::PlanAnalyst),
    ] {
        nobody.query(DECLINES, json!({})).await.fault("FORBIDDEN");
    }
});
