//! The matrix leaves nothing out, and nothing but what is named here answers to whoever is not
//! signed in.

use std::collections::BTreeSet;

use serde_json::json;

use super::committed;
use super::matrix::marks_of_nobody;
use crate::support::{TestApp, both_engines};

/// What anybody may call. `node` and `nodes` show the directory; the matrix proves that they show
/// nothing else.
const PUBLIC: &[&str] = &[
    "Mutation.acceptInvitation",
    "Mutation.refreshSession",
    "Mutation.resetPassword",
    "Mutation.signIn",
    "Query.counties",
    "Query.county",
    "Query.node",
    "Query.nodes",
    "Query.plans",
    "Query.providers",
    "Query.service",
    "Query.serviceConfig",
    "Query.services",
    "Query.viewer",
];

const ROOTS: &str = "{
  __schema {
    queryType { name fields { name } }
    mutationType { name fields { name } }
    subscriptionType { name fields { name } }
  }
}";

both_engines!(every_operation_is_in_the_matrix, async |app: TestApp| {
    let reply = app.anonymous().query(ROOTS, json!({})).await;
    let mut operations = BTreeSet::new();
    for root in reply.field().as_object().unwrap().values() {
        let name = root["name"].as_str().unwrap();
        for field in root["fields"].as_array().unwrap() {
            operations.insert(format!("{name}.{}", field["name"].as_str().unwrap()));
        }
    }
    assert!(operations.len() > 20, "{operations:?}");
    let tried: BTreeSet<String> = marks_of_nobody(&committed("matrix.txt"))
        .into_keys()
        .collect();
    let missing: Vec<_> = operations.difference(&tried).collect();
    assert!(missing.is_empty(), "not in the matrix: {missing:?}");
    let gone: Vec<_> = tried.difference(&operations).collect();
    assert!(gone.is_empty(), "no longer in the schema: {gone:?}");
});

#[test]
fn only_what_is_named_answers_without_a_sign_in() {
    let mut answering = BTreeSet::new();
    for (operation, marks) in marks_of_nobody(&committed("matrix.txt")) {
        if marks.iter().any(|mark| mark != "–") {
            answering.insert(operation);
        }
    }
    let public: BTreeSet<String> = PUBLIC.iter().map(|name| (*name).to_owned()).collect();
    assert_eq!(answering, public);
}
