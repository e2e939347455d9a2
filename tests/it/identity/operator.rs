//! What the operator's administrator does: organizations, each with its first administrator.

use entity::types::OrganizationKind;
use serde_json::{Value, json};

use super::accounts::{CHOSEN, accept, act, administrator, enter};
use crate::support::{Caller, Reply, TestApp, both_engines};

pub(super) async fn operator(app: &TestApp) -> Caller {
    administrator(app, OrganizationKind::Operator, "The Exchange", "Zenobia").await
}

pub(super) async fn create(caller: &Caller, kind: &str, name: &str, email: &str) -> Reply {
    let input = json!({
        "kind": kind,
        "name": name,
        "administratorEmail": email,
        "administratorName": "Nela Thorne",
    });
    let answer = "organization { organization { id name kind } isAdministered }
                  ticket { token }";
    act(caller, "createOrganization", answer, input).await
}

pub(super) async fn organizations(caller: &Caller) -> Vec<Value> {
    let document = "{ organizations(first: 100) {
      totalCount nodes { organization { id name } prime { name } isAdministered }
    } }";
    let reply = caller.query(document, json!({})).await;
    reply.field()["nodes"].as_array().unwrap().clone()
}

both_engines!(
    an_organization_begins_with_its_first_administrator,
    async |app: TestApp| {
        let operator = operator(&app).await;
        let reply = create(&operator, "PLAN", "Hazel Plan", "nela@hazel.example").await;
        let payload = reply.done();
        assert_eq!(payload["organization"]["organization"]["kind"], "PLAN");
        assert_eq!(payload["organization"]["isAdministered"], false);
        let token = payload["ticket"]["token"].as_str().unwrap();
        accept(&app, token, CHOSEN).await.done();
        let nela = enter(&app, "nela@hazel.example", CHOSEN).await;
        let people = nela
            .query("{ accounts { nodes { email roles } } }", json!({}))
            .await;
        assert_eq!(
            people.field()["nodes"],
            json!([{ "email": "nela@hazel.example", "roles": ["ORGANIZATION_ADMIN"] }])
        );
        let known = organizations(&operator).await;
        let hazel = known
            .iter()
            .find(|one| one["organization"]["name"] == "Hazel Plan");
        assert_eq!(hazel.unwrap()["isAdministered"], true);

        create(&operator, "PLAN", "Hazel Plan", "other@hazel.example")
            .await
            .refused(&["NAME_TAKEN"]);
        create(&operator, "PLAN", "Willow Plan", "nela@hazel.example")
            .await
            .refused(&["EMAIL_TAKEN"]);
        create(&operator, "OPERATOR", " ", "nobody")
            .await
            .refused(&["KIND_NOT_OFFERED", "REQUIRED", "INVALID_EMAIL"]);
        // What was refused left nothing behind.
        let known = organizations(&operator).await;
        assert!(
            !known
                .iter()
                .any(|one| one["organization"]["name"] == "Willow Plan")
        );
    }
);

both_engines!(
    the_operator_sees_no_people_and_nobody_else_sees_organizations,
    async |app: TestApp| {
        let operator = operator(&app).await;
        for document in ["{ members { totalCount } }", "{ accounts { totalCount } }"] {
            operator.query(document, json!({})).await.fault("FORBIDDEN");
        }
        let kind = OrganizationKind::Plan;
        let admin = administrator(&app, kind, "Alder Plan", "Ottoline").await;
        for caller in [&admin, &app.plan(), &app.provider("p1")] {
            let list = caller
                .query("{ organizations { totalCount } }", json!({}))
                .await;
            list.fault("FORBIDDEN");
            create(caller, "PLAN", "Hazel Plan", "nela@hazel.example")
                .await
                .fault("FORBIDDEN");
        }
    }
);
