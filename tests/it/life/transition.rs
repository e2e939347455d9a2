//! A member changes plans.

use handoff::identity::Role;
use serde_json::{Value, json};

use super::{disenrolled, enrolled, last, look, notices};
use crate::members::act;
use crate::support::acts::{assigned, ready, referral_of};
use crate::support::network::{COUNTY, global_id, global_member_id, patient};
use crate::support::{Caller, TestApp, both_engines};

/// The other plan registers `m1`; the id of its record.
async fn registered_by(plan: &Caller) -> String {
    let m1 = patient("m1");
    let document = "mutation($input: RegisterMemberInput!) {
      registerMember(input: $input) { member { id } userErrors { code } } }";
    let input = json!({
        "cin": m1.cin, "firstName": m1.first_name, "lastName": m1.last_name,
        "birthOn": m1.birth_on, "county": COUNTY,
    });
    let reply = plan.query(document, json!({ "input": input })).await;
    reply.done()["member"]["id"].as_str().unwrap().to_owned()
}

/// All referrals that a caller sees, with what the test asks.
async fn referrals(caller: &Caller) -> Vec<Value> {
    let document = "{ referrals(first: 50) { nodes {
      id number status service { code } member { id name { full } } chosenProvider { id }
      urgency needs followsFrom { id } timeline { nodes { kind reason } }
    } } }";
    let reply = caller.query(document, json!({})).await;
    reply.field()["nodes"].as_array().unwrap().clone()
}

async fn in_service(app: &TestApp) -> String {
    let referral = assigned(app, "m1", "MEALS", "p1").await;
    let provider = app.provider("p1");
    provider.accept(&referral).await.done();
    let start = json!({ "referralId": referral, "startedAt": "2026-11-23T17:00:00Z" });
    provider.act("startService", start).await.done();
    referral
}

both_engines!(
    what_is_open_goes_on_with_the_new_plan,
    async |app: TestApp| {
        let (old, new, referrer) = (app.plan(), app.plan_named("b"), app.referrer());
        let m1 = global_member_id("m1");
        enrolled(&old, &m1, "ENROLLED", "2026-01-01").await.done();
        let serves = in_service(&app).await;
        let mut input = referral_of(patient("m1"), "HOUSING_NAVIGATION");
        input["urgency"] = json!("URGENT");
        let reply = referrer.try_refer(input).await;
        let asked = reply.done()["referral"]["id"].as_str().unwrap().to_owned();
        old.confirm(&asked, "m1").await.done();
        let secret = ready(&app, "m1", "ECM").await;
        let restrict = "mutation($input: RestrictReferralInput!) {
          restrictReferral(input: $input) { userErrors { code } } }";
        let input = json!({ "referralId": secret, "reason": "PART_2" });
        let officer = app.colleague("a", Role::PlanPrivacy);
        officer
            .query(restrict, json!({ "input": input }))
            .await
            .done();

        // The new plan knows the member already.
        let record = registered_by(&new).await;
        enrolled(&new, &record, "ENROLLED", "2026-11-22")
            .await
            .done();
        assert!(referrals(&new).await.is_empty());
        disenrolled(&old, &m1, "2026-11-21", "CHANGED_PLAN")
            .await
            .done();

        let seen = look(&old, &serves).await;
        let ending = &seen["assignments"][0]["ending"];
        assert_eq!(ending["discontinuation"]["reason"], "SWITCHED_PLAN");
        assert_eq!(last(&seen)["kind"], "PASSED_ON");
        let seen = look(&old, &asked).await;
        assert_eq!(seen["closure"]["reason"], "NO_LONGER_ELIGIBLE");
        assert_eq!(last(&seen)["kind"], "PASSED_ON");
        // The other plan's loops are not this one's to see.
        assert_eq!(seen["followedBy"], json!([]));

        let theirs = referrals(&new).await;
        assert_eq!(theirs.len(), 2, "what is restricted is not passed on");
        for referral in &theirs {
            assert_eq!(referral["status"], "READY");
            assert_eq!(referral["member"]["id"], record);
            assert_eq!(referral["followsFrom"], Value::Null);
            assert_eq!(referral["timeline"]["nodes"][0]["reason"], "CHANGED_PLAN");
        }
        let of = |service: &str| {
            let found = theirs.iter().find(|one| one["service"]["code"] == service);
            found.unwrap()
        };
        let meals = of("MEALS");
        assert_eq!(meals["chosenProvider"]["id"], json!(global_id("p1")));
        assert_eq!(of("HOUSING_NAVIGATION")["urgency"], "URGENT");
        assert_eq!(meals["needs"], "warm meals after a stay in hospital");
        assert_eq!(
            notices(&new).await,
            ["REFERRAL_RECEIVED", "REFERRAL_RECEIVED"]
        );
        // Whoever referred sees both ends.
        let followed = look(&referrer, &asked).await["followedBy"][0]["id"].clone();
        assert_eq!(followed, of("HOUSING_NAVIGATION")["id"]);
        let followed = look(&referrer, followed.as_str().unwrap()).await;
        assert_eq!(followed["followsFrom"]["id"], asked);
        new.assign(meals["id"].as_str().unwrap(), "p1").await.done();
    }
);

