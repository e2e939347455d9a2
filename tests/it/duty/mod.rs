//! The outreach duty: met, missed, excused or cancelled; its escalation, by the clock and once.

mod escalation;
mod excuse;
mod instances;
pub(crate) mod nudges;
mod worklist;

use serde_json::{Value, json};

use crate::support::Caller;

const DUTY: &str = "query($id: ID!) {
  referral(id: $id) {
    assignments {
      id status
      outreach {
        dueAt status minutesLeft firstAttemptAt lateByMinutes excuse { reason }
        followUp { attemptsWanted until attemptsMade }
        lastAttempt { madeAt recordedAt }
        notice { sentAt deliveredAt }
        escalation { firesAt audience action tells state firedAt wasLate }
      }
    }
  }
}";

/// The duty of the last assignment of a referral; null where it has none.
async fn duty(caller: &Caller, referral: &str) -> Value {
    let reply = caller.query(DUTY, json!({ "id": referral })).await;
    let assignments = reply.field()["assignments"].as_array().unwrap().clone();
    assignments.last().unwrap()["outreach"].clone()
}

/// The steps of an escalation, each as notice and state.
fn steps(duty: &Value) -> Vec<String> {
    let steps = duty["escalation"].as_array().unwrap();
    steps
        .iter()
        .map(|step| {
            let text = |key: &str| step[key].as_str().unwrap();
            format!("{} {}", text("tells"), text("state"))
        })
        .collect()
}

/// The kinds of the notices in a mailbox, oldest first. To look is to be told.
async fn mailbox(caller: &Caller) -> Vec<String> {
    let all = "{ notices(first: 100) { items { notice { kind } } } }";
    let reply = caller.query(all, json!({})).await;
    let items = reply.field()["items"].as_array().unwrap();
    items
        .iter()
        .filter_map(|item| Some(item["notice"]["kind"].as_str()?.to_owned()))
        .collect()
}

/// How often a timeline says that a step fired, and why.
async fn escalated(caller: &Caller, referral: &str) -> Vec<String> {
    let document = "query($id: ID!) { referral(id: $id) {
      timeline(first: 100) { nodes { kind reason } }
    } }";
    let reply = caller.query(document, json!({ "id": referral })).await;
    let nodes = reply.field()["timeline"]["nodes"].as_array().unwrap();
    nodes
        .iter()
        .filter(|node| node["kind"] == "ESCALATED")
        .map(|node| node["reason"].as_str().unwrap().to_owned())
        .collect()
}
