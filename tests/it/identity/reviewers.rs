//! Which reviewers may decide against what is asked: an administrator of their plan says so.

use handoff::graphql::NodeKind;
use handoff::identity::Role;
use serde_json::{Value, json};

use super::accounts::act;
use crate::support::authorized::{authorization_of, authorizes};
use crate::support::{Caller, Reply, TestApp, both_engines};

const COMPETENCE: &str = "account { id competence { isForAllServices services markedAt } }";

async fn mark(caller: &Caller, input: Value) -> Reply {
    act(caller, "markReviewer", COMPETENCE, input).await
}

async fn unmark(caller: &Caller, input: Value) -> Reply {
    act(caller, "unmarkReviewer", COMPETENCE, input).await
}

fn id_of(caller: &Caller) -> String {
    NodeKind::Account.encode(caller.person().account.0).0
}

/// What a caller sees of an account's competence.
async fn competence(caller: &Caller, account: &str) -> Value {
    let document = "query($id: ID!) { account(id: $id) {
      competence { isForAllServices services markedAt } } }";
    let reply = caller.query(document, json!({ "id": account })).await;
    reply.field()["competence"].clone()
}

both_engines!(
    who_is_marked_for_a_service_may_deny_it,
    async |app: TestApp| {
        authorizes(&app, |_| {}).await;
        let admin = app.colleague("a", Role::OrganizationAdmin);
        let reviewer = app.colleague("a", Role::PlanReviewer);
        let id = id_of(&reviewer);
        let referral = app.referrer().refer("m1", "HOUSING_NAVIGATION").await;
        app.plan().confirm(&referral, "m1").await.done();
        let authorization = authorization_of(&app.plan(), &referral).await;
        let authorization = authorization["id"].as_str().unwrap();
        let deny = async || reviewer.decide(authorization, "DENY").await;
        assert_eq!(competence(&admin, &id).await, Value::Null);
        deny().await.refused(&["NOT_COMPETENT"]);

        let services = json!(["MEALS", "ECM", "MEALS"]);
        let reply = mark(&admin, json!({ "accountId": id, "services": services })).await;
        let marked = &reply.done()["account"]["competence"];
        assert_eq!(marked["isForAllServices"], false);
        assert_eq!(marked["services"], json!(["ECM", "MEALS"]));
        assert_eq!(&competence(&admin, &id).await, marked);
        assert_eq!(&competence(&reviewer, &id).await, marked);
        deny().await.refused(&["NOT_COMPETENT"]);

        // For all: the list before is forgotten.
        let reply = mark(&admin, json!({ "accountId": id })).await;
        let marked = &reply.done()["account"]["competence"];
        assert_eq!(marked["isForAllServices"], true);
        assert_eq!(marked["services"], json!([]));
        for _ in 0..2 {
            let reply = unmark(&admin, json!({ "accountId": id })).await;
            assert_eq!(reply.done()["account"]["competence"], Value::Null);
        }
        deny().await.refused(&["NOT_COMPETENT"]);
        let navigation = json!({ "accountId": id, "services": ["HOUSING_NAVIGATION"] });
        mark(&admin, navigation).await.done();
        deny().await.done();
    }
);

both_engines!(
    a_mark_ends_with_the_role_and_nobody_marks_themselves,
    async |app: TestApp| {
        let admin = app.colleague("a", Role::OrganizationAdmin);
        let reviewer = app.colleague("a", Role::PlanReviewer);
        let id = id_of(&reviewer);
        mark(&admin, json!({ "accountId": id })).await.done();
        for roles in [["PLAN_ANALYST"], ["PLAN_REVIEWER"]] {
            let input = json!({ "accountId": id, "roles": roles });
            act(&admin, "setRoles", "account { id }", input)
                .await
                .done();
        }
        assert_eq!(competence(&admin, &id).await, Value::Null);

        let coordinator = id_of(&app.plan());
        let none = json!({ "accountId": coordinator, "services": [] });
        let reply = mark(&admin, none).await;
        let payload = reply.refused(&["NOT_REVIEWER", "NO_SERVICE"]);
        assert_eq!(payload["account"], Value::Null);
        assert_eq!(
            payload["userErrors"][0]["path"],
            json!(["input", "accountId"])
        );
        let own = json!({ "accountId": id_of(&admin) });
        mark(&admin, own)
            .await
            .refused(&["OWN_COMPETENCE", "NOT_REVIEWER"]);

        let keyed = |services: &[&str]| json!({ "accountId": id, "services": services, "idempotencyKey": "k" });
        mark(&admin, keyed(&["MEALS"])).await.done();
        unmark(&admin, json!({ "accountId": id })).await.done();
        let again = mark(&admin, keyed(&["MEALS"])).await;
        assert_eq!(again.done()["account"]["competence"], Value::Null);
        mark(&admin, keyed(&["ECM"]))
            .await
            .refused(&["IDEMPOTENCY_KEY_REUSED"]);

        // Others may not, and an account of another plan is none.
        for caller in [app.plan(), app.colleague("a", Role::PlanNetwork)] {
            let input = json!({ "accountId": id });
            mark(&caller, input.clone()).await.fault("FORBIDDEN");
            unmark(&caller, input).await.fault("FORBIDDEN");
        }
        let foreign = app.colleague("b", Role::OrganizationAdmin);
        let input = json!({ "accountId": id });
        mark(&foreign, input.clone()).await.fault("NOT_FOUND");
        unmark(&foreign, input).await.fault("NOT_FOUND");

        let document = "{ auditEvents(first: 50) { nodes { operation outcome detail } } }";
        let reply = admin.query(document, json!({})).await;
        let events = reply.field()["nodes"].as_array().unwrap();
        let seen = |outcome: &str, detail: Value| {
            let event =
                json!({ "operation": "markReviewer", "outcome": outcome, "detail": detail });
            assert!(events.contains(&event), "{event}: {events:#?}");
        };
        seen("DONE", Value::Null);
        seen("REFUSED", json!("NOT_REVIEWER"));
        seen("DENIED", Value::Null);
    }
);
