//! Two records that are one person.

use serde_json::{Value, json};

use super::{act, look};
use crate::support::acts::assigned;
use crate::support::network::{global_member_id, patient};
use crate::support::{Caller, TestApp, both_engines};

/// Registers a member who looks like `m1`; the id.
pub(super) async fn twin_of_m1(plan: &Caller, cin: &str) -> String {
    let m1 = patient("m1");
    let document = "mutation($input: RegisterMemberInput!) {
      registerMember(input: $input) { member { id } userErrors { code } } }";
    let input = json!({
        "cin": cin,
        "firstName": m1.first_name,
        "lastName": "Quilfeather",
        "birthOn": m1.birth_on,
        "phone": "530 555 0199",
        "county": "06007",
    });
    let reply = plan.query(document, json!({ "input": input })).await;
    reply.done()["member"]["id"].as_str().unwrap().to_owned()
}

pub(super) async fn merge(plan: &Caller, keep: &str, merge: &str) -> crate::support::Reply {
    let document = "mutation($input: MergeMembersInput!) { mergeMembers(input: $input) {
      member { id } userErrors { code message path } } }";
    let input = json!({ "keepId": keep, "mergeId": merge, "reason": "the same card" });
    plan.query(document, json!({ "input": input })).await
}

async fn total(plan: &Caller, phone: &str) -> Value {
    let document = "query($phone: String) { members(filter: { phone: $phone }) {
      nodes { id } } }";
    let reply = plan.query(document, json!({ "phone": phone })).await;
    reply.field()["nodes"].clone()
}

both_engines!(possible_duplicates_say_why, async |app: TestApp| {
    let plan = app.plan();
    let m1 = global_member_id("m1");
    let document = "query($id: ID!) { possibleDuplicates(memberId: $id) {
      member { id } evidence } }";
    let none = plan.query(document, json!({ "id": m1 })).await;
    assert_eq!(none.field(), &json!([]));
    let twin = twin_of_m1(&plan, "95000001A").await;
    let found = plan.query(document, json!({ "id": m1 })).await;
    let evidence = ["SAME_BIRTH_DATE", "SIMILAR_NAME"];
    assert_eq!(
        found.field(),
        &json!([{ "member": { "id": twin }, "evidence": evidence }])
    );
    let list = "{ membersToReview { totalCount nodes { id } } }";
    let list = plan.query(list, json!({})).await;
    assert_eq!(
        list.field(),
        &json!({ "totalCount": 1, "nodes": [{ "id": twin }] })
    );
    let theirs = app
        .provider("p1")
        .query(document, json!({ "id": m1 }))
        .await;
    theirs.fault("NOT_FOUND");
});

both_engines!(a_merge_is_taken_back_exactly, async |app: TestApp| {
    let plan = app.plan();
    let m1 = global_member_id("m1");
    let twin = twin_of_m1(&plan, "95000001A").await;
    let referral = assigned(&app, "m1", "MEALS", "p1").await;
    let fields = "id cin phone name { full } mergedRecords { recordId cin reason }";
    let before = look(&plan, "m1", fields).await;

    // The record with the referral is merged into the other.
    merge(&plan, &twin, &m1).await.done();
    merge(&plan, &twin, &m1).await.refused(&["MERGED"]);
    merge(&plan, &m1, &twin).await.refused(&["MERGED"]);
    let kept = look(&plan, "m1", fields).await;
    assert_eq!(kept["id"], twin);
    let record = json!({ "recordId": m1, "cin": patient("m1").cin, "reason": "the same card" });
    assert_eq!(kept["mergedRecords"], json!([record]));
    let document = "query($id: ID!) { referral(id: $id) { member { id } } }";
    let of_referral = plan.query(document, json!({ "id": referral })).await;
    assert_eq!(of_referral.field()["member"]["id"], twin);
    // The provider sees the record that it serves.
    let of_provider = look(&app.provider("p1"), "m1", "id").await;
    assert_eq!(of_provider["id"], m1);
    for phone in ["555 0199", "555 0101"] {
        assert_eq!(
            total(&plan, phone).await,
            json!([{ "id": twin }]),
            "{phone}"
        );
    }
    act(&plan, "setPhones", json!({ "phones": [] }))
        .await
        .refused(&["MERGED"]);

    act(&plan, "unmergeMember", json!({})).await.done();
    act(&plan, "unmergeMember", json!({}))
        .await
        .refused(&["NOT_MERGED"]);
    assert_eq!(look(&plan, "m1", fields).await, before);
    assert_eq!(total(&plan, "555 0199").await, json!([{ "id": twin }]));
    assert_eq!(total(&plan, "555 0101").await, json!([{ "id": m1 }]));
});

both_engines!(
    what_would_show_more_than_before_is_not_merged,
    async |app: TestApp| {
        let officer = app.colleague("a", handoff::identity::Role::PlanPrivacy);
        let plan = app.plan();
        let twin = twin_of_m1(&plan, "95000001A").await;
        let third = twin_of_m1(&plan, "95000002A").await;
        let restrict = "mutation($input: RestrictMemberInput!) {
      restrictMember(input: $input) { userErrors { code } } }";
        let member = json!({ "input": { "memberId": twin } });
        officer.query(restrict, member).await.done();
        let m1 = global_member_id("m1");
        merge(&officer, &m1, &twin)
            .await
            .refused(&["RESTRICTION_DIFFERS"]);
        // Whoever does not see it does not learn that it is there.
        merge(&plan, &m1, &twin).await.refused(&["UNKNOWN_MEMBER"]);
        merge(&plan, &m1, &global_member_id("n1"))
            .await
            .refused(&["UNKNOWN_MEMBER"]);
        merge(&plan, &third, &m1).await.done();
        merge(&plan, &global_member_id("m3"), &third)
            .await
            .refused(&["HAS_MERGED"]);
    }
);

