//! What comes in with a referral beyond the least, and what follows from what.

use serde_json::{Value, json};

use crate::support::acts::{assigned, referral_of};
use crate::support::network::{global_id, patient};
use crate::support::{Caller, TestApp, both_engines};

const CREATE: &str = "mutation($input: CreateReferralInput!) {
  createReferral(input: $input) {
    referral { id service { code } }
    referrals { id service { code } }
    userErrors { code path message }
  }
}";

const REFERRAL: &str = "query($id: ID!) {
  referral(id: $id) {
    neededBy missing chosenProvider { id }
    socialNeeds { code }
    intake { source relationship agrees hasNoPhone whereabouts goBetween { name phone } language }
    followsFrom { id } followedBy { id }
  }
}";

async fn look(caller: &Caller, referral: &str) -> Value {
    let reply = caller.query(REFERRAL, json!({ "id": referral })).await;
    reply.field().clone()
}

both_engines!(one_intake_carries_several_services, async |app: TestApp| {
    let (referrer, plan) = (app.referrer(), app.plan());
    let mut input = referral_of(patient("m1"), "MEALS");
    input["alsoServices"] = json!(["HOUSING_NAVIGATION"]);
    input["neededBy"] = json!("2026-11-30");
    input["chosenProviderId"] = json!(global_id("p1"));
    input["socialNeeds"] = json!(["z59.02", "Z59.02"]);
    input["agrees"] = json!("YES");
    input["source"] = json!({ "kind": "HOSPITAL", "relationship": "MEDICAL_PROVIDER" });
    input["person"]["phone"] = Value::Null;
    input["person"]["hasNoPhone"] = json!(true);
    input["person"]["hasNoAddress"] = json!(true);
    input["person"]["whereabouts"] = json!("under the bridge at the river park");
    input["person"]["goBetween"] = json!({ "name": "Robin Fennel", "phone": "530 555 0199" });
    input["person"]["language"] = json!("es");
    let made = referrer.query(CREATE, json!({ "input": input })).await;
    let made = made.done();
    assert_eq!(made["referral"]["service"]["code"], "MEALS");
    let all = made["referrals"].as_array().unwrap();
    assert_eq!(all.len(), 2);
    for one in all {
        let id = one["id"].as_str().unwrap();
        for caller in [&plan, &referrer] {
            let seen = look(caller, id).await;
            assert_eq!(seen["neededBy"], "2026-11-30");
            assert_eq!(seen["chosenProvider"]["id"], json!(global_id("p1")));
            assert_eq!(seen["socialNeeds"], json!([{ "code": "Z59.02" }]));
            assert_eq!(
                seen["intake"],
                json!({
                    "source": "HOSPITAL",
                    "relationship": "MEDICAL_PROVIDER",
                    "agrees": "YES",
                    "hasNoPhone": true,
                    "whereabouts": "under the bridge at the river park",
                    "goBetween": { "name": "Robin Fennel", "phone": "+15305550199" },
                    "language": "es",
                })
            );
            assert_eq!(
                seen["missing"],
                json!(["SOURCE_ADDRESS", "ATTESTATION", "CIN", "CURRENT_SERVICES"])
            );
        }
        assert_eq!(look(&app.plan_named("b"), id).await, Value::Null);
    }
});

both_engines!(
    mistakes_of_an_intake_are_named_at_once,
    async |app: TestApp| {
        let mut input = referral_of(patient("m1"), "MEALS");
        input["alsoServices"] = json!(["MEALS"]);
        input["neededBy"] = json!("2026-11-01");
        input["chosenProviderId"] = json!(global_id("p1"));
        input["socialNeeds"] = json!(["E11.9"]);
        input["source"] = json!({ "npi": "1234567898" });
        input["person"]["language"] = json!("klingon");
        let refused = app
            .referrer()
            .query(CREATE, json!({ "input": input }))
            .await;
        refused.refused(&[
            "SERVICE_TWICE",
            "UNKNOWN_SOCIAL_NEED",
            "INVALID_NEEDED_BY",
            "INVALID_NPI",
            "UNKNOWN_LANGUAGE",
        ]);
        let count = "{ referrals { totalCount } }";
        let reply = app.plan().query(count, json!({})).await;
        assert_eq!(reply.field()["totalCount"], 0, "all or none");
    }
);

both_engines!(
    a_referral_that_follows_from_another,
    async |app: TestApp| {
        let (referrer, plan, provider) = (app.referrer(), app.plan(), app.provider("p1"));
        let first = assigned(&app, "m1", "MEALS", "p1").await;
        let close = json!({ "referralId": first, "reason": "UNABLE_TO_REACH" });
        plan.act("closeReferral", close).await.done();

        let mut input = referral_of(patient("m1"), "MEALS");
        input["followsFromId"] = json!(first);
        let made = referrer.query(CREATE, json!({ "input": input })).await;
        let second = made.done()["referral"]["id"].as_str().unwrap().to_owned();
        for caller in [&plan, &referrer] {
            let seen = look(caller, &second).await;
            assert_eq!(seen["followsFrom"]["id"], first.as_str());
            let seen = look(caller, &first).await;
            assert_eq!(seen["followedBy"], json!([{ "id": second }]));
        }
        // Whose access has ended knows of neither.
        assert_eq!(look(&provider, &second).await, Value::Null);
        // One cannot follow from what one does not know of, nor from that of another plan.
        let mut foreign = referral_of(patient("m1"), "MEALS");
        foreign["followsFromId"] = json!(first);
        let other = app.first_of("r2");
        other
            .query(CREATE, json!({ "input": foreign }))
            .await
            .refused(&["UNKNOWN_REFERRAL"]);
        let mut elsewhere = referral_of(patient("m1"), "MEALS");
        elsewhere["planId"] = json!(global_id("b"));
        elsewhere["followsFromId"] = json!(first);
        referrer
            .query(CREATE, json!({ "input": elsewhere }))
            .await
            .refused(&["UNKNOWN_REFERRAL"]);
    }
);
