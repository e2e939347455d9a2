//! The ledger is right whatever was done, and says so where it is not.

use std::process::Command;

use entity::types::LedgerEntryKind::{self, Activated, Deactivated, Freed, Held};
use entity::{ledger_entry, pool_share};
use handoff::capacity::{Verification, verify};
use sea_orm::ColumnTrait as _;
use serde_json::json;

use crate::support::acts::assigned;
use crate::support::network::pool_id;
use crate::support::{TestApp, both_engines, settings};

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
