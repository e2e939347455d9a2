//! Somebody with the password of the database alters the trail: the triggers refuse, and where they
//! are gone, verifying names the row.

use std::process::Command;

use entity::audit_event;
use handoff::audit::{Broken, Fault, Head, Kept};
use serde_json::json;

use super::{past_the_program, seal, sql_id, verify};
use crate::support::network::organization_id;
use crate::support::{Engine, TestApp, both_engines, settings};

/// Rows in the chain that is altered.
const ROWS: i64 = 8;

/// A chain of plan a; the rows in order.
async fn chain(app: &TestApp) -> Vec<audit_event::Model> {
    for _ in 0..ROWS {
        app.plan()
            .query("{ members { nodes { cin } } }", json!({}))
            .await
            .data();
    }
    seal(app).await;
    let mut rows = app.rows::<audit_event::Entity>().await;
    rows.retain(|row| row.organization_id == organization_id("a"));
    rows.sort_by_key(|row| row.seal_seq);
    rows
}

fn drop_triggers(app: &TestApp) -> Vec<String> {
    [
        ("audit_event", "audit_event_stays"),
        ("audit_event", "audit_event_keeps"),
        ("audit_head", "audit_head_grows"),
        ("audit_head", "audit_head_stays"),
        ("disclosure", "disclosure_stays"),
    ]
    .map(|(table, trigger)| match app.engine() {
        Engine::Sqlite => format!("DROP TRIGGER {trigger}"),
        Engine::Postgres => format!("DROP TRIGGER {trigger} ON {table}"),
    })
    .into()
}

async fn found(app: &TestApp, kept: &Kept) -> Option<(i64, Fault)> {
    let (verify, op) = (verify(app), app.system_op());
    let chain = verify.chain(&op, organization_id("a"), kept).await;
    let Broken { seq, fault, .. } = chain.unwrap().err()?;
    Some((seq, fault))
}

both_engines!(
    the_database_refuses_to_alter_the_trail,
    async |app: TestApp| {
        let rows = chain(&app).await;
        let id = sql_id(&app, rows[2].id);
        let head = sql_id(&app, organization_id("a").0);
        for statement in [
            format!("DELETE FROM audit_event WHERE id = {id}"),
            format!("UPDATE audit_event SET operation = 'viewer' WHERE id = {id}"),
            format!("UPDATE audit_event SET seal_seq = 99 WHERE id = {id}"),
            format!("UPDATE audit_event SET seal_seq = NULL, seal_mac = NULL WHERE id = {id}"),
            format!("DELETE FROM disclosure WHERE event_id = {id}"),
            format!("UPDATE disclosure SET plan_id = event_id WHERE event_id = {id}"),
            format!("DELETE FROM audit_head WHERE organization_id = {head}"),
            format!("UPDATE audit_head SET seq = 1 WHERE organization_id = {head}"),
        ] {
            let refused = past_the_program(&app, std::slice::from_ref(&statement)).await;
            let error = refused.expect_err(&statement).to_string();
            assert!(error.contains("append-only"), "{statement}: {error}");
        }
        assert_eq!(found(&app, &Kept::default()).await, None);
    }
);

both_engines!(
    what_is_altered_all_the_same_is_found,
    async |app: TestApp| {
        let rows = chain(&app).await;
        past_the_program(&app, &drop_triggers(&app)).await.unwrap();
        let id = |place: usize| sql_id(&app, rows[place - 1].id);
        let whose = sql_id(&app, organization_id("a").0);
        let none = Kept::default();
        let set = |column: &str, value: &str, place: usize| {
            format!(
                "UPDATE audit_event SET {column} = {value} WHERE id = {}",
                id(place)
            )
        };
        // Each is done, found, and undone.
        let cases = [
            // changed
            (
                vec![set("operation", "'viewer'", 3)],
                vec![set("operation", "'members'", 3)],
                (3, Fault::Altered),
            ),
            // taken out
            (
                vec![set("seal_seq", "4000", 4)],
                vec![set("seal_seq", "4", 4)],
                (4, Fault::Missing),
            ),
            // put in, in the place of another
            (
                vec![set("seal_seq", "5000", 5), set("seal_seq", "5", 8)],
                vec![set("seal_seq", "8", 8), set("seal_seq", "5", 5)],
                (5, Fault::Altered),
            ),
            // reordered
            (
                vec![
                    set("seal_seq", "6000", 6),
                    set("seal_seq", "6", 7),
                    set("seal_seq", "7", 6),
                ],
                vec![
                    set("seal_seq", "7000", 7),
                    set("seal_seq", "6", 6),
                    set("seal_seq", "7", 7),
                ],
                (6, Fault::Altered),
            ),
            // beyond the end
            (
                vec![format!(
                    "UPDATE audit_head SET seq = 7 WHERE organization_id = {whose}"
                )],
                vec![format!(
                    "UPDATE audit_head SET seq = 8 WHERE organization_id = {whose}"
                )],
                (7, Fault::OtherHistory),
            ),
        ];
        for (attack, repair, expected) in cases {
            assert_eq!(found(&app, &none).await, None, "whole before {attack:?}");
            past_the_program(&app, &attack).await.unwrap();
            assert_eq!(found(&app, &none).await, Some(expected), "{attack:?}");
            past_the_program(&app, &repair).await.unwrap();
        }
        let unlist = format!("DELETE FROM disclosure WHERE event_id = {}", id(6));
        past_the_program(&app, &[unlist]).await.unwrap();
        assert_eq!(found(&app, &none).await, Some((6, Fault::NotListed)));
    }
);