both_engines!(
    what_hangs_on_one_record_hangs_on_all,
    async |app: TestApp| {
        let plan = app.plan();
        let m1 = global_member_id("m1");
        let twin = twin_of_m1(&plan, "95000001A").await;
        let of_m1 = assigned(&app, "m1", "MEALS", "p1").await;
        merge(&plan, &twin, &m1).await.done();

        // By either id the plan finds the referral, and the work list has the record to work with.
        let document = "query($id: ID!) { referrals(filter: { memberId: $id }) {
      totalCount nodes { id } } }";
        for id in [&m1, &twin] {
            let found = plan.query(document, json!({ "id": id })).await;
            let expected = json!({ "totalCount": 1, "nodes": [{ "id": of_m1 }] });
            assert_eq!(found.field(), &expected);
        }
        let list = "{ assignments { nodes { referral { id } member { id } } } }";
        let list = plan.query(list, json!({})).await;
        assert_eq!(list.field()["nodes"][0]["member"]["id"], twin);

        // A CIN of the merged record gives the kept one.
        let document = "mutation($input: RegisterMemberInput!) {
      registerMember(input: $input) { member { id } userErrors { code } } }";
        let again = json!({
            "cin": patient("m1").cin, "firstName": "X", "lastName": "Y", "birthOn": "1980-01-01",
            "county": "06007",
        });
        let reply = plan.query(document, json!({ "input": again })).await;
        let payload = reply.refused(&["CIN_TAKEN"]);
        assert_eq!(payload["member"]["id"], twin);

        // What is confirmed as the merged record is confirmed as the kept one.
        let next = app.referrer().refer("m1", "HOUSING_NAVIGATION").await;
        plan.confirm(&next, "m1").await.done();
        let document = "query($id: ID!) { referral(id: $id) { member { id } } }";
        let seen = plan.query(document, json!({ "id": next })).await;
        assert_eq!(seen.field()["member"]["id"], twin);

        // How they are contacted is said of the kept record, and holds for all of them.
        let document = "mutation($input: SetSafeContactInput!) {
      setSafeContact(input: $input) { member { id } userErrors { code } } }";
        let safe = |id: &str| json!({ "input": { "memberId": id, "noContact": true } });
        plan.query(document, safe(&m1)).await.refused(&["MERGED"]);
        plan.query(document, safe(&twin)).await.done();
        plan.assign(&next, "p1").await.refused(&["NO_CONTACT"]);
        let close = json!({ "referralId": of_m1, "reason": "UNABLE_TO_REACH" });
        plan.act("closeReferral", close).await.done();
        let reopen = json!({ "referralId": of_m1, "reason": "found again" });
        plan.act("reopenReferral", reopen).await.done();
        plan.assign(&of_m1, "p1").await.refused(&["NO_CONTACT"]);

        // And so does a restriction, and a death.
        let officer = app.colleague("a", handoff::identity::Role::PlanPrivacy);
        let restrict = "mutation($input: RestrictMemberInput!) {
      restrictMember(input: $input) { userErrors { code } } }";
        let input = json!({ "input": { "memberId": twin } });
        officer.query(restrict, input).await.done();
        let document = "query($id: ID!) { referral(id: $id) { isRestricted needs status } }";
        let seen = plan.query(document, json!({ "id": of_m1 })).await;
        assert_eq!(seen.field()["isRestricted"], true);
        assert_eq!(seen.field()["needs"], Value::Null);
        let death = json!({ "memberId": twin, "kind": "DEATH", "happenedOn": "2026-11-23" });
        act(&officer, "recordLifeEvent", death).await.done();
        for referral in [&of_m1, &next] {
            let seen = officer.query(document, json!({ "id": referral })).await;
            assert_eq!(seen.field()["status"], "CLOSED");
        }
    }
);

both_engines!(
    where_one_record_died_the_person_did,
    async |app: TestApp| {
        let plan = app.plan();
        let m1 = global_member_id("m1");
        let referral = assigned(&app, "m1", "HOUSING_NAVIGATION", "p1").await;
        let other = assigned(&app, "m2", "HOUSING_NAVIGATION", "p1").await;
        let twin = twin_of_m1(&plan, "95000001A").await;
        let death = json!({ "memberId": twin, "kind": "DEATH", "happenedOn": "2026-11-20" });
        act(&plan, "recordLifeEvent", death).await.done();
        let standing = async |id: &str| {
            let document = "query($id: ID!) { referral(id: $id) { status closure { note }
              assignments { outreach { status } } } }";
            let reply = plan.query(document, json!({ "id": id })).await;
            reply.field().clone()
        };
        assert_eq!(standing(&referral).await["status"], "ASSIGNED");
        assert_eq!(app.ledger("p1-desk").await, (10, 2, 0));
        merge(&plan, &m1, &twin).await.done();
        let seen = standing(&referral).await;
        assert_eq!(seen["status"], "CLOSED");
        assert_eq!(seen["closure"]["note"], "The member died.");
        assert_eq!(seen["assignments"][0]["outreach"]["status"], "CANCELLED");
        assert_eq!(app.ledger("p1-desk").await, (10, 1, 0));
        assert_eq!(standing(&other).await["status"], "ASSIGNED");
        let open = plan
            .query("{ tasks { nodes { referral { id } } } }", json!({}))
            .await;
        assert_eq!(
            open.field()["nodes"],
            json!([{ "referral": { "id": other } }])
        );
        // Un-merged, the living record opens nothing by itself.
        act(&plan, "unmergeMember", json!({ "memberId": twin }))
            .await
            .done();
        assert_eq!(standing(&referral).await["status"], "CLOSED");
    }
);
