//! Members are found by what somebody remembers of them.

use serde_json::{Value, json};

use crate::support::network::patient;
use crate::support::{Caller, TestApp, both_engines};

/// The family names of those who are found, in order.
async fn found(caller: &Caller, filter: Value) -> Vec<String> {
    let document = "query($filter: MemberFilter) { members(filter: $filter, first: 50) {
      totalCount nodes { name { last } }
    } }";
    let reply = caller.query(document, json!({ "filter": filter })).await;
    let nodes = reply.field()["nodes"].as_array().unwrap().clone();
    assert_eq!(reply.field()["totalCount"], nodes.len());
    let last = |node: &Value| node["name"]["last"].as_str().unwrap().to_owned();
    nodes.iter().map(last).collect()
}

async fn register(caller: &Caller, number: u32, first: &str, last: &str, birth_on: &str) {
    let document = "mutation($input: RegisterMemberInput!) {
      registerMember(input: $input) { member { id } userErrors { code } } }";
    let input = json!({
        "cin": format!("95{number:06}A"),
        "firstName": first,
        "lastName": last,
        "birthOn": birth_on,
        "county": "06007",
    });
    caller
        .query(document, json!({ "input": input }))
        .await
        .done();
}

both_engines!(a_name_is_found_as_it_is_heard, async |app: TestApp| {
    let plan = app.plan();
    for typed in [
        "Quillfeather",
        "quill",
        "xiomara QUILLFEATHER",
        "Quilfeather",
        "Quillfaether",
        "Ksiomara Quillfeather",
        "quillfeathr xiomar",
    ] {
        let names = found(&plan, json!({ "name": typed })).await;
        let is_heard = typed != "Ksiomara Quillfeather";
        let expected: &[&str] = if is_heard { &["Quillfeather"] } else { &[] };
        assert_eq!(names, expected, "{typed}");
    }
    assert_eq!(
        found(&plan, json!({ "name": "okonjo" })).await,
        ["Okonjo-Brandt"]
    );
    assert_eq!(
        found(&plan, json!({ "name": "okonjobrandt" })).await,
        ["Okonjo-Brandt"]
    );
    // Another plan's.
    assert_eq!(found(&plan, json!({ "name": "Vanterpool" })).await, [""; 0]);
});

both_engines!(
    the_closest_come_first_on_every_page,
    async |app: TestApp| {
        let plan = app.plan();
        let close = [
            "Zarato", "Zaratan", "Zaraten", "Zarate", "Zaratea", "Zarata",
        ];
        for (number, last) in (0..).zip(close) {
            register(&plan, number, "Ada", last, "1980-03-04").await;
        }
        let all = found(&plan, json!({ "name": "zarate" })).await;
        // The same; begun so; misspelled: each by name. Two letters wrong is somebody else.
        assert_eq!(all, ["Zarate", "Zaratea", "Zaraten", "Zarata", "Zarato"]);
        for size in 1..=5 {
            let mut pages: Vec<String> = Vec::new();
            let mut after = Value::Null;
            loop {
                let document = "query($first: Int, $after: String) {
              members(filter: { name: \"zarate\" }, first: $first, after: $after) {
                nodes { name { last } } pageInfo { endCursor hasNextPage } } }";
                let page = json!({ "first": size, "after": after });
                let reply = plan.query(document, page).await;
                let nodes = reply.field()["nodes"].as_array().unwrap();
                let last = |node: &Value| node["name"]["last"].as_str().unwrap().to_owned();
                pages.extend(nodes.iter().map(last));
                let info = &reply.field()["pageInfo"];
                if info["hasNextPage"] == false {
                    break;
                }
                after = info["endCursor"].clone();
            }
            assert_eq!(pages, all, "by {size}");
        }
    }
);

both_engines!(what_is_known_narrows_the_list, async |app: TestApp| {
    let plan = app.plan();
    let m1 = patient("m1");
    let name = "Quilfeather";
    for (filter, expected) in [
        (json!({ "phone": m1.phone }), &["Quillfeather"][..]),
        (json!({ "phone": "(530) 555-0101" }), &["Quillfeather"]),
        (
            json!({ "phone": "555 0101", "name": name }),
            &["Quillfeather"],
        ),
        (json!({ "phone": "555 0102", "name": name }), &[]),
        (
            json!({ "birthOn": m1.birth_on, "name": name }),
            &["Quillfeather"],
        ),
        (json!({ "birthOn": "1961-04-18", "name": name }), &[]),
        (json!({ "cin": m1.cin }), &["Quillfeather"]),
        (json!({ "cin": m1.cin, "name": "Zubiri" }), &[]),
    ] {
        assert_eq!(found(&plan, filter.clone()).await, expected, "{filter}");
    }
    register(&plan, 1, "Ada", "Zarate", "1980-03-04").await;
    register(&plan, 2, "Bea", "Amador", "1980-04-03").await;
    let filter = json!({ "birthOn": "1980-03-04" });
    assert_eq!(found(&plan, filter).await, ["Zarate", "Amador"]);

    let document = "query($filter: MemberFilter) { members(filter: $filter) { totalCount } }";
    let junk = json!({ "filter": { "phone": "none" } });
    plan.query(document, junk).await.fault("BAD_USER_INPUT");
});
