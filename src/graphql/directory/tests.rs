//! The directory through the schema, against a database.

use std::sync::Arc;

use async_graphql::{Request, Response, Variables};
use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::access::Actor;
use crate::db::{CursorSeal, Db};
use crate::entropy::SeededEntropy;
use crate::graphql::{Limits, NodeKind, Operation, build};
use crate::idempotency::Fingerprints;
use crate::identity::{Identity, Keys, Passwords, SessionLifetime, Tokens};
use crate::notices::{Deliveries, Feed};
use crate::nudges::{Nudges, Reach, WebhookSecrets};
use crate::organizations::{OrganizationId, OrganizationKind};
use crate::privacy::Standings;
use crate::providers::tests::world::{Given, PLACER, PLAN_A, SACRAMENTO, World, day, op, person};
use crate::services::Services;

/// The services on a database, with keys of their own.
fn services(db: &Db) -> Services {
    let entropy = SeededEntropy::new(1);
    let (signing_key, secret) = Keys::generate(&entropy).unwrap();
    let keys = Keys::read(&signing_key, &secret).unwrap();
    let tokens = Tokens::new(&keys, "test", "test", TimeDelta::minutes(1));
    let passwords = Passwords::new(1, &entropy).unwrap();
    let lifetime = SessionLifetime {
        idle: TimeDelta::hours(1),
        absolute: TimeDelta::days(1),
    };
    let reach = Reach {
        can_mail: false,
        may_be_private: false,
    };
    let nudges = Nudges::new(db.clone(), WebhookSecrets::derive(b"test"), reach);
    Services::new(
        db,
        nudges,
        Identity::new(db.clone(), passwords, tokens, &keys, lifetime),
        Feed::new(db.clone()),
        Deliveries::default(),
        Fingerprints::new(b"test"),
        CursorSeal::derive(b"test"),
        Standings::default(),
    )
}

async fn ask(world: &World, actor: Actor, document: &str, variables: Value) -> Response {
    let services = services(&world.db);
    let fresh = actor.clone();
    let operation = Operation::new(services, op(actor), Arc::new(move || op(fresh.clone())));
    let request = Request::new(document)
        .variables(Variables::from_json(variables))
        .data(operation);
    build(Limits::default()).execute(request).await
}

/// The data of an answer without errors.
async fn data(world: &World, document: &str, variables: Value) -> Value {
    let response = ask(world, Actor::Anonymous, document, variables).await;
    assert_eq!(response.errors, []);
    response.data.into_json().unwrap()
}

/// Message and code of the only error.
async fn refusal(world: &World, document: &str, variables: Value) -> (String, Option<String>) {
    let response = ask(world, Actor::Anonymous, document, variables).await;
    assert_eq!(response.errors.len(), 1, "{:?}", response.errors);
    let error = &response.errors[0];
    let code = error
        .extensions
        .as_ref()
        .and_then(|extensions| extensions.get("code"))
        .map(|code| {
            code.clone()
                .into_json()
                .unwrap()
                .as_str()
                .unwrap()
                .to_owned()
        });
    (error.message.clone(), code)
}

/// Three kitchens in Sacramento, of which plan A pays for the first.
async fn kitchens() -> World {
    let world = World::new().await;
    for (number, name, active) in [(1, "Alder", 0), (2, "Birch", 8), (3, "Cedar", 10)] {
        let provider = world.provider(number, name).await;
        world
            .offering(Given {
                active,
                ..Given::of(100 + number, provider)
            })
            .await;
        world.language(provider, "es").await;
        if number == 1 {
            world
                .contract(PLAN_A, provider, day("2026-01-01"), None)
                .await;
        }
    }
    world
}

const PAGE: &str = "
    query ($filter: ProviderFilter, $first: Int, $after: String) {
      providers(filter: $filter, first: $first, after: $after) {
        totalCount
        pageInfo { hasNextPage hasPreviousPage endCursor }
        edges { cursor node {
          id name npi phone phoneLine
          address { street city zip county { fips name } }
          languages { code name }
          populationsOfFocus
          offerings { ...Whole }
        } }
      }
    }
    fragment Whole on Offering {
      id service { code name } counties { fips } zips availableFrom availableUntil
      plans { id name }
      capacity { status acceptingReferrals available updatedAt limit held active }
    }";

