//! Routing that explains itself, and the wait list.

use chrono::TimeDelta;
use entity::provider_population;
use sea_orm::IntoActiveModel;
use serde_json::{Value, json};

use crate::capacity::global_pool_id;
use crate::support::acts::{assigned, ready, referral_of, set_policy};
use crate::support::network::{global_id, global_member_id, organization_id, patient, set_places};
use crate::support::{Caller, TestApp, both_engines, eventually};

const REFERRAL: &str = "query($id: ID!) {
  referral(id: $id) {
    status
    waiting { since position offeredAt }
    candidates { rank isIncluded exclusions isChosen isPreferred freePlaces provider { id } }
    timeline { nodes { kind note } }
    assignments { provider { id } considered { rank exclusions provider { id } } }
  }
}";

const NAVIGATION: &str = "HOUSING_NAVIGATION";

async fn look(caller: &Caller, referral: &str) -> Value {
    let reply = caller.query(REFERRAL, json!({ "id": referral })).await;
    reply.field().clone()
}

async fn notices(caller: &Caller) -> String {
    let all = "{ notices(first: 100) { items { notice { kind } } } }";
    let reply = caller.query(all, json!({})).await;
    reply.field().to_string()
}

async fn refer(caller: &Caller, member: &str, changes: Value) -> String {
    let mut input = referral_of(patient(member), NAVIGATION);
    for (name, value) in changes.as_object().unwrap() {
        input[name] = value.clone();
    }
    let reply = caller.try_refer(input).await;
    reply.done()["referral"]["id"].as_str().unwrap().to_owned()
}

both_engines!(
    candidates_have_an_order_and_reasons,
    async |app: TestApp| {
        let (plan, referrer) = (app.plan(), app.referrer());
        let changes = json!({ "chosenProviderId": global_id("p2") });
        let referral = refer(&referrer, "m1", changes).await;
        assert_eq!(look(&plan, &referral).await["candidates"], json!([]));
        plan.confirm(&referral, "m1").await.done();
        let seen = look(&plan, &referral).await;
        let candidates = seen["candidates"].as_array().unwrap();
        assert_eq!(candidates.len(), 2, "{candidates:?}");
        assert_eq!(candidates[0]["provider"]["id"], json!(global_id("p2")));
        assert_eq!(candidates[0]["isChosen"], true);
        assert_eq!(candidates[0]["freePlaces"], 5);
        assert_eq!(candidates[1]["isIncluded"], true);
        assert_eq!(look(&referrer, &referral).await["candidates"], json!([]));

        // The member's choice is followed, or it is said why not.
        plan.assign(&referral, "p1")
            .await
            .refused(&["MEMBER_CHOSE"]);
        let input = json!({
            "referralId": referral, "providerId": global_id("p1"), "reason": "he moved across town",
        });
        plan.act("assignReferral", input).await.done();
        let seen = look(&plan, &referral).await;
        let assigned = seen["timeline"]["nodes"].as_array().unwrap();
        let assigned = assigned
            .iter()
            .find(|one| one["kind"] == "ASSIGNED")
            .unwrap();
        assert_eq!(assigned["note"], "he moved across town");
        let considered = &seen["assignments"][0]["considered"];
        assert_eq!(considered[0]["provider"]["id"], json!(global_id("p2")));
        assert_eq!(considered[1]["provider"]["id"], json!(global_id("p1")));
        let as_provider = look(&app.provider("p1"), &referral).await;
        assert_eq!(as_provider["assignments"][0]["considered"], json!([]));

        // Without a provider the first gets it; who declined is out of question.
        let other = ready(&app, "m2", NAVIGATION).await;
        let first = look(&plan, &other).await["candidates"][0]["provider"]["id"].clone();
        plan.act_on("assignReferral", &other).await.done();
        let seen = look(&plan, &other).await;
        assert_eq!(seen["assignments"][0]["provider"]["id"], first);
        let key = if first == json!(global_id("p1")) {
            "p1"
        } else {
            "p2"
        };
        let decline = json!({
            "referralId": other, "reason": "CANNOT_MEET_NEED", "note": "no lift",
        });
        app.provider(key)
            .act("declineReferral", decline)
            .await
            .done();
        let seen = look(&plan, &other).await;
        let candidates = seen["candidates"].as_array().unwrap();
        let out = candidates.iter().find(|one| one["provider"]["id"] == first);
        assert_eq!(out.unwrap()["exclusions"], json!(["DECLINED"]));
    }
);