both_engines!(
    what_has_closed_goes_on_when_the_new_plan_learns_of_the_member,
    async |app: TestApp| {
        let (old, new) = (app.plan(), app.plan_named("b"));
        let m1 = global_member_id("m1");
        let asked = ready(&app, "m1", "MEALS").await;
        enrolled(&old, &m1, "ENROLLED", "2026-01-01").await.done();
        disenrolled(&old, &m1, "2026-11-20", "LOST_ELIGIBILITY")
            .await
            .done();
        let record = registered_by(&new).await;
        let again = enrolled(&new, &record, "ENROLLED", "2026-11-22").await;
        again.done();
        let theirs = referrals(&new).await;
        assert_eq!(theirs.len(), 1);
        assert_eq!(theirs[0]["member"]["id"], record);
        assert_eq!(last(&look(&old, &asked).await)["kind"], "PASSED_ON");
        assert_eq!(notices(&new).await, ["REFERRAL_RECEIVED"]);

        // Once, whatever else is recorded.
        disenrolled(&new, &record, "2026-11-22", "CHANGED_PLAN")
            .await
            .done();
        let back = enrolled(&old, &m1, "REINSTATED", "2026-11-21").await;
        back.done();
        let theirs = referrals(&new).await;
        assert_eq!(theirs.len(), 1);
        assert_eq!(theirs[0]["status"], "CLOSED");
        // Back without a day between, the old loop is open, and nothing else is made of it.
        assert_eq!(look(&old, &asked).await["status"], "READY");
        assert_eq!(referrals(&old).await.len(), 1);
    }
);

both_engines!(a_plan_that_is_named_gets_a_record, async |app: TestApp| {
    let (old, new) = (app.plan(), app.plan_named("b"));
    let m1 = global_member_id("m1");
    ready(&app, "m1", "MEALS").await;
    enrolled(&old, &m1, "ENROLLED", "2026-01-01").await.done();
    let end = |reason: &str, plan: &str| {
        json!({
            "memberId": m1, "untilOn": "2026-11-20", "reason": reason,
            "nextPlanId": global_id(plan),
        })
    };
    for (reason, plan) in [("LOST_ELIGIBILITY", "b"), ("CHANGED_PLAN", "a")] {
        act(&old, "endEnrolment", end(reason, plan))
            .await
            .refused(&["UNKNOWN_PLAN"]);
    }
    act(&old, "endEnrolment", end("CHANGED_PLAN", "b"))
        .await
        .done();
    let theirs = referrals(&new).await;
    assert_eq!(theirs.len(), 1);
    assert_eq!(theirs[0]["status"], "READY");
    assert_eq!(theirs[0]["member"]["name"]["full"], "Xiomara Quillfeather");
    assert_ne!(theirs[0]["member"]["id"], m1);
    let again = old.query("{ members { totalCount } }", json!({})).await;
    assert_eq!(again.field()["totalCount"], 3);

    // Reinstated from the next day on: they never left, and one plan looks after them.
    enrolled(&old, &m1, "REINSTATED", "2026-11-21").await.done();
    assert_eq!(referrals(&old).await[0]["status"], "READY");
    let theirs = referrals(&new).await;
    assert_eq!(theirs[0]["status"], "CLOSED");
});

both_engines!(
    a_namesake_with_the_same_number_is_nobody_elses_record,
    async |app: TestApp| {
        let (old, new) = (app.plan(), app.plan_named("b"));
        let m1 = global_member_id("m1");
        ready(&app, "m1", "MEALS").await;
        enrolled(&old, &m1, "ENROLLED", "2026-01-01").await.done();
        let document = "mutation($input: RegisterMemberInput!) {
          registerMember(input: $input) { member { id } userErrors { code } } }";
        let input = json!({
            "cin": patient("m1").cin, "firstName": "Somebody", "lastName": "Else",
            "birthOn": "1970-01-01", "county": COUNTY,
        });
        new.query(document, json!({ "input": input })).await.done();
        let end = json!({
            "memberId": m1, "untilOn": "2026-11-20", "reason": "CHANGED_PLAN",
            "nextPlanId": global_id("b"),
        });
        act(&old, "endEnrolment", end).await.done();
        let theirs = referrals(&new).await;
        assert_eq!(theirs[0]["status"], "RECEIVED", "the plan says who it is");
        assert_eq!(theirs[0]["member"], Value::Null);
    }
);
