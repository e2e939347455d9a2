//! The schema is the product: its text is committed, and every part of it says what it means.

use std::fs;
use std::path::Path;

use serde_json::Value;

/// All that a description can hang on, built-in types left out by their double underscore.
const INTROSPECTION: &str = "{
  __schema {
    types {
      kind name description
      fields(includeDeprecated: true) { name description args { name description } }
      inputFields { name description }
      enumValues(includeDeprecated: true) { name description }
    }
  }
}";
/// Part of the language; nobody describes them anew.
const BUILT_IN: &[&str] = &["Boolean", "Float", "ID", "Int", "String"];

#[test]
fn the_committed_schema_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema.graphql");
    let committed = fs::read_to_string(path).unwrap();
    assert!(
        committed.trim() == handoff::graphql::sdl().trim(),
        "schema.graphql is stale: run `just schema` and read the difference as a client would"
    );
}

#[tokio::test]
async fn every_part_of_the_schema_is_described() {
    let schema = handoff::graphql::build(handoff::graphql::Limits::default());
    let answer = schema.execute(INTROSPECTION).await;
    assert_eq!(answer.errors, []);
    let answer = answer.data.into_json().unwrap();
    let mut silent = Vec::new();
    for kind in list(&answer["__schema"]["types"]) {
        let name = kind["name"].as_str().unwrap();
        if name.starts_with("__") || BUILT_IN.contains(&name) {
            continue;
        }
        note_silence(kind, name.to_owned(), &mut silent);
        for field in list(&kind["fields"]) {
            let field_name = path(name, field);
            note_silence(field, field_name.clone(), &mut silent);
            for argument in list(&field["args"]) {
                note_silence(argument, path(&field_name, argument), &mut silent);
            }
        }
        for part in list(&kind["inputFields"])
            .iter()
            .chain(list(&kind["enumValues"]))
        {
            note_silence(part, path(name, part), &mut silent);
        }
    }
    assert!(
        silent.is_empty(),
        "without a description:\n{}",
        silent.join("\n")
    );
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn path(owner: &str, part: &Value) -> String {
    format!("{owner}.{}", part["name"].as_str().unwrap_or_default())
}

/// A description says more than a word.
fn note_silence(part: &Value, path: String, silent: &mut Vec<String>) {
    let words = part["description"]
        .as_str()
        .map_or(0, |text| text.split_whitespace().count());
    if words < 2 {
        silent.push(path);
    }
}
