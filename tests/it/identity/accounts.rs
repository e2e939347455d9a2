//! How people come to an organization, what its administrators do with them, and how they leave.

use chrono::TimeDelta;
use entity::types::{OrganizationKind, Role};
use handoff::identity::NewAccount;
use serde_json::{Value, json};

use crate::support::people::{sign_in, try_refresh, try_sign_in};
use crate::support::{Caller, Reply, TestApp, both_engines, postgres_only};

/// What the people of these tests choose.
pub(super) const CHOSEN: &str = "umbrella gravel seven";

/// An administrator of that organization, signed in.
pub(super) async fn administrator(
    app: &TestApp,
    kind: OrganizationKind,
    organization: &str,
    name: &str,
) -> Caller {
    let email = format!("{}@admins.example", name.to_lowercase());
    let roles = match kind {
        OrganizationKind::Operator => vec![Role::SystemAdmin],
        OrganizationKind::Plan
        | OrganizationKind::Provider
        | OrganizationKind::Referrer
        | OrganizationKind::State => vec![Role::OrganizationAdmin],
    };
    let account = NewAccount {
        organization: organization.to_owned(),
        kind,
        email: email.clone(),
        name: name.to_owned(),
        roles,
        password: CHOSEN.into(),
    };
    let identity = app.identity().await;
    identity
        .create_account(&app.system_op(), account)
        .await
        .unwrap();
    enter(app, &email, CHOSEN).await
}

/// Somebody signs in and goes on with the token.
pub(super) async fn enter(app: &TestApp, email: &str, password: &str) -> Caller {
    let reply = try_sign_in(&app.anonymous(), email, password).await;
    let token = reply.done()["session"]["token"]
        .as_str()
        .unwrap()
        .to_owned();
    app.anonymous().with_token(&token)
}

/// An administrator of the plan that the tests' network calls `a`.
pub(super) async fn of_plan(app: &TestApp, name: &str) -> Caller {
    administrator(app, OrganizationKind::Plan, "Alder Plan", name).await
}

/// Runs a mutation on accounts and asks for these fields.
pub(super) async fn act(caller: &Caller, mutation: &str, answer: &str, input: Value) -> Reply {
    let (first, rest) = mutation.split_at(1);
    let document = format!(
        "mutation($input: {}{rest}Input!) {{
          {mutation}(input: $input) {{ {answer} userErrors {{ code message path }} }}
        }}",
        first.to_uppercase()
    );
    caller.query(&document, json!({ "input": input })).await
}

const ACCOUNT: &str = "account { id email name roles status invitedUntil hasSecondFactor }";
const TICKET: &str =
    "account { id email name roles status invitedUntil } ticket { token expiresAt }";

pub(super) async fn invite(caller: &Caller, email: &str, roles: &[&str]) -> Reply {
    let input = json!({ "email": email, "name": "Nela Thorne", "roles": roles });
    act(caller, "inviteAccount", TICKET, input).await
}

pub(super) fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// The id and the token of an answer.
pub(super) fn made(reply: &Reply) -> (String, String) {
    let payload = reply.done();
    (
        text(&payload["account"]["id"]),
        text(&payload["ticket"]["token"]),
    )
}

pub(super) async fn accept(app: &TestApp, token: &str, password: &str) -> Reply {
    let input = json!({ "token": token, "password": password });
    act(&app.anonymous(), "acceptInvitation", "isDone", input).await
}

pub(super) async fn reset(app: &TestApp, token: &str, password: &str) -> Reply {
    let input = json!({ "token": token, "password": password });
    act(&app.anonymous(), "resetPassword", "isDone", input).await
}

pub(super) async fn on_account(caller: &Caller, mutation: &str, id: &str) -> Reply {
    let answer = if mutation == "issuePasswordReset" {
        TICKET
    } else {
        ACCOUNT
    };
    act(caller, mutation, answer, json!({ "accountId": id })).await
}

