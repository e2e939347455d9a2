//! The ledger is right whatever was done, and says so where it is not.

use std::process::Command;

use entity::types::LedgerEntryKind::{self, Activated, Deactivated, Freed, Held};
use entity::{ledger_entry, pool_share};
use handoff::capacity::{Verification, verify};
use sea_orm::ColumnTrait as _;
use serde_json::{Value, json};

use super::{global_pool_id, network_of, say, set_capacity};
use crate::support::acts::assigned;
use crate::support::network::{global_id, pool_id};
use crate::support::{Caller, TestApp, both_engines, settings};

/// The entries of a pool, in order: what, by how much, and the figures after it.
async fn entries(app: &TestApp, pool: &str) -> Vec<(LedgerEntryKind, (i32, i32), (i32, i32))> {
    let mut rows = app.rows::<ledger_entry::Entity>().await;
    rows.retain(|row| row.pool_id == pool_id(pool));
    rows.sort_by_key(|row| row.seq);
    rows.into_iter()
        .map(|row| {
            let change = (row.held_change, row.active_change);
            (row.kind, change, (row.held, row.active))
        })
        .collect()
}

/// Runs `handoff capacity verify` beside the server: whether it ended well, and what it said.
async fn run_verify(app: &TestApp) -> (bool, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_handoff"));
    command
        .args(["capacity", "verify"])
        .envs(settings::environment(app.url(), "127.0.0.1:0"));
    let run = tokio::task::spawn_blocking(move || command.output().unwrap());
    let output = run.await.unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8(said).unwrap())
}

/// What the ledger says of itself.
pub(crate) async fn verified(app: &TestApp) -> Verification {
    verify(app.db(), &app.system_op()).await.unwrap()
}

both_engines!(every_change_is_an_entry, async |app: TestApp| {
    let referral = assigned(&app, "m1", "HOUSING_NAVIGATION", "p2").await;
    app.plan().reassign(&referral, "p1").await.done();
    let now = app.now().to_rfc3339();
    let provider = app.provider("p1");
    provider.accept(&referral).await.done();
    let start = json!({ "referralId": referral, "startedAt": now });
    provider.act("startService", start).await.done();
    let void = json!({ "referralId": referral, "reason": "another member" });
    provider.act("correctStart", void).await.done();
    let decline = json!({ "referralId": referral, "reason": "AT_CAPACITY", "note": "full" });
    provider.act("declineReferral", decline).await.done();

    assert_eq!(
        entries(&app, "p2").await,
        [(Held, (1, 0), (1, 0)), (Freed, (-1, 0), (0, 0))]
    );
    assert_eq!(
        entries(&app, "p1-desk").await,
        [
            (Held, (1, 0), (1, 0)),
            (Activated, (-1, 1), (0, 1)),
            (Deactivated, (1, -1), (1, 0)),
            (Freed, (-1, 0), (0, 0)),
        ]
    );
    let rows = app.rows::<ledger_entry::Entity>().await;
    assert!(rows.iter().all(|row| row.assignment_id.is_some()));
    assert!(rows.iter().all(|row| row.made_by.is_some()));
    let found = verified(&app).await;
    assert_eq!((found.pools, found.shares), (4, 6));
    assert_eq!(found.disagreements, []);
    let agreed = "4 pools and 6 shares are as their entries and assignments say\n";
    assert_eq!(run_verify(&app).await, (true, agreed.to_owned()));
});

/// The entries of a pool as that caller reads them, newest first.
async fn read(caller: &Caller, provider: &str, pool: &str, after: Option<&str>) -> Value {
    let document = "query($id: ID, $first: Int, $after: String) { capacityPools(providerId: $id) {
      name ledger(first: $first, after: $after) { totalCount pageInfo { endCursor hasNextPage }
        nodes { kind heldChange activeChange places reason plan { id }
          assignment { provider { id } } after { number limit held active } } } } }";
    let variables = json!({ "id": global_id(provider), "first": 2, "after": after });
    let reply = caller.query(document, variables).await;
    let pools = reply.field().as_array().unwrap();
    let found = pools.iter().find(|one| one["name"] == pool).unwrap();
    found["ledger"].clone()
}

