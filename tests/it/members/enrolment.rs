//! When members were enrolled.

use serde_json::{Value, json};

use super::{act, look};
use crate::support::acts::assigned;
use crate::support::{TestApp, both_engines};

const FIELDS: &str = "isEnrolled
  early: isEnrolled(on: \"2026-06-30\") between: isEnrolled(on: \"2026-07-01\")
  enrolments { kind fromOn end { untilOn reason } gap { fromOn untilOn } }";

fn span(kind: &str, from: &str, until: Option<&str>) -> Value {
    json!({
        "kind": kind, "fromOn": from, "untilOn": until,
        "endReason": until.map(|_| "LOST_ELIGIBILITY"),
    })
}

both_engines!(
    a_reinstatement_closes_the_gap_and_shows_it,
    async |app: TestApp| {
        let (plan, provider) = (app.plan(), app.provider("p1"));
        let referral = assigned(&app, "m1", "MEALS", "p1").await;
        let unknown = look(&plan, "m1", FIELDS).await;
        assert_eq!(unknown["isEnrolled"], Value::Null);
        assert_eq!(unknown["enrolments"], json!([]));

        let record = |input| act(&plan, "recordEnrolment", input);
        record(span("REINSTATED", "2026-01-01", None))
            .await
            .refused(&["NOTHING_TO_REINSTATE"]);
        record(span("ENROLLED", "2026-01-01", None)).await.done();
        record(span("ENROLLED", "2026-05-01", None))
            .await
            .refused(&["OVERLAPS"]);
        let end = |until: &str| json!({ "untilOn": until, "reason": "LOST_ELIGIBILITY" });
        act(&plan, "endEnrolment", end("2025-12-31"))
            .await
            .refused(&["INVALID_DATE"]);
        act(&plan, "endEnrolment", end("2026-06-30")).await.done();
        act(&plan, "endEnrolment", end("2026-06-30"))
            .await
            .refused(&["NOT_ENROLLED"]);
        let ended = look(&plan, "m1", FIELDS).await;
        assert_eq!(
            (&ended["isEnrolled"], &ended["early"]),
            (&json!(false), &json!(true))
        );

        record(span("REINSTATED", "2026-07-01", None)).await.done();
        let expected = json!({
            "isEnrolled": true, "early": true, "between": true,
            "enrolments": [
                {
                    "kind": "ENROLLED", "fromOn": "2026-01-01", "gap": null,
                    "end": { "untilOn": "2026-06-30", "reason": "LOST_ELIGIBILITY" },
                },
                {
                    "kind": "REINSTATED", "fromOn": "2026-07-01", "end": null,
                    "gap": { "fromOn": "2026-07-01", "untilOn": "2026-11-22" },
                },
            ],
        });
        // The provider that serves the member confirms eligibility by it. The gap has ended its
        // turn, and the loop is open again.
        plan.assign(&referral, "p1").await.done();
        for caller in [&plan, &provider] {
            assert_eq!(look(caller, "m1", FIELDS).await, expected);
        }
        act(&provider, "endEnrolment", end("2026-11-30"))
            .await
            .fault("FORBIDDEN");
    }
);

both_engines!(two_at_once_record_one_span, async |app: TestApp| {
    let plan = app.plan();
    let record = || {
        act(
            &plan,
            "recordEnrolment",
            span("ENROLLED", "2026-01-01", None),
        )
    };
    let (one, other) = tokio::join!(record(), record());
    let mut refusals = [one.refusals(), other.refusals()].concat();
    refusals.sort();
    assert_eq!(refusals, ["OVERLAPS"]);
});
