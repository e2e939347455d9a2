//! What the plan looks at before it assigns.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::acts::{assigned, ready};
use crate::support::network::{global_id, global_member_id, patient};
use crate::support::{Caller, TestApp, both_engines};

const REFERRAL: &str = "query($id: ID!) {
  referral(id: $id) {
    triage { ground weight advice program other { id } }
    timeline { nodes { kind reason note } }
  }
}";

async fn look(caller: &Caller, referral: &str) -> Value {
    let reply = caller.query(REFERRAL, json!({ "id": referral })).await;
    reply.field().clone()
}

fn grounds(seen: &Value) -> Vec<String> {
    let found = seen["triage"].as_array().unwrap();
    let text = |one: &Value, key: &str| one[key].as_str().unwrap().to_owned();
    found
        .iter()
        .map(|one| format!("{} {}", text(one, "ground"), text(one, "weight")))
        .collect()
}

async fn about(plan: &Caller, mutation: &str, member: &str, rest: Value) {
    let (first, tail) = mutation.split_at(1);
    let input_type = format!("{}{tail}Input", first.to_uppercase());
    let document = format!(
        "mutation($input: {input_type}!) {{ {mutation}(input: $input) {{ \
         member {{ id }} userErrors {{ code path message }} }} }}"
    );
    let mut input = rest;
    input["memberId"] = json!(global_member_id(member));
    plan.query(&document, json!({ "input": input }))
        .await
        .done();
}

fn to(referral: &str, provider: &str, reason: Option<&str>) -> Value {
    json!({ "referralId": referral, "providerId": global_id(provider), "reason": reason })
}

both_engines!(the_same_need_twice_needs_a_reason, async |app: TestApp| {
    let (plan, referrer) = (app.plan(), app.referrer());
    let first = ready(&app, "m1", "MEALS").await;
    app.advance(TimeDelta::minutes(1));
    let second = ready(&app, "m1", "MEALS").await;
    assert_eq!(grounds(&look(&plan, &first).await), [""; 0]);
    let seen = look(&plan, &second).await;
    assert_eq!(grounds(&seen), ["OPEN_REFERRAL NEEDS_REASON"]);
    assert_eq!(seen["triage"][0]["other"]["id"], json!(first));
    // Another need of the same person is no second.
    let other = ready(&app, "m1", "HOUSING_NAVIGATION").await;
    assert_eq!(grounds(&look(&plan, &other).await), [""; 0]);
    assert_eq!(grounds(&look(&referrer, &second).await), [""; 0]);

    plan.act("assignReferral", to(&first, "p1", None))
        .await
        .done();
    let refused = plan.act("assignReferral", to(&second, "p1", None)).await;
    refused.refused(&["DUPLICATE"]);
    let why = Some("one for each household");
    plan.act("assignReferral", to(&second, "p1", why))
        .await
        .done();
    let entry = |seen: &Value| {
        let nodes = seen["timeline"]["nodes"].as_array().unwrap();
        nodes
            .iter()
            .find(|one| one["kind"] == "ASSIGNED")
            .unwrap()
            .clone()
    };
    assert_eq!(
        entry(&look(&plan, &second).await)["note"],
        "one for each household"
    );
    // That a reason was needed would tell whoever referred of the other referral.
    assert_eq!(
        entry(&look(&referrer, &second).await)["reason"],
        Value::Null
    );
    let moved = plan.reassign(&second, "p2").await;
    moved.refused(&["OUTSIDE_AREA"]);

    // A service that runs is a ground of its own, after its loop has closed.
    let provider = app.provider("p1");
    provider.accept(&first).await.done();
    let now = app.now().to_rfc3339();
    let start = json!({ "referralId": first, "startedAt": now });
    provider.act("startService", start).await.done();
    let third = ready(&app, "m1", "MEALS").await;
    assert_eq!(
        grounds(&look(&plan, &third).await),
        ["RUNNING_SERVICE NEEDS_REASON", "OPEN_REFERRAL NEEDS_REASON"]
    );
});

both_engines!(who_is_not_enrolled_is_not_assigned, async |app: TestApp| {
    let plan = app.plan();
    let referral = ready(&app, "m1", "MEALS").await;
    let span = json!({ "kind": "ENROLLED", "fromOn": "2026-01-01" });
    about(&plan, "recordEnrolment", "m1", span).await;
    assert_eq!(grounds(&look(&plan, &referral).await), [""; 0]);
    let end = json!({ "untilOn": "2026-10-31", "reason": "CHANGED_PLAN" });
    about(&plan, "endEnrolment", "m1", end).await;
    let again = ready(&app, "m1", "MEALS").await;
    let seen = look(&plan, &again).await;
    assert!(
        grounds(&seen).contains(&"NOT_ENROLLED REFUSES".to_owned()),
        "{seen}"
    );
    let reply = plan
        .act("assignReferral", to(&again, "p1", Some("urgent")))
        .await;
    reply.refused(&["NOT_ENROLLED"]);
});

