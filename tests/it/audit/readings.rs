//! Readings: an answer that shows people leaves after its row, and not without it.

use entity::audit_event;
use entity::types::AuditOutcome;
use handoff::clock::ManualClock;
use serde_json::json;

use super::{members, only, past_the_program, rows};
use crate::support::acts::{assigned, referral_of};
use crate::support::app::start_of_time;
use crate::support::engine::{TestDatabase, system_op};
use crate::support::network::{self, member_id, organization_id, patient};
use crate::support::program::Program;
use crate::support::{Engine, TestApp, both_engines};

both_engines!(
    a_page_leaves_one_row_with_all_whom_it_shows,
    async |app: TestApp| {
        let page = "query($first: Int) { members(first: $first) { nodes { cin } } }";
        app.plan().query(page, json!({ "first": 1 })).await.data();
        let row = only(rows(&app, "members", AuditOutcome::Read).await);
        assert_eq!(row.organization_id, organization_id("a"));
        assert_eq!(row.account_id, Some(app.plan().person().account));
        assert_eq!(row.plan_id, Some(organization_id("a")));
        // Not the one behind it, which only tells that there is a next page.
        assert_eq!(members(&row).len(), 1);

        app.anonymous()
            .query("{ providers { nodes { name } } }", json!({}))
            .await
            .data();
        assert_eq!(app.rows::<audit_event::Entity>().await.len(), 1);
    }
);

both_engines!(people_of_two_plans_are_in_two_rows, async |app: TestApp| {
    assigned(&app, "m1", "MEALS", "p1").await;
    assigned(&app, "n1", "MEALS", "p1").await;
    let inbox = "{
      viewer { name }
      assignments { nodes { member { cin } referral { number } } }
    }";
    app.provider("p1").query(inbox, json!({})).await.data();
    let mut read = rows(&app, "assignments,viewer", AuditOutcome::Read).await;
    read.sort_by_key(|row| row.plan_id);
    let mut expected = [("a", "m1"), ("b", "n1")];
    expected.sort_by_key(|(plan, _)| organization_id(plan));
    assert_eq!(read.len(), 2);
    for (row, (plan, member)) in read.iter().zip(expected) {
        assert_eq!(row.plan_id, Some(organization_id(plan)));
        assert_eq!(members(row), [member_id(member)]);
        assert_eq!(row.organization_id, organization_id("p1"));
    }
});

both_engines!(
    a_row_does_not_tell_whether_a_referral_was_matched,
    async |app: TestApp| {
        let mut known = referral_of(patient("m1"), "MEALS");
        known["person"]["cin"] = json!(patient("m1").cin);
        let unknown = referral_of(patient("m2"), "MEALS");
        for input in [known, unknown] {
            app.referrer().try_refer(input).await.done();
        }
        let list = "query($first: Int) { referrals(first: $first) { nodes { status } } }";
        for first in [1, 2] {
            app.referrer()
                .query(list, json!({ "first": first }))
                .await
                .data();
        }
        let read = rows(&app, "referrals", AuditOutcome::Read).await;
        assert_eq!(read.len(), 2);
        // The plan will find the member that was matched, whoever looked.
        let whom: Vec<_> = read.iter().flat_map(members).collect();
        assert!(whom.contains(&member_id("m1")));
    }
);

both_engines!(each_item_of_a_stream_has_its_row, async |app: TestApp| {
    assigned(&app, "m1", "MEALS", "p1").await;
    assigned(&app, "m2", "MEALS", "p1").await;
    let document = "subscription {
      assignments { notice { number } referral { number member { name { full } } } }
    }";
    let mut stream = app.provider("p1").subscribe(document, json!({})).await;
    stream.next().await;
    let row = only(rows(&app, "assignments", AuditOutcome::Read).await);
    assert_eq!(members(&row), [member_id("m1")]);
    stream.next().await;
    let read = rows(&app, "assignments", AuditOutcome::Read).await;
    assert_eq!(read.len(), 2);
    assert!(read.iter().any(|row| members(row) == [member_id("m2")]));
    // The mark after the backlog shows nobody.
    stream.next().await;
    assert_eq!(rows(&app, "assignments", AuditOutcome::Read).await.len(), 2);
});

both_engines!(without_its_row_nothing_leaves, async |app: TestApp| {
    let refuse = match app.engine() {
        Engine::Sqlite => vec![
            "CREATE TRIGGER full BEFORE INSERT ON audit_event
             BEGIN SELECT RAISE(ABORT, 'full'); END"
                .to_owned(),
        ],
        Engine::Postgres => vec![
            "CREATE TRIGGER full_ BEFORE INSERT ON audit_event
             FOR EACH ROW EXECUTE FUNCTION audit_refuse()"
                .to_owned(),
        ],
    };
    past_the_program(&app, &refuse).await.unwrap();
    let reply = app
        .plan()
        .query("{ members { nodes { cin } } }", json!({}))
        .await;
    assert_eq!(reply.fault("INTERNAL"), "internal error");
    assert_eq!(reply.status, 500);
    assert!(reply.body().get("data").is_none());
    // What shows nobody needs no row.
    app.plan()
        .query("{ providers { nodes { name } } }", json!({}))
        .await
        .data();
    // An act without its row does not happen.
    let reply = app
        .referrer()
        .try_refer(referral_of(patient("m1"), "MEALS"))
        .await;
    reply.fault("INTERNAL");
    assert!(app.rows::<entity::referral::Entity>().await.is_empty());
});

/// The real server, killed right after an answer that showed people.
async fn a_reading_survives_its_server(engine: Engine) {
    let Some(database) = TestDatabase::create(engine).await else {
        return;
    };
    let db = database.open().await;
    let op = system_op(&ManualClock::new(start_of_time()), 0);
    network::load(&db, &op).await;
    let read_rows = async || {
        let reader = db.read_as_system(&op, "a test looks behind the scenes");
        let rows = reader.select::<audit_event::Entity>().all().await.unwrap();
        rows.into_iter()
            .filter(|row| row.outcome == AuditOutcome::Read)
            .count()
    };
    for round in 1..=5 {
        let mut program = Program::start(&database.url).await;
        let reply = program
            .server
            .plan()
            .query("{ members { nodes { cin } } }", json!({}))
            .await;
        program.kill();
        reply.data();
        assert_eq!(read_rows().await, round, "an answer left without its row");
    }
    db.close().await.unwrap();
    database.remove().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reading_survives_its_server_on_sqlite() {
    a_reading_survives_its_server(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reading_survives_its_server_on_postgres() {
    a_reading_survives_its_server(Engine::Postgres).await;
}