both_engines!(
    a_tail_that_is_cut_off_shows_against_a_head_that_was_kept,
    async |app: TestApp| {
        let rows = chain(&app).await;
        let heads = verify(&app).heads(&app.system_op(), None).await.unwrap();
        let kept = Kept {
            heads,
            ..Kept::default()
        };
        assert_eq!(found(&app, &kept).await, None);
        past_the_program(&app, &drop_triggers(&app)).await.unwrap();
        let (last, before) = (&rows[7], &rows[6]);
        let whose = sql_id(&app, organization_id("a").0);
        let cut = format!(
            "DELETE FROM audit_event WHERE id = {}",
            sql_id(&app, last.id)
        );
        past_the_program(&app, &[cut]).await.unwrap();
        // The head of the database still tells.
        assert_eq!(
            found(&app, &Kept::default()).await,
            Some((8, Fault::CutOff))
        );
        // With the head rewritten only the one that was kept does.
        let mac: String = before
            .seal_mac
            .as_ref()
            .unwrap()
            .iter()
            .fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
        let mac = match app.engine() {
            Engine::Sqlite => format!("x'{mac}'"),
            Engine::Postgres => format!("'\\x{mac}'"),
        };
        let rewrite =
            format!("UPDATE audit_head SET seq = 7, mac = {mac} WHERE organization_id = {whose}");
        past_the_program(&app, &[rewrite]).await.unwrap();
        assert_eq!(found(&app, &Kept::default()).await, None);
        assert_eq!(found(&app, &kept).await, Some((8, Fault::CutOff)));
    }
);

both_engines!(
    old_rows_may_go_when_the_operator_says_so,
    async |app: TestApp| {
        let rows = chain(&app).await;
        let start = Head {
            seq: 3,
            mac: handoff::audit::Mac::read(rows[2].seal_mac.as_ref().unwrap()).unwrap(),
        };
        past_the_program(&app, &drop_triggers(&app)).await.unwrap();
        let purge = "DELETE FROM audit_event WHERE seal_seq <= 3".to_owned();
        past_the_program(&app, &[purge]).await.unwrap();
        assert_eq!(
            found(&app, &Kept::default()).await,
            Some((1, Fault::Missing))
        );
        let kept = Kept {
            starts: vec![(organization_id("a"), start)],
            ..Kept::default()
        };
        assert_eq!(found(&app, &kept).await, None);
    }
);

both_engines!(
    the_command_line_names_the_row_and_fails,
    async |app: TestApp| {
        let rows = chain(&app).await;
        app.stop().await;
        let run = |arguments: &[&str]| {
            let output = Command::new(env!("CARGO_BIN_EXE_handoff"))
                .arg("audit")
                .args(arguments)
                .envs(settings::environment(app.url(), "127.0.0.1:0"))
                .output()
                .unwrap();
            let text = String::from_utf8(output.stdout).unwrap();
            (output.status.code(), text)
        };
        let (code, heads) = run(&["heads"]);
        assert_eq!(code, Some(0));
        let line = heads
            .lines()
            .find(|line| line.starts_with(&organization_id("a").to_string()))
            .unwrap();
        let (code, said) = run(&["verify", "--head", line]);
        assert_eq!(code, Some(0), "{said}");
        assert!(said.contains("rows are as they were sealed"), "{said}");

        past_the_program(&app, &drop_triggers(&app)).await.unwrap();
        let change = format!(
            "UPDATE audit_event SET account_id = NULL WHERE id = {}",
            sql_id(&app, rows[4].id)
        );
        past_the_program(&app, &[change]).await.unwrap();
        let (code, said) = run(&["verify"]);
        assert_eq!(code, Some(1), "{said}");
        assert!(
            said.contains(&format!("row 5 (id {}) is not what was sealed", rows[4].id)),
            "{said}"
        );
    }
);