fn kinds(page: &Value) -> Vec<&str> {
    let nodes = page["nodes"].as_array().unwrap();
    nodes
        .iter()
        .map(|node| node["kind"].as_str().unwrap())
        .collect()
}

both_engines!(provider_and_plan_read_what_changed, async |app: TestApp| {
    let referral = assigned(&app, "m1", "HOUSING_NAVIGATION", "p2").await;
    let provider = app.provider("p2");
    set_capacity(&provider, "p2", 4).await.done();
    provider.accept(&referral).await.done();
    let start = json!({ "referralId": referral, "startedAt": app.now().to_rfc3339() });
    provider.act("startService", start).await.done();

    let page = read(&provider, "p2", "p2", None).await;
    assert_eq!(page["totalCount"], 3);
    assert_eq!(kinds(&page), ["ACTIVATED", "LIMIT_SET"]);
    let newest = &page["nodes"][0];
    assert_eq!(
        newest["after"],
        json!({ "number": 3, "limit": 4, "held": 0, "active": 1 })
    );
    assert_eq!(newest["assignment"]["provider"]["id"], global_id("p2"));
    assert_eq!(
        (&newest["heldChange"], &newest["activeChange"]),
        (&json!(-1), &json!(1))
    );
    let cursor = page["pageInfo"]["endCursor"].as_str().unwrap();
    let rest = read(&provider, "p2", "p2", Some(cursor)).await;
    assert_eq!(kinds(&rest), ["HELD"]);
    assert_eq!(rest["pageInfo"]["hasNextPage"], false);

    // The plan reads its share; what the provider said of the whole pool is none of it.
    let share = read(&app.plan(), "p2", "p2", None).await;
    assert_eq!(kinds(&share), ["ACTIVATED", "HELD"]);
    assert_eq!(share["nodes"][0]["after"], Value::Null);
    assert_eq!(share["nodes"][0]["plan"]["id"], global_id("a"));
    // Of a pool that both share, a plan reads nothing of the other's.
    assigned(&app, "m1", "MEALS", "p1").await;
    for (plan, entries) in [("a", 1), ("b", 0)] {
        let seen = read(&app.plan_named(plan), "p1", "p1-kitchen", None).await;
        assert_eq!(seen["totalCount"], entries, "{plan}");
    }
    // Who sees no people reads of no assignment.
    let network = network_of(&app, "a");
    assert_eq!(read(&network, "p2", "p2", None).await["totalCount"], 0);
    let share = json!({ "poolId": global_pool_id("p2"), "cap": 3 });
    say(&network, "setPlanShare", share).await.done();
    let seen = read(&network, "p2", "p2", None).await;
    assert_eq!(
        (kinds(&seen), &seen["nodes"][0]["places"]),
        (vec!["CAP_SET"], &json!(3))
    );
});

both_engines!(a_lost_place_is_named, async |app: TestApp| {
    assigned(&app, "m1", "MEALS", "p1").await;
    let op = app.system_op();
    let lost = app.db().write(&op, |tx| async move {
        tx.update_where::<pool_share::Entity>()
            .filter(pool_share::Column::PoolId.eq(pool_id("p1-kitchen")))
            .set(pool_share::Column::Held, 0)
            .run()
            .await
    });
    assert_eq!(lost.await.unwrap(), 2);
    let found = verified(&app).await.disagreements;
    let said: Vec<_> = found
        .iter()
        .map(|one| (one.plan.is_some(), one.figure, one.stands, one.says))
        .collect();
    assert_eq!(
        said,
        [
            (false, "held", 1, 0),
            (true, "held", 0, 1),
            (true, "held", 0, 1)
        ]
    );
    let (is_right, said) = run_verify(&app).await;
    assert!(!is_right);
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(lines.len(), 4);
    assert!(lines[0].ends_with("held is 1, by its shares 0"), "{said}");
    assert_eq!(lines[3], "handoff: 3 figures do not agree");
});
