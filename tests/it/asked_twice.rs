//! Nobody asks a plan twice for the same, while it has not decided.

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::acts::assigned;
use crate::support::authorized::{authorizes, reviewer};
use crate::support::network::{global_id, global_member_id};
use crate::support::{Caller, Reply, TestApp, both_engines, postgres_only};

/// A wish for asthma remediation of m1, changed.
async fn ask(caller: &Caller, changes: Value) -> Reply {
    let mut input = json!({ "memberId": global_member_id("m1"), "kind": "PRIOR",
        "service": "ASTHMA_REMEDIATION", "procedureCode": "S5165 U5", "amount": "100.00",
        "fromOn": "2026-12-01", "untilOn": "2026-12-31" });
    for (name, value) in changes.as_object().unwrap() {
        input[name] = value.clone();
    }
    caller.on_authorization("requestAuthorization", input).await
}

fn told(reply: &Reply) -> String {
    let payload = reply.refused(&["ASKED_ALREADY"]);
    let told = &payload["userErrors"][0]["message"];
    told.as_str().unwrap().to_owned()
}

async fn merge_a_twin_of_m1(plan: &Caller) {
    let document = "mutation($input: RegisterMemberInput!) {
      registerMember(input: $input) { member { id } userErrors { code } } }";
    let input = json!({ "cin": "95000001A", "firstName": "Xiomara", "lastName": "Quilfeather",
        "birthOn": "1961-04-17", "county": "06007" });
    let twin = plan.query(document, json!({ "input": input })).await;
    let twin = twin.done()["member"]["id"].clone();
    let of_twin = json!({ "memberId": twin, "service": "MEALS", "procedureCode": null,
        "amount": null });
    ask(plan, of_twin).await.done();
    let document = "mutation($input: MergeMembersInput!) { mergeMembers(input: $input) {
      member { id } userErrors { code } } }";
    let input = json!({ "keepId": global_member_id("m1"), "mergeId": twin,
        "reason": "the same card" });
    plan.query(document, json!({ "input": input })).await.done();
}

both_engines!(
    what_waits_is_not_asked_for_again_by_the_same_organization,
    async |app: TestApp| {
        let (plan, provider) = (app.plan(), app.provider("p2"));
        assigned(&app, "m1", "HOUSING_NAVIGATION", "p2").await;
        authorizes(&app, |_| {}).await;
        let first = ask(&plan, json!({})).await;
        let first = &first.done()["authorization"];
        let message = told(&ask(&plan, json!({ "providerId": global_id("p2") })).await);
        let number = first["number"].as_str().unwrap();
        for part in [
            number,
            "from 2026-12-01 to 2026-12-31",
            "withdrawAuthorization",
        ] {
            assert!(message.contains(part), "{part}: {message}");
        }
        // One day is enough.
        let last = json!({ "fromOn": "2026-12-31", "untilOn": "2027-01-31" });
        told(&ask(&plan, last).await);
        for other in [
            json!({ "kind": "EXPEDITED" }),
            json!({ "fromOn": "2027-01-01", "untilOn": "2027-01-31" }),
            json!({ "memberId": global_member_id("m2") }),
            json!({ "service": "MEALS", "procedureCode": null, "amount": null }),
        ] {
            ask(&plan, other).await.done();
        }
        // Somebody else asks for themselves, and hears of their own alone.
        let own = ask(&provider, json!({})).await;
        let own = own.done()["authorization"]["number"].clone();
        let message = told(&ask(&provider, json!({})).await);
        assert!(message.contains(own.as_str().unwrap()) && !message.contains(number));
        // What was decided waits no longer.
        let id = first["id"].as_str().unwrap();
        reviewer(&app).await.decide(id, "DENY").await.done();
        ask(&plan, json!({})).await.done();
    }
);

both_engines!(
    records_of_one_person_are_asked_for_once,
    async |app: TestApp| {
        authorizes(&app, |_| {}).await;
        let plan = app.plan();
        merge_a_twin_of_m1(&plan).await;
        let meals = json!({ "service": "MEALS", "procedureCode": null, "amount": null });
        told(&ask(&plan, meals).await);
    }
);

postgres_only!(
    of_many_who_ask_at_the_same_instant_one_is_heard,
    async |app: TestApp| {
        authorizes(&app, |_| {}).await;
        let plan = app.plan();
        for day in 1..=10 {
            let on = format!("2026-12-{day:02}");
            let wish = json!({ "fromOn": on, "untilOn": on });
            let replies = join_all((0..4).map(|_| ask(&plan, wish.clone()))).await;
            let mut ends: Vec<_> = replies.iter().map(Reply::refusals).collect();
            ends.sort();
            let refused = vec!["ASKED_ALREADY".to_owned()];
            let expected = [vec![], refused.clone(), refused.clone(), refused];
            assert_eq!(ends, expected, "{on}");
        }
    }
);