#[tokio::test]
async fn a_page_shows_providers_with_what_they_offer() {
    let world = kitchens().await;
    let page = data(
        &world,
        PAGE,
        json!({ "first": 2, "filter": { "county": SACRAMENTO } }),
    )
    .await;
    let list = &page["providers"];
    assert_eq!(list["totalCount"], 3);
    assert_eq!(list["pageInfo"]["hasNextPage"], true);
    assert_eq!(list["pageInfo"]["hasPreviousPage"], false);
    let alder = &list["edges"][0]["node"];
    assert_eq!(alder["name"], "Alder");
    assert_eq!(alder["npi"], "1234567893");
    assert_eq!(
        alder["address"]["county"],
        json!({ "fips": SACRAMENTO, "name": "Sacramento" })
    );
    assert_eq!(
        alder["languages"],
        json!([{ "code": "es", "name": "Spanish" }])
    );
    let offering = &alder["offerings"][0];
    assert_eq!(offering["service"]["code"], "MEALS");
    assert_eq!(offering["plans"][0]["name"], "Plan A");
    assert_eq!(
        offering["capacity"],
        json!({
            "status": "OPEN", "acceptingReferrals": true, "available": 10,
            "updatedAt": "2026-11-22T08:00:00Z",
            "limit": null, "held": null, "active": null,
        })
    );
    let after = &list["pageInfo"]["endCursor"];
    let filter = json!({ "county": SACRAMENTO });
    let next = data(&world, PAGE, json!({ "after": after, "filter": filter })).await;
    let list = &next["providers"];
    assert_eq!(list["edges"][0]["node"]["name"], "Cedar");
    assert_eq!(
        list["edges"][0]["node"]["offerings"][0]["capacity"]["status"],
        "FULL"
    );
    assert_eq!(list["pageInfo"]["hasNextPage"], false);
    assert_eq!(list["pageInfo"]["hasPreviousPage"], true);
}

#[tokio::test]
async fn what_is_read_ahead_equals_what_is_read_one_by_one() {
    let world = kitchens().await;
    let page = data(&world, PAGE, json!({})).await;
    let ids: Vec<&Value> = page["providers"]["edges"]
        .as_array()
        .unwrap()
        .iter()
        .map(|edge| &edge["node"]["id"])
        .collect();
    let one_by_one = data(
        &world,
        "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Provider { offerings {
           id service { code name } counties { fips } zips availableFrom availableUntil
           plans { id name }
           capacity { status acceptingReferrals available updatedAt limit held active }
         } } } }",
        json!({ "ids": ids }),
    )
    .await;
    for (position, _) in ids.iter().enumerate() {
        assert_eq!(
            page["providers"]["edges"][position]["node"]["offerings"],
            one_by_one["nodes"][position]["offerings"]
        );
    }
}

#[tokio::test]
async fn offerings_can_be_narrowed_by_county_service_and_plan() {
    let world = kitchens().await;
    let plan = NodeKind::Plan.encode(PLAN_A.0);
    let found = data(
        &world,
        "query ($plan: ID!, $placer: CountyFips!) { providers { nodes {
           all: offerings { id }
           paid: offerings(plan: $plan) { id }
           placer: offerings(county: $placer) { id }
           meals: offerings(service: MEALS) { id }
           rent: offerings(service: TRANSITIONAL_RENT) { id }
         } } }",
        json!({ "plan": plan, "placer": PLACER }),
    )
    .await;
    let count = |position: usize, name: &str| {
        let offerings = &found["providers"]["nodes"][position][name];
        offerings.as_array().unwrap().len()
    };
    for (name, expected) in [
        ("all", 1),
        ("paid", 1),
        ("placer", 0),
        ("meals", 1),
        ("rent", 0),
    ] {
        assert_eq!(count(0, name), expected, "{name}");
    }
    assert_eq!(count(1, "paid"), 0);
}

