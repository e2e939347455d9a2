//! How two plans agree that one works for the other. Nobody else has a part in it.

use entity::types::{OrganizationKind, Role};
use serde_json::{Value, json};

use super::accounts::{act, administrator};
use super::operator::{create, operator, organizations};
use crate::support::network::global_id;
use crate::support::{Caller, Reply, TestApp, both_engines};

const DELEGATION: &str = "prime { name } offeredBy { name } delegates { name } offeredTo { name }";

async fn of_plan(app: &TestApp, plan: &str, name: &str) -> Caller {
    administrator(app, OrganizationKind::Plan, plan, name).await
}

async fn agree(caller: &Caller, mutation: &str, other: &str) -> Reply {
    let field = match mutation {
        "acceptDelegation" => "primeId",
        _ => "planId",
    };
    let answer = format!("delegation {{ {DELEGATION} }}");
    act(caller, mutation, &answer, json!({ field: other })).await
}

async fn read(caller: &Caller) -> Reply {
    let document = format!("{{ delegation {{ {DELEGATION} }} }}");
    caller.query(&document, json!({})).await
}

/// For whom a plan works, who offers, who works for it, to whom it offers.
fn seen(delegation: &Value) -> String {
    let name = |one: &Value| one["name"].as_str().unwrap_or("-").to_owned();
    let names = |all: &Value| {
        let all: Vec<String> = all.as_array().unwrap().iter().map(name).collect();
        if all.is_empty() {
            "-".to_owned()
        } else {
            all.join("+")
        }
    };
    [
        name(&delegation["prime"]),
        name(&delegation["offeredBy"]),
        names(&delegation["delegates"]),
        names(&delegation["offeredTo"]),
    ]
    .join(", ")
}

/// What the mailbox of a plan says of delegation, to those who read it.
async fn told(app: &TestApp, plan: &str) -> Vec<String> {
    let document = "{ notices(first: 100) { items { notice { kind } } } }";
    let reply = app.plan_named(plan).query(document, json!({})).await;
    let items = reply.field()["items"].as_array().unwrap().clone();
    let kinds = items
        .iter()
        .filter_map(|item| item["notice"]["kind"].as_str());
    let short = kinds.filter_map(|kind| kind.strip_prefix("DELEGATION_"));
    short.map(str::to_owned).collect()
}

async fn hazel(app: &TestApp) -> String {
    let operator = operator(app).await;
    let created = create(&operator, "PLAN", "Hazel Plan", "nela@hazel.example").await;
    let id = &created.done()["organization"]["organization"]["id"];
    id.as_str().unwrap().to_owned()
}

both_engines!(
    a_plan_works_for_another_when_both_have_agreed,
    async |app: TestApp| {
        let (a, b) = (global_id("a"), global_id("b"));
        let alder = of_plan(&app, "Alder Plan", "Ottoline").await;
        let birch = of_plan(&app, "Birch Plan", "Quentin").await;
        let offered = agree(&alder, "offerDelegation", &b).await;
        assert_eq!(seen(&offered.done()["delegation"]), "-, -, -, Birch Plan");
        assert_eq!(seen(read(&birch).await.field()), "-, Alder Plan, -, -");
        // Once more is no other offer.
        agree(&alder, "offerDelegation", &b).await.done();
        assert_eq!(told(&app, "b").await, ["OFFERED"]);
        let operator = operator(&app).await;
        let prime_of_birch = async || {
            let known = organizations(&operator).await;
            let found = known
                .into_iter()
                .find(|one| one["organization"]["name"] == "Birch Plan");
            found.unwrap()["prime"].clone()
        };
        assert_eq!(prime_of_birch().await, Value::Null);

        let accepted = agree(&birch, "acceptDelegation", &a).await;
        assert_eq!(seen(&accepted.done()["delegation"]), "Alder Plan, -, -, -");
        assert_eq!(seen(read(&alder).await.field()), "-, -, Birch Plan, -");
        assert_eq!(told(&app, "a").await, ["ACCEPTED"]);
        assert_eq!(prime_of_birch().await["name"], "Alder Plan");

        let ended = agree(&alder, "endDelegation", &b).await;
        assert_eq!(seen(&ended.done()["delegation"]), "-, -, -, -");
        assert_eq!(told(&app, "b").await, ["OFFERED", "ENDED"]);
        agree(&birch, "acceptDelegation", &a)
            .await
            .refused(&["NOT_OFFERED"]);
        agree(&birch, "endDelegation", &a)
            .await
            .refused(&["NOTHING_TO_END"]);

        // The delegate ends it as well, and refuses an offer.
        agree(&alder, "offerDelegation", &b).await.done();
        agree(&birch, "acceptDelegation", &a).await.done();
        agree(&birch, "endDelegation", &a).await.done();
        agree(&alder, "offerDelegation", &b).await.done();
        agree(&birch, "endDelegation", &a).await.done();
        assert_eq!(seen(read(&alder).await.field()), "-, -, -, -");
        assert_eq!(
            told(&app, "a").await,
            ["ACCEPTED", "ACCEPTED", "ENDED", "ENDED"]
        );
        let trail = "{ auditEvents(filter: { operation: \"endDelegation\" }) {
          nodes { outcome detail objectKind } } }";
        let kept = birch.query(trail, json!({})).await;
        let outcomes = kept.field()["nodes"].as_array().unwrap();
        assert_eq!(outcomes.len(), 3, "done twice, refused once: {kept:?}");
    }
);

