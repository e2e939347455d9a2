//! What happens to members, and what follows for their loops.

mod enrolment;
mod facts;
mod transition;

use handoff::referrals::Referrals;
use serde_json::{Value, json};

use crate::members::act;
use crate::support::{Caller, Reply, TestApp};

const REFERRAL: &str = "query($id: ID!) {
  referral(id: $id) {
    status version closure { reason note closedAt }
    member { id }
    plan { id }
    urgency needs
    chosenProvider { id }
    waiting { position }
    followsFrom { id }
    followedBy { id }
    timeline { nodes { kind occurredAt reason note } }
    assignments {
      status
      ending { at reason discontinuation { reason } }
      outreach { status }
    }
  }
}";

async fn look(caller: &Caller, referral: &str) -> Value {
    let reply = caller.query(REFERRAL, json!({ "id": referral })).await;
    reply.field().clone()
}

/// The last entry of a timeline.
fn last(referral: &Value) -> &Value {
    let nodes = referral["timeline"]["nodes"].as_array().unwrap();
    nodes.last().unwrap()
}

/// The kinds of the notices in a mailbox, in order.
async fn notices(caller: &Caller) -> Vec<String> {
    let all = "{ notices(first: 100) { items { notice { kind } } } }";
    let reply = caller.query(all, json!({})).await;
    let items = reply.field()["items"].as_array().unwrap().clone();
    items
        .iter()
        .map(|item| item["notice"]["kind"].as_str().unwrap().to_owned())
        .collect()
}

async fn happened(plan: &Caller, member: &str, kind: &str, on: &str) -> Reply {
    let input = json!({
        "memberId": crate::support::network::global_member_id(member),
        "kind": kind,
        "happenedOn": on,
    });
    act(plan, "recordLifeEvent", input).await
}

async fn enrolled(plan: &Caller, member: &str, kind: &str, from: &str) -> Reply {
    let input = json!({ "memberId": member, "kind": kind, "fromOn": from });
    act(plan, "recordEnrolment", input).await
}

async fn disenrolled(plan: &Caller, member: &str, until: &str, reason: &str) -> Reply {
    let input = json!({ "memberId": member, "untilOn": until, "reason": reason });
    act(plan, "endEnrolment", input).await
}

/// Follows the ends of enrolments that are due; says how many.
async fn follow_ends(app: &TestApp) -> u64 {
    let referrals = Referrals::new(app.db().clone());
    referrals.follow_ends(|| app.system_op()).await.unwrap()
}