pub(super) async fn set_roles(caller: &Caller, id: &str, roles: &[&str]) -> Reply {
    let input = json!({ "accountId": id, "roles": roles });
    act(caller, "setRoles", ACCOUNT, input).await
}

/// The people of the caller's organization: e-mail address, status, id.
async fn people(caller: &Caller) -> Vec<(String, String, String)> {
    let document = "{ accounts(first: 100) { nodes { email status id } totalCount } }";
    let reply = caller.query(document, json!({})).await;
    let nodes = reply.field()["nodes"].as_array().unwrap().clone();
    assert_eq!(reply.field()["totalCount"], nodes.len());
    let one = |node: &Value| {
        (
            text(&node["email"]),
            text(&node["status"]),
            text(&node["id"]),
        )
    };
    nodes.iter().map(one).collect()
}

pub(super) async fn id_of(caller: &Caller, email: &str) -> String {
    let people = people(caller).await;
    people.into_iter().find(|one| one.0 == email).unwrap().2
}

both_engines!(
    a_person_comes_by_invitation_and_chooses_a_password,
    async |app: TestApp| {
        let admin = of_plan(&app, "Ottoline").await;
        let reply = invite(&admin, " Nela@Alder.example", &["PLAN_COORDINATOR"]).await;
        let account = &reply.done()["account"];
        assert_eq!(account["email"], "nela@alder.example");
        assert_eq!(account["status"], "INVITED");
        assert_eq!(account["invitedUntil"], "2026-11-26T17:00:00Z");
        let (id, token) = made(&reply);
        try_sign_in(&app.anonymous(), "nela@alder.example", CHOSEN)
            .await
            .refused(&["WRONG_CREDENTIALS"]);

        for (password, code) in [
            ("short", "PASSWORD_TOO_SHORT"),
            ("nela-thorne-2026", "PASSWORD_PERSONAL"),
            ("Alder Plan 2026!", "PASSWORD_PERSONAL"),
            ("password1234", "PASSWORD_COMMON"),
            ("abcdefghijklmnop", "PASSWORD_PREDICTABLE"),
        ] {
            accept(&app, &token, password).await.refused(&[code]);
        }
        accept(&app, &token, CHOSEN).await.done();
        let nela = enter(&app, "nela@alder.example", CHOSEN).await;
        let viewer = nela
            .query("{ viewer { roles organization { name } } }", json!({}))
            .await;
        assert_eq!(viewer.field()["roles"], json!(["PLAN_COORDINATOR"]));
        assert_eq!(viewer.field()["organization"]["name"], "Alder Plan");
        // Once only, and for nothing else.
        accept(&app, &token, CHOSEN)
            .await
            .refused(&["INVALID_TOKEN"]);
        reset(&app, &token, CHOSEN)
            .await
            .refused(&["INVALID_TOKEN"]);

        // A person sees their own account, and no list.
        let seen = nela
            .query(
                "query($id: ID!) { account(id: $id) { status } }",
                json!({ "id": id }),
            )
            .await;
        assert_eq!(seen.field()["status"], "ACTIVE");
        nela.query("{ accounts { totalCount } }", json!({}))
            .await
            .fault("FORBIDDEN");
    }
);