both_engines!(
    delegation_has_one_step_and_no_circle,
    async |app: TestApp| {
        let (a, b) = (global_id("a"), global_id("b"));
        let hazel = hazel(&app).await;
        let alder = of_plan(&app, "Alder Plan", "Ottoline").await;
        let birch = of_plan(&app, "Birch Plan", "Quentin").await;
        let third = of_plan(&app, "Hazel Plan", "Rosalind").await;
        agree(&alder, "offerDelegation", &a)
            .await
            .refused(&["SAME_PLAN"]);
        let invented = handoff::graphql::NodeKind::Plan
            .encode(uuid::Uuid::from_u128(7))
            .0;
        agree(&alder, "offerDelegation", &invented)
            .await
            .fault("NOT_FOUND");
        // Of two offers the last one stands, and the other plan hears of it.
        agree(&alder, "offerDelegation", &b).await.done();
        agree(&third, "offerDelegation", &b).await.done();
        assert_eq!(told(&app, "a").await, ["ENDED"]);
        agree(&birch, "acceptDelegation", &a)
            .await
            .refused(&["NOT_OFFERED"]);
        agree(&birch, "acceptDelegation", &hazel).await.done();
        agree(&third, "offerDelegation", &b)
            .await
            .refused(&["ALREADY_DELEGATED"]);
        // Another may offer meanwhile, and learns nothing; to accept, the plan ends what it has.
        agree(&alder, "offerDelegation", &b).await.done();
        agree(&birch, "acceptDelegation", &a)
            .await
            .refused(&["ALREADY_DELEGATED"]);
        agree(&birch, "offerDelegation", &a)
            .await
            .refused(&["CHAIN"]);
        agree(&alder, "offerDelegation", &hazel)
            .await
            .refused(&["CHAIN"]);
        agree(&birch, "endDelegation", &hazel).await.done();

        // What was no chain when it was offered may have become one.
        agree(&third, "offerDelegation", &a).await.done();
        agree(&alder, "acceptDelegation", &hazel).await.done();
        agree(&birch, "acceptDelegation", &a)
            .await
            .refused(&["CHAIN"]);
    }
);

both_engines!(
    of_two_acceptances_that_make_a_chain_one_is_refused,
    async |app: TestApp| {
        let (a, b) = (global_id("a"), global_id("b"));
        let hazel = hazel(&app).await;
        let alder = of_plan(&app, "Alder Plan", "Ottoline").await;
        let birch = of_plan(&app, "Birch Plan", "Quentin").await;
        let third = of_plan(&app, "Hazel Plan", "Rosalind").await;
        for _ in 0..5 {
            agree(&alder, "offerDelegation", &b).await.done();
            agree(&third, "offerDelegation", &a).await.done();
            let (one, other) = tokio::join!(
                agree(&birch, "acceptDelegation", &a),
                agree(&alder, "acceptDelegation", &hazel)
            );
            let refused = [one.refusals(), other.refusals()].concat();
            assert_eq!(refused, ["CHAIN"]);
            agree(&alder, "endDelegation", &b).await.done();
            agree(&alder, "endDelegation", &hazel).await.done();
        }
    }
);

both_engines!(
    nobody_else_has_a_part_in_a_delegation,
    async |app: TestApp| {
        let b = global_id("b");
        let provider = administrator(
            &app,
            OrganizationKind::Provider,
            "Dogwood Housing",
            "Philippa",
        )
        .await;
        let officer = app.colleague("a", Role::PlanPrivacy);
        let operator = operator(&app).await;
        for caller in [&operator, &app.plan(), &provider, &officer] {
            for mutation in ["offerDelegation", "acceptDelegation", "endDelegation"] {
                agree(caller, mutation, &b).await.fault("FORBIDDEN");
            }
        }
        for caller in [&operator, &app.plan(), &provider] {
            read(caller).await.fault("FORBIDDEN");
        }
        assert_eq!(seen(read(&officer).await.field()), "-, -, -, -");
    }
);
