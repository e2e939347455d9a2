//! The plan excuses a duty, with a reason.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::{duty, steps};
use crate::support::acts::{assigned, ready};
use crate::support::{TestApp, both_engines};

fn excuse(referral: &str) -> Value {
    json!({ "referralId": referral, "reason": "the shelter was evacuated" })
}

both_engines!(only_the_plan_excuses_and_says_why, async |app: TestApp| {
    let (plan, provider) = (app.plan(), app.provider("p1"));
    let referral = assigned(&app, "m1", "MEALS", "p1").await;
    let faults = provider.act("excuseOutreach", excuse(&referral)).await;
    faults.fault("FORBIDDEN");
    let blank = json!({ "referralId": referral, "reason": "  " });
    plan.act("excuseOutreach", blank)
        .await
        .refused(&["REQUIRED"]);

    plan.act("excuseOutreach", excuse(&referral)).await.done();
    let again = plan.act("excuseOutreach", excuse(&referral)).await;
    again.refused(&["ALREADY_EXCUSED"]);
    let document = "query($id: ID!) { referral(id: $id) {
      timeline(first: 100) { nodes { kind note } }
    } }";
    let reply = plan.query(document, json!({ "id": referral })).await;
    let timeline = reply.field()["timeline"]["nodes"].as_array().unwrap();
    let entry = timeline.last().unwrap();
    assert_eq!(entry["kind"], "DUTY_EXCUSED");
    assert_eq!(entry["note"], "the shelter was evacuated");
    let seen = duty(&plan, &referral).await;
    assert_eq!(seen["status"], "EXCUSED");
    assert_eq!(seen["excuse"]["reason"], "the shelter was evacuated");
    assert_eq!(seen["minutesLeft"], Value::Null);
    assert_eq!(
        steps(&seen),
        [
            "NOT_TOLD PENDING",
            "OUTREACH_REMINDER CANCELLED",
            "OUTREACH_OVERDUE CANCELLED",
            "OUTREACH_OVERDUE CANCELLED",
            "REASSIGNMENT_PROPOSED CANCELLED",
        ]
    );
    assert_eq!(
        duty(&app.referrer(), &referral).await["excuse"],
        Value::Null
    );
    let theirs = duty(&provider, &referral).await;
    assert_eq!(theirs["excuse"]["reason"], "the shelter was evacuated");
});

both_engines!(
    a_missed_duty_is_excused_and_a_met_one_is_not,
    async |app: TestApp| {
        let (plan, provider) = (app.plan(), app.provider("p1"));
        let missed = assigned(&app, "m1", "MEALS", "p1").await;
        let met = assigned(&app, "m2", "MEALS", "p1").await;
        provider
            .reach_out(&met, "2026-11-23T17:00:00Z")
            .await
            .done();
        app.advance(TimeDelta::hours(25));
        assert_eq!(duty(&plan, &missed).await["status"], "MISSED");
        plan.act("excuseOutreach", excuse(&missed)).await.done();
        assert_eq!(duty(&plan, &missed).await["status"], "EXCUSED");
        let done = plan.act("excuseOutreach", excuse(&met)).await;
        done.refused(&["ALREADY_MET"]);

        let nobodys = ready(&app, "m3", "MEALS").await;
        let done = plan.act("excuseOutreach", excuse(&nobodys)).await;
        done.refused(&["WRONG_STATE"]);
        let plan = app.plan_named("b");
        let free = assigned(&app, "n1", "ECM", "p3").await;
        let done = plan.act("excuseOutreach", excuse(&free)).await;
        done.refused(&["NO_DUTY"]);
    }
);