both_engines!(
    an_invitation_ends_and_can_be_made_again,
    async |app: TestApp| {
        let admin = of_plan(&app, "Ottoline").await;
        let (_, first) = made(&invite(&admin, "nela@alder.example", &["PLAN_ANALYST"]).await);
        let again = invite(&admin, "nela@alder.example", &["PLAN_NETWORK"]).await;
        assert_eq!(again.done()["account"]["roles"], json!(["PLAN_NETWORK"]));
        let (id, second) = made(&again);
        accept(&app, &first, CHOSEN)
            .await
            .refused(&["INVALID_TOKEN"]);
        app.advance(TimeDelta::hours(72));
        accept(&app, &second, CHOSEN)
            .await
            .refused(&["INVALID_TOKEN"]);

        let admin = enter(&app, "ottoline@admins.example", CHOSEN).await;
        let (same, third) = made(&invite(&admin, "nela@alder.example", &["PLAN_NETWORK"]).await);
        assert_eq!(same, id);
        // Taken back before it was accepted.
        on_account(&admin, "deactivateAccount", &id).await.done();
        accept(&app, &third, CHOSEN)
            .await
            .refused(&["INVALID_TOKEN"]);
        on_account(&admin, "reactivateAccount", &id)
            .await
            .refused(&["NEVER_JOINED"]);
        on_account(&admin, "issuePasswordReset", &id)
            .await
            .refused(&["NOT_ACTIVE"]);
        let (_, fourth) = made(&invite(&admin, "nela@alder.example", &["PLAN_NETWORK"]).await);
        accept(&app, &fourth, CHOSEN).await.done();
        invite(&admin, "nela@alder.example", &["PLAN_NETWORK"])
            .await
            .refused(&["EMAIL_TAKEN"]);
    }
);

both_engines!(
    all_mistakes_of_an_invitation_are_answered_at_once,
    async |app: TestApp| {
        let admin = of_plan(&app, "Ottoline").await;
        let input = json!({ "email": "nobody", "name": " ", "roles": ["PROVIDER_STAFF"] });
        let reply = act(&admin, "inviteAccount", TICKET, input).await;
        let payload = reply.refused(&["INVALID_EMAIL", "REQUIRED", "ROLE_DOES_NOT_FIT"]);
        assert_eq!(payload["ticket"], Value::Null);
        assert_eq!(payload["userErrors"][1]["path"], json!(["input", "name"]));
        let none = json!({ "email": "a@b.example", "name": "A", "roles": [] });
        act(&admin, "inviteAccount", TICKET, none)
            .await
            .refused(&["NO_ROLE"]);
    }
);

both_engines!(
    a_reset_chooses_another_password_and_ends_all_sessions,
    async |app: TestApp| {
        let admin = of_plan(&app, "Ottoline").await;
        let email = crate::support::network::email("a");
        let before = sign_in(&app, "a").await;
        let id = id_of(&admin, &email).await;
        let (_, token) = made(&on_account(&admin, "issuePasswordReset", &id).await);
        // The old password works until then.
        sign_in(&app, "a").await;
        accept(&app, &token, CHOSEN)
            .await
            .refused(&["INVALID_TOKEN"]);
        reset(&app, &token, CHOSEN).await.done();
        let old = app.anonymous().with_token(&before.token);
        let refused = old.query("{ viewer { name } }", json!({})).await;
        refused.fault("UNAUTHENTICATED");
        try_refresh(&app, &before.refresh_token)
            .await
            .refused(&["SESSION_ENDED"]);
        enter(&app, &email, CHOSEN).await;

        let (_, late) = made(&on_account(&admin, "issuePasswordReset", &id).await);
        app.advance(TimeDelta::hours(1));
        reset(&app, &late, CHOSEN).await.refused(&["INVALID_TOKEN"]);
    }
);

both_engines!(a_ticket_is_used_once, async |app: TestApp| {
    let admin = of_plan(&app, "Ottoline").await;
    let (_, token) = made(&invite(&admin, "nela@alder.example", &["PLAN_ANALYST"]).await);
    let (first, second) = tokio::join!(
        accept(&app, &token, "umbrella gravel one"),
        accept(&app, &token, "umbrella gravel two")
    );
    let done = [&first, &second].map(|reply| reply.field()["isDone"] == true);
    assert_ne!(done[0], done[1], "{first:?} {second:?}");
});

both_engines!(tokens_are_guessed_slowly, async |app: TestApp| {
    for _ in 0..20 {
        accept(&app, &"A".repeat(43), CHOSEN)
            .await
            .refused(&["INVALID_TOKEN"]);
    }
    accept(&app, &"A".repeat(43), CHOSEN)
        .await
        .refused(&["TOO_MANY_ATTEMPTS"]);
});