both_engines!(
    who_waits_has_a_place_and_is_offered_room,
    async |app: TestApp| {
        let (plan, other_plan, referrer) = (app.plan(), app.plan_named("b"), app.referrer());
        let early = ready(&app, "m1", NAVIGATION).await;
        plan.act_on("joinWaitlist", &early)
            .await
            .refused(&["ROOM_AVAILABLE"]);
        plan.assign(&early, "p1").await.done();
        assigned(&app, "m2", NAVIGATION, "p2").await;
        set_places(&app, "p1-desk", 1).await;
        set_places(&app, "p2", 1).await;

        app.advance(TimeDelta::minutes(1));
        let routine = ready(&app, "m3", NAVIGATION).await;
        plan.act_on("assignReferral", &routine)
            .await
            .refused(&["AT_CAPACITY"]);
        plan.act_on("joinWaitlist", &routine).await.done();
        let seen = look(&plan, &routine).await;
        assert_eq!(seen["status"], "WAITLISTED");
        assert_eq!(seen["waiting"]["position"], 1);
        assert!(notices(&referrer).await.contains("REFERRAL_WAITLISTED"));
        let as_referrer = look(&referrer, &routine).await;
        assert_eq!(as_referrer["status"], "WAITLISTED");
        assert_eq!(as_referrer["waiting"]["position"], Value::Null);

        // One order over all plans: what is urgent goes before.
        app.advance(TimeDelta::minutes(1));
        let changes = json!({ "urgency": "URGENT", "planId": global_id("b") });
        let urgent = refer(&referrer, "n1", changes).await;
        other_plan.confirm(&urgent, "n1").await.done();
        other_plan.act_on("joinWaitlist", &urgent).await.done();
        assert_eq!(look(&other_plan, &urgent).await["waiting"]["position"], 1);
        assert_eq!(look(&plan, &urgent).await, Value::Null);

        // Room at p1: it is offered to the plan of the first, and nobody slips in between.
        let close = json!({ "referralId": early, "reason": "UNABLE_TO_REACH" });
        plan.act("closeReferral", close).await.done();
        eventually(async || {
            let offered = &look(&other_plan, &urgent).await["waiting"]["offeredAt"];
            (!offered.is_null()).then_some(())
        })
        .await;
        assert!(notices(&other_plan).await.contains("PLACE_OFFERED"));
        let newcomer = ready(&app, "m1", NAVIGATION).await;
        plan.assign(&newcomer, "p1").await.refused(&["OTHERS_WAIT"]);
        plan.assign(&routine, "p1").await.refused(&["OTHERS_WAIT"]);

        // Passed, it goes to the next, and the first keeps its place.
        let pass = json!({ "referralId": urgent, "reason": "she is in hospital until Monday" });
        other_plan.act("passOffer", pass.clone()).await.done();
        other_plan
            .act("passOffer", pass)
            .await
            .refused(&["NOTHING_OFFERED"]);
        eventually(async || {
            let offered = &look(&plan, &routine).await["waiting"]["offeredAt"];
            (!offered.is_null()).then_some(())
        })
        .await;
        plan.assign(&routine, "p1").await.done();
        let seen = look(&plan, &routine).await;
        assert_eq!(seen["status"], "ASSIGNED");
        assert_eq!(seen["waiting"], Value::Null);
        assert_eq!(look(&other_plan, &urgent).await["waiting"]["position"], 1);
        let leave = json!({ "referralId": urgent, "reason": "found a place elsewhere" });
        let left = other_plan.act("leaveWaitlist", leave).await;
        assert_eq!(left.done()["referral"]["status"], "READY");
    }
);

