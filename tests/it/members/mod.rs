//! What a plan knows of its members, and how it finds them.

mod apart;
mod enrolment;
mod life;
mod merge;
mod people;
mod record;
mod search;

use serde_json::{Value, json};

use crate::support::network::global_member_id;
use crate::support::{Caller, Reply};

/// Runs an act on a member; its input has the type named after it, and is about `m1` unless it says
/// otherwise.
pub(crate) async fn act(caller: &Caller, mutation: &str, mut input: Value) -> Reply {
    let (first, rest) = mutation.split_at(1);
    let input_type = format!("{}{rest}Input", first.to_uppercase());
    let document = format!(
        "mutation($input: {input_type}!) {{ {mutation}(input: $input) {{
           member {{ id version }} userErrors {{ code path message }} }} }}"
    );
    if input.get("memberId").is_none() {
        input["memberId"] = json!(global_member_id("m1"));
    }
    caller.query(&document, json!({ "input": input })).await
}

/// What a caller sees of a member: these fields, `null` where it sees none of it.
pub(crate) async fn look(caller: &Caller, member: &str, fields: &str) -> Value {
    let document =
        format!("query($id: ID!) {{ node(id: $id) {{ ... on Member {{ {fields} }} }} }}");
    let id = json!({ "id": global_member_id(member) });
    caller.query(&document, id).await.field().clone()
}
