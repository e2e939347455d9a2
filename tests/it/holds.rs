//! A place that is held until an instant.

use chrono::{SecondsFormat, TimeDelta};
use handoff::referrals::Referrals;
use serde_json::{Value, json};

use crate::capacity::ledger::verified;
use crate::support::acts::{assigned, ready};
use crate::support::network::global_id;
use crate::support::{Caller, TestApp, both_engines};

const SERVICE: &str = "HOUSING_NAVIGATION";

fn in_hours(app: &TestApp, hours: i64) -> String {
    let at = app.now() + TimeDelta::hours(hours);
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

async fn look(caller: &Caller, referral: &str) -> Value {
    let document = "query($id: ID!) { referral(id: $id) { status
      access { canHoldPlace }
      assignment { heldUntil status ending { reason } }
      timeline { nodes { kind } } } }";
    let reply = caller.query(document, json!({ "id": referral })).await;
    reply.field().clone()
}

async fn hold(caller: &Caller, referral: &str, until: Option<&str>) -> Vec<String> {
    let input = json!({ "referralId": referral, "until": until });
    let reply = caller.act("holdPlace", input).await;
    reply.refusals().iter().map(ToString::to_string).collect()
}

/// What the worker does each second.
async fn lapse(app: &TestApp) -> u64 {
    let referrals = Referrals::new(app.db().clone());
    referrals.lapse_holds(|| app.system_op()).await.unwrap()
}

both_engines!(
    a_place_held_until_then_is_free_again,
    async |app: TestApp| {
        let plan = app.plan();
        let referral = ready(&app, "m1", SERVICE).await;
        let until = in_hours(&app, 30);
        let mut assign = json!({
            "referralId": referral, "providerId": global_id("p2"), "holdUntil": app.now(),
        });
        let refused = plan.act("assignReferral", assign.clone()).await;
        refused.refused(&["OUT_OF_RANGE"]);
        assign["holdUntil"] = json!(until);
        plan.act("assignReferral", assign).await.done();
        let provider = app.provider("p2");
        provider.accept(&referral).await.done();
        let seen = look(&provider, &referral).await;
        assert_eq!(seen["assignment"]["heldUntil"], until);
        assert_eq!(seen["access"]["canHoldPlace"], true);

        app.advance(TimeDelta::hours(30) - TimeDelta::seconds(1));
        assert_eq!(lapse(&app).await, 0);
        app.advance(TimeDelta::seconds(1));
        // The server's own worker may have been quicker.
        assert!(lapse(&app).await <= 1);
        let seen = look(&plan, &referral).await;
        assert_eq!(seen["status"], "READY");
        let ended = json!({
            "heldUntil": null, "status": "ENDED", "ending": { "reason": "HOLD_LAPSED" },
        });
        assert_eq!(seen["assignment"], ended);
        let last = seen["timeline"]["nodes"]
            .as_array()
            .unwrap()
            .last()
            .cloned();
        assert_eq!(last, Some(json!({ "kind": "HOLD_LAPSED" })));
        let verification = verified(&app).await;
        assert_eq!(verification.disagreements, []);
        assert_eq!(lapse(&app).await, 0, "nothing lapses twice");
        // The same provider may get it again.
        plan.assign(&referral, "p2").await.done();
        assert_eq!(
            look(&plan, &referral).await["assignment"]["heldUntil"],
            Value::Null
        );
    }
);

both_engines!(
    a_hold_is_moved_and_ends_with_the_start,
    async |app: TestApp| {
        let referral = assigned(&app, "m1", SERVICE, "p2").await;
        let (plan, provider) = (app.plan(), app.provider("p2"));
        assert_eq!(
            hold(&provider, &referral, Some(&in_hours(&app, 0))).await,
            ["OUT_OF_RANGE"]
        );
        let too_far = in_hours(&app, 24 * 366 + 1);
        assert_eq!(
            hold(&provider, &referral, Some(&too_far)).await,
            ["OUT_OF_RANGE"]
        );
        assert_eq!(
            hold(&provider, &referral, Some(&in_hours(&app, 2))).await,
            [""; 0]
        );
        // The discharge is put off, the plan says so.
        let later = in_hours(&app, 50);
        assert_eq!(hold(&plan, &referral, Some(&later)).await, [""; 0]);
        app.advance(TimeDelta::hours(3));
        assert_eq!(lapse(&app).await, 0);
        assert_eq!(
            look(&provider, &referral).await["assignment"]["heldUntil"],
            later
        );

        provider.accept(&referral).await.done();
        let start = json!({ "referralId": referral, "startedAt": app.now() });
        provider.act("startService", start).await.done();
        app.advance(TimeDelta::hours(100));
        assert_eq!(lapse(&app).await, 0);
        let seen = look(&provider, &referral).await;
        assert_eq!(
            (&seen["status"], &seen["access"]["canHoldPlace"]),
            (&json!("CLOSED"), &json!(false))
        );
        assert_eq!(hold(&provider, &referral, None).await, ["WRONG_STATE"]);
        assert_eq!(verified(&app).await.disagreements, []);
    }
);
