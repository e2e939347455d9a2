//! Who is told: the table event × party as `docs/NOTICES.md` prints it, and each of its cells, driven
//! through the API.

mod cells;
mod desk;
mod lead;
mod network;
pub(crate) mod outside;
mod page;
mod tasks;

use serde_json::{Value, json};

use crate::support::Caller;
use crate::support::network::{global_id, global_member_id};

/// What a reader's mailbox has after a cursor, oldest first: kinds, and the cursor of the last.
async fn read_on(caller: &Caller, after: &mut Value) -> Vec<String> {
    let document = "query($after: MailboxCursor) {
      notices(first: 100, after: $after) { items { cursor notice { kind } } }
    }";
    let reply = caller.query(document, json!({ "after": after })).await;
    let items = reply.field()["items"].as_array().unwrap().clone();
    if let Some(last) = items.last() {
        *after = last["cursor"].clone();
    }
    items
        .iter()
        .map(|item| item["notice"]["kind"].as_str().unwrap().to_owned())
        .collect()
}

/// The kinds of all notices that a reader may know, oldest first.
async fn mailbox(caller: &Caller) -> Vec<String> {
    read_on(caller, &mut Value::Null).await
}

/// The plan says that a provider leads a member's care.
pub(crate) async fn set_lead(plan: &Caller, member: &str, provider: &str) {
    let document = "mutation($input: SetLeadCareManagerInput!) {
      setLeadCareManager(input: $input) { userErrors { code path message } }
    }";
    let input = json!({
        "memberId": global_member_id(member), "providerId": global_id(provider),
        "name": "Ada Bell", "fromOn": "2026-11-01",
    });
    plan.query(document, json!({ "input": input })).await.done();
}