both_engines!(a_lost_role_ends_within_seconds, async |app: TestApp| {
    let admin = of_plan(&app, "Ottoline").await;
    let (id, token) = made(&invite(&admin, "nela@alder.example", &["PLAN_COORDINATOR"]).await);
    accept(&app, &token, CHOSEN).await.done();
    let nela = enter(&app, "nela@alder.example", CHOSEN).await;
    let members = "{ members { totalCount } }";
    assert!(nela.query(members, json!({})).await.field()["totalCount"].is_number());
    set_roles(&admin, &id, &["PROVIDER_STAFF"])
        .await
        .refused(&["ROLE_DOES_NOT_FIT"]);
    let set = set_roles(&admin, &id, &["PLAN_ANALYST"]).await;
    assert_eq!(set.done()["account"]["roles"], json!(["PLAN_ANALYST"]));
    nela.query(members, json!({}))
        .await
        .fault("UNAUTHENTICATED");
    let nela = enter(&app, "nela@alder.example", CHOSEN).await;
    nela.query(members, json!({})).await.fault("FORBIDDEN");
});

both_engines!(access_that_was_ended_begins_again, async |app: TestApp| {
    let admin = of_plan(&app, "Ottoline").await;
    let email = crate::support::network::email("a");
    let session = sign_in(&app, "a").await;
    let id = id_of(&admin, &email).await;
    let ended = on_account(&admin, "deactivateAccount", &id).await;
    assert_eq!(ended.done()["account"]["status"], "DEACTIVATED");
    let password = crate::support::network::PASSWORD;
    try_sign_in(&app.anonymous(), &email, password)
        .await
        .refused(&["WRONG_CREDENTIALS"]);
    on_account(&admin, "reactivateAccount", &id).await.done();
    // What was open before stays closed.
    try_refresh(&app, &session.refresh_token)
        .await
        .refused(&["SESSION_ENDED"]);
    sign_in(&app, "a").await;
});

both_engines!(the_last_administrator_stays, async |app: TestApp| {
    let kind = OrganizationKind::Plan;
    let first = administrator(&app, kind, "Hazel Plan", "Ottoline").await;
    let own = id_of(&first, "ottoline@admins.example").await;
    let last = &["LAST_ADMINISTRATOR"];
    on_account(&first, "deactivateAccount", &own)
        .await
        .refused(last);
    set_roles(&first, &own, &["PLAN_ANALYST"])
        .await
        .refused(&["OWN_ROLES"]);
    // Who is invited does not count before they come.
    invite(&first, "nela@alder.example", &["ORGANIZATION_ADMIN"])
        .await
        .done();
    on_account(&first, "deactivateAccount", &own)
        .await
        .refused(last);
    administrator(&app, kind, "Hazel Plan", "Percival").await;
    on_account(&first, "deactivateAccount", &own).await.done();
});

postgres_only!(
    two_administrators_cannot_remove_each_other,
    async |app: TestApp| {
        for round in 0..10 {
            let names = [format!("Ada{round}"), format!("Bo{round}")];
            let organization = format!("Plan {round}");
            let kind = OrganizationKind::Plan;
            let ada = administrator(&app, kind, &organization, &names[0]).await;
            let bo = administrator(&app, kind, &organization, &names[1]).await;
            let ids = [
                id_of(&ada, &format!("ada{round}@admins.example")).await,
                id_of(&ada, &format!("bo{round}@admins.example")).await,
            ];
            let (one, other) = tokio::join!(
                on_account(&ada, "deactivateAccount", &ids[1]),
                set_roles(&bo, &ids[0], &["PLAN_ANALYST"])
            );
            // The second is refused, or finds that its own access has ended.
            let done = [&one, &other]
                .into_iter()
                .filter(|reply| reply.status == 200 && reply.fault_code().is_none())
                .filter(|reply| reply.refusals().is_empty());
            assert_eq!(done.count(), 1, "{one:?} {other:?}");
        }
    }
);

