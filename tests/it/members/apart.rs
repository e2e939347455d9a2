//! Records that look like one person and are two.

use serde_json::{Value, json};

use super::merge::{merge, twin_of_m1};
use super::{act, look};
use crate::support::network::global_member_id;
use crate::support::{Caller, TestApp, both_engines};

async fn duplicates(caller: &Caller, member: &str) -> Value {
    let document = "query($id: ID!) { possibleDuplicates(memberId: $id) { member { id } } }";
    let reply = caller.query(document, json!({ "id": member })).await;
    reply.field().clone()
}

async fn to_review(caller: &Caller) -> Value {
    let reply = caller
        .query("{ membersToReview { totalCount } }", json!({}))
        .await;
    reply.field()["totalCount"].clone()
}

both_engines!(
    two_people_no_longer_show_as_one_until_it_is_taken_back,
    async |app: TestApp| {
        let plan = app.plan();
        let m1 = global_member_id("m1");
        let twin = twin_of_m1(&plan, "95000001A").await;
        assert_eq!(duplicates(&plan, &m1).await[0]["member"]["id"], twin);
        assert_eq!(to_review(&plan).await, 1);

        let apart = |other: &str, reason: &str| json!({ "otherId": other, "reason": reason });
        let keep = |input| act(&plan, "keepMembersApart", input);
        keep(apart(&twin, " ")).await.refused(&["REQUIRED"]);
        for other in [&m1, &global_member_id("n1")] {
            keep(apart(other, "twins"))
                .await
                .refused(&["UNKNOWN_MEMBER"]);
        }
        keep(apart(&twin, "twin sisters")).await.done();
        keep(apart(&twin, "twins")).await.refused(&["KEPT_APART"]);
        for id in [&m1, &twin] {
            assert_eq!(duplicates(&plan, id).await, json!([]));
        }
        assert_eq!(to_review(&plan).await, 0);
        merge(&plan, &m1, &twin).await.refused(&["KEPT_APART"]);
        let seen = look(&plan, "m1", "keptApart { reason member { id } }").await;
        let expected = json!([{ "reason": "twin sisters", "member": { "id": twin } }]);
        assert_eq!(seen["keptApart"], expected);

        let again = json!({ "memberId": twin, "otherId": m1 });
        let compare = |input| act(&plan, "compareMembersAgain", input);
        compare(again.clone()).await.done();
        compare(again).await.refused(&["NOT_KEPT_APART"]);
        assert_eq!(duplicates(&plan, &m1).await[0]["member"]["id"], twin);
        assert_eq!(to_review(&plan).await, 1);
        merge(&plan, &m1, &twin).await.done();
    }
);

both_engines!(others_say_nothing_of_them, async |app: TestApp| {
    let plan = app.plan();
    let twin = twin_of_m1(&plan, "95000001A").await;
    let input = json!({ "otherId": twin, "reason": "twins" });
    for caller in [app.plan_named("b"), app.provider("p1"), app.referrer()] {
        act(&caller, "keepMembersApart", input.clone())
            .await
            .fault("NOT_FOUND");
    }
    let reviewer = app.colleague("a", handoff::identity::Role::PlanReviewer);
    act(&reviewer, "keepMembersApart", input)
        .await
        .fault("FORBIDDEN");
});