#[tokio::test]
async fn wrong_arguments_are_refused_with_a_reason() {
    let world = kitchens().await;
    let bad = Some("BAD_USER_INPUT".to_owned());
    for (variables, message) in [
        (json!({ "first": 0 }), "first must be from 1 to 100, not 0"),
        (
            json!({ "first": 10_000 }),
            "first must be from 1 to 100, not 10000",
        ),
        (
            json!({ "after": "bm9wZQ" }),
            "this is not a cursor of this server; use the value of an endCursor or edge cursor as \
             it came",
        ),
        (
            json!({ "filter": { "zip": "90000" } }),
            "ZIP code 90000 is not in the list of California's ZIP codes; search by county instead",
        ),
        (
            json!({ "filter": { "plan": NodeKind::Provider.encode(PLAN_A.0) } }),
            "expected the id of a Plan, got that of a Provider",
        ),
    ] {
        let (text, code) = refusal(&world, PAGE, variables).await;
        assert_eq!((text.as_str(), &code), (message, &bad));
    }
    // A scalar's own refusal; the boundary adds its code.
    for (filter, part) in [
        (
            json!({ "county": "6067" }),
            "five digits with the leading zero",
        ),
        (
            json!({ "county": "06068" }),
            "no county of California has this code",
        ),
        (json!({ "county": "41001" }), "not in California"),
        (json!({ "zip": "9581" }), "a ZIP code is five digits"),
        (
            json!({ "languages": ["tlh"] }),
            "not in the list of languages",
        ),
        (json!({ "services": ["PONY_RIDES"] }), "PONY_RIDES"),
    ] {
        let (text, _) = refusal(&world, PAGE, json!({ "filter": filter })).await;
        assert!(text.contains(part), "{text}");
    }
}

#[tokio::test]
async fn unknown_ids_and_junk_are_nothing_alike() {
    let world = kitchens().await;
    let known = NodeKind::Plan.encode(PLAN_A.0);
    let ids = json!([
        known,
        NodeKind::Provider.encode(PLAN_A.0),
        NodeKind::Plan.encode(uuid::Uuid::from_u128(1)),
        NodeKind::Offering.encode(uuid::Uuid::from_u128(999)),
        "junk",
        "",
    ]);
    let document = "query ($ids: [ID!]!) { nodes(ids: $ids) { id __typename } }";
    let nodes = data(&world, document, json!({ "ids": ids })).await;
    let plan = json!({ "id": known, "__typename": "Plan" });
    assert_eq!(nodes["nodes"], json!([plan, null, null, null, null, null]));
}

#[tokio::test]
async fn counties_plans_and_services_lead_to_each_other() {
    let world = kitchens().await;
    let found = data(
        &world,
        "query ($fips: CountyFips!) {
           county(fips: $fips) { name network2021 plans { name services(county: $fips) { code } } }
           plans { name counties { name } }
           counties { fips }
           services(program: ECM) { code billingCodes { hcpcs modifiers } }
         }",
        json!({ "fips": PLACER }),
    )
    .await;
    let services = json!([{ "code": "RECUPERATIVE_CARE" }, { "code": "MEALS" }]);
    assert_eq!(found["county"]["name"], "Placer");
    assert_eq!(
        found["county"]["plans"],
        json!([{ "name": "Plan A", "services": services }])
    );
    assert!(
        !found["county"]["network2021"]
            .as_array()
            .unwrap()
            .is_empty()
    );
    assert_eq!(
        found["plans"][1]["counties"],
        json!([{ "name": "Sacramento" }])
    );
    assert_eq!(found["counties"].as_array().unwrap().len(), 58);
    assert_eq!(found["services"].as_array().unwrap().len(), 1);
    assert!(
        !found["services"][0]["billingCodes"]
            .as_array()
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn a_providers_own_people_see_the_exact_figures() {
    let world = kitchens().await;
    let own = OrganizationId(uuid::Uuid::from_u128(2));
    let document = "{ providers(orderBy: NAME) { nodes { offerings {
        capacity { limit held active } } } } }";
    let actor = person(own, OrganizationKind::Provider);
    let response = ask(&world, actor, document, json!({})).await;
    assert_eq!(response.errors, []);
    let found = response.data.into_json().unwrap();
    let capacity =
        |position: usize| found["providers"]["nodes"][position]["offerings"][0]["capacity"].clone();
    let hidden = json!({ "limit": null, "held": null, "active": null });
    assert_eq!(capacity(0), hidden);
    assert_eq!(capacity(1), json!({ "limit": 10, "held": 0, "active": 8 }));
    assert_eq!(capacity(2), hidden);
}