both_engines!(
    room_is_assigned_where_the_plan_says_so,
    async |app: TestApp| {
        let plan = app.plan();
        set_policy(&app, &json!({ "waitlistMode": "ASSIGN" })).await;
        let first = assigned(&app, "m1", NAVIGATION, "p1").await;
        assigned(&app, "m2", NAVIGATION, "p2").await;
        set_places(&app, "p1-desk", 1).await;
        set_places(&app, "p2", 1).await;
        let waits = ready(&app, "m3", NAVIGATION).await;
        plan.act_on("joinWaitlist", &waits).await.done();
        app.advance(TimeDelta::minutes(1));
        let decline = json!({
            "referralId": first, "by": "MEMBER", "note": "stays with his brother",
        });
        app.provider("p1")
            .act("declineReferral", decline)
            .await
            .done();
        eventually(async || {
            let seen = look(&plan, &waits).await;
            (seen["status"] == "ASSIGNED").then_some(())
        })
        .await;
        assert_eq!(app.ledger("p1-desk").await, (1, 1, 0));
        for caller in [&plan, &app.provider("p1")] {
            assert!(notices(caller).await.contains("REFERRAL_ASSIGNED"));
        }
    }
);

both_engines!(
    a_provider_prefers_whom_it_referred_itself,
    async |app: TestApp| {
        let plan = app.plan();
        let first = async |referral: &str| {
            let seen = look(&plan, referral).await;
            let first = &seen["candidates"][0];
            (
                first["provider"]["id"].clone(),
                first["isPreferred"].clone(),
            )
        };
        // Of two alike the one first in the order comes second, once the other prefers its own.
        let referral = ready(&app, "m2", NAVIGATION).await;
        let (other, pool) = if first(&referral).await.0 == json!(global_id("p1")) {
            ("p2", "p2")
        } else {
            ("p1", "p1-desk")
        };
        let provider = app.provider(other);
        let set = "mutation($input: SetPoolPreferenceInput!) { setPoolPreference(input: $input) {
          pool { prefersOwnReferrals } userErrors { code } } }";
        let input = json!({ "poolId": global_pool_id(pool), "prefersOwnReferrals": true });
        let said = provider.query(set, json!({ "input": input })).await;
        assert_eq!(said.done()["pool"]["prefersOwnReferrals"], true);
        let own = refer(&provider, "m1", json!({})).await;
        plan.confirm(&own, "m1").await.done();
        assert_eq!(first(&own).await, (json!(global_id(other)), json!(true)));
        let (stays, is_preferred) = first(&referral).await;
        assert_ne!(stays, json!(global_id(other)));
        assert_eq!(is_preferred, json!(false));
    }
);

both_engines!(
    who_serves_none_of_the_populations_is_out_of_question_for_ecm,
    async |app: TestApp| {
        let plan = app.plan_named("b");
        let serves = |population: &'static str| {
            let op = app.system_op();
            let db = app.db().clone();
            async move {
                let row = provider_population::Model {
                    provider_id: organization_id("p3"),
                    population: population.to_owned(),
                };
                let written = db.write(&op, |tx| {
                    let row = row.clone();
                    async move { tx.insert(row.into_active_model()).await }
                });
                written.await.unwrap();
            }
        };
        serves("BIRTH_EQUITY").await;
        let referral = ready(&app, "n1", "ECM").await;
        let exclusions =
            async || look(&plan, &referral).await["candidates"][0]["exclusions"].clone();
        // Nobody has said which populations the member belongs to.
        assert_eq!(exclusions().await, json!([]));
        let set = "mutation($input: SetPopulationsInput!) { setPopulations(input: $input) {
          member { id } userErrors { code message } } }";
        let input = json!({
            "memberId": global_member_id("n1"), "populations": ["EXPERIENCING_HOMELESSNESS"],
            "fromOn": "2026-11-01",
        });
        plan.query(set, json!({ "input": input })).await.done();
        assert_eq!(exclusions().await, json!(["POPULATION_NOT_SERVED"]));
        serves("EXPERIENCING_HOMELESSNESS").await;
        assert_eq!(exclusions().await, json!([]));
    }
);