both_engines!(
    an_administrator_reaches_no_other_organization,
    async |app: TestApp| {
        let admin = of_plan(&app, "Ottoline").await;
        let other = administrator(&app, OrganizationKind::Plan, "Birch Plan", "Quentin").await;
        let id = id_of(&other, "quentin@admins.example").await;
        assert!(!people(&admin).await.iter().any(|one| one.2 == id));
        let read = "query($id: ID!) { account(id: $id) { email } node(id: $id) { id } }";
        let reply = admin.query(read, json!({ "id": id })).await;
        assert_eq!(reply.data(), &json!({ "account": null, "node": null }));
        for mutation in [
            "deactivateAccount",
            "reactivateAccount",
            "issuePasswordReset",
            "resetSecondFactor",
        ] {
            on_account(&admin, mutation, &id).await.fault("NOT_FOUND");
        }
        set_roles(&admin, &id, &["PLAN_ANALYST"])
            .await
            .fault("NOT_FOUND");
        // An address is somebody's, whoever's person that is.
        invite(&admin, "quentin@admins.example", &["PLAN_ANALYST"])
            .await
            .refused(&["EMAIL_TAKEN"]);
        // A coordinator administers nobody, not even themself.
        let own = id_of(&admin, &crate::support::network::email("a")).await;
        for mutation in ["deactivateAccount", "issuePasswordReset"] {
            on_account(&app.plan(), mutation, &own)
                .await
                .fault("FORBIDDEN");
        }
        invite(&app.plan(), "x@y.example", &["PLAN_ANALYST"])
            .await
            .fault("FORBIDDEN");
    }
);

both_engines!(people_change_their_own_password, async |app: TestApp| {
    let (here, there) = (sign_in(&app, "r1").await, sign_in(&app, "r1").await);
    let caller = app.anonymous().with_token(&here.token);
    let change = async |current: &str, new: &str| {
        let input = json!({ "currentPassword": current, "password": new });
        act(&caller, "changePassword", "isDone", input).await
    };
    let old = crate::support::network::PASSWORD;
    change("not the password", CHOSEN)
        .await
        .refused(&["WRONG_PASSWORD"]);
    change(old, "Fir Street Hospital")
        .await
        .refused(&["PASSWORD_PERSONAL"]);
    change(old, CHOSEN).await.done();
    // This session goes on, the other has ended.
    caller.query("{ viewer { name } }", json!({})).await.data();
    try_refresh(&app, &there.refresh_token)
        .await
        .refused(&["SESSION_ENDED"]);
    let email = crate::support::network::email("r1");
    try_sign_in(&app.anonymous(), &email, old)
        .await
        .refused(&["WRONG_CREDENTIALS"]);
    enter(&app, &email, CHOSEN).await;
});

both_engines!(people_are_listed_page_by_page, async |app: TestApp| {
    let kind = OrganizationKind::Plan;
    let admin = administrator(&app, kind, "Hazel Plan", "Ottoline").await;
    for number in 0..12 {
        let email = format!("person{number}@alder.example");
        invite(&admin, &email, &["PLAN_ANALYST"]).await.done();
    }
    let document = "query($first: Int, $after: String) {
          accounts(first: $first, after: $after) {
            nodes { email } pageInfo { hasNextPage endCursor }
          }
        }";
    let mut seen = Vec::new();
    let mut after = Value::Null;
    loop {
        let variables = json!({ "first": 5, "after": after });
        let reply = admin.query(document, variables).await;
        let page = reply.field();
        seen.extend(
            page["nodes"]
                .as_array()
                .unwrap()
                .iter()
                .map(|one| text(&one["email"])),
        );
        if page["pageInfo"]["hasNextPage"] == false {
            break;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 13);
});