both_engines!(another_programme_excludes_ecm, async |app: TestApp| {
    let plan = app.plan_named("b");
    let referral = ready(&app, "n1", "ECM").await;
    let set = json!({ "programs": ["HOSPICE", "PACE"], "fromOn": "2026-11-01" });
    about(&plan, "setPrograms", "n1", set).await;
    let seen = look(&plan, &referral).await;
    assert_eq!(
        grounds(&seen),
        ["IN_OTHER_PROGRAM NEEDS_REASON", "IN_OTHER_PROGRAM WARNS"]
    );
    assert_eq!(seen["triage"][0]["program"], "PACE");
    let reply = plan.act("assignReferral", to(&referral, "p3", None)).await;
    reply.refused(&["IN_OTHER_PROGRAM"]);
    // What no text says refuses nothing.
    let left = json!({ "programs": ["HOSPICE"], "fromOn": "2026-11-23" });
    about(&plan, "setPrograms", "n1", left).await;
    plan.act("assignReferral", to(&referral, "p3", None))
        .await
        .done();
    // What became known since stands in the way of another provider as well.
    app.advance(TimeDelta::days(1));
    let back = json!({ "programs": ["PACE"], "fromOn": "2026-11-24" });
    about(&plan, "setPrograms", "n1", back).await;
    plan.reassign(&referral, "p1")
        .await
        .refused(&["IN_OTHER_PROGRAM"]);
});

both_engines!(there_is_one_ecm_provider_at_a_time, async |app: TestApp| {
    let plan = app.plan_named("b");
    let first = assigned(&app, "n1", "ECM", "p3").await;
    let second = ready(&app, "n1", "ECM").await;
    let seen = look(&plan, &second).await;
    assert_eq!(grounds(&seen), ["OTHER_ECM_PROVIDER REFUSES"]);
    assert_eq!(seen["triage"][0]["other"]["id"], json!(first));
    let reply = plan
        .act("assignReferral", to(&second, "p3", Some("both")))
        .await;
    reply.refused(&["OTHER_ECM_PROVIDER"]);
});

both_engines!(
    two_clerks_at_once_give_one_ecm_provider,
    async |app: TestApp| {
        let plan = app.plan_named("b");
        for _ in 0..5 {
            let first = ready(&app, "n1", "ECM").await;
            app.advance(TimeDelta::minutes(1));
            let second = ready(&app, "n1", "ECM").await;
            let (one, other) = tokio::join!(
                plan.act("assignReferral", to(&first, "p3", None)),
                plan.act("assignReferral", to(&second, "p3", Some("her wish"))),
            );
            let refused = [one.refusals(), other.refusals()].concat();
            assert_eq!(refused, ["OTHER_ECM_PROVIDER"]);
            for referral in [first, second] {
                let back = json!({ "referralId": referral, "note": "again" });
                plan.act("withdrawReferral", back).await.done();
            }
        }
    }
);

const PACKET: &str = "query($id: ID!) {
  referral(id: $id) {
    assignment {
      packet {
        referral { number }
        member { cin isEnrolled }
        payer { name }
        service { code }
        billingCodes { hcpcs modifiers }
        diagnoses { code }
        needs
        missing
      }
    }
  }
}";

both_engines!(the_packet_is_for_who_serves, async |app: TestApp| {
    let referral = assigned(&app, "m1", "MEALS", "p1").await;
    let packet = async |caller: &Caller| {
        let reply = caller.query(PACKET, json!({ "id": referral })).await;
        reply.field()["assignment"]["packet"].clone()
    };
    let provider = app.provider("p1");
    let seen = packet(&provider).await;
    assert_eq!(seen["member"]["cin"], patient("m1").cin);
    assert_eq!(seen["payer"]["name"], "Alder Plan");
    let codes = seen["billingCodes"].as_array().unwrap();
    let meals = json!({ "hcpcs": "S5170", "modifiers": ["U6"] });
    assert!(codes.contains(&meals), "{codes:?}");
    assert_eq!(seen["needs"], "warm meals after a stay in hospital");
    let missing = seen["missing"].as_array().unwrap();
    assert!(missing.contains(&json!("DIAGNOSIS")) && missing.contains(&json!("ENROLMENT")));
    assert_eq!(packet(&app.plan()).await, seen);
    assert_eq!(packet(&app.referrer()).await, Value::Null);
    // Whose turn is over needs it no more.
    let decline = json!({ "referralId": referral, "reason": "OTHER", "note": "closed for repair" });
    provider.act("declineReferral", decline).await.done();
    assert_eq!(packet(&provider).await, Value::Null);
});
