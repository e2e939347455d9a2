//! Capacity: the ledger, and who says how much room there is.

mod agree;
mod cells;
mod clock;
pub(crate) mod ledger;
mod opening;
mod race;
mod report;

use handoff::graphql::NodeKind;
use handoff::identity::Role;
use serde_json::{Value, json};

use crate::support::network::{first_person, global_id, pool_id};
use crate::support::{Caller, Reply, TestApp};

/// The global id of a pool, as clients have it.
pub(crate) fn global_pool_id(key: &str) -> String {
    NodeKind::CapacityPool.encode(pool_id(key).0).0
}

/// Runs a mutation on a pool.
async fn say(caller: &Caller, mutation: &str, input: Value) -> Reply {
    let (first, rest) = mutation.split_at(1);
    let document = format!(
        "mutation($input: {}{rest}Input!) {{ {mutation}(input: $input) {{
           pool {{ {POOL} }}
           openProposals {{ id limit plan {{ id }} }}
           userErrors {{ code path message }} }} }}",
        first.to_uppercase()
    );
    caller.query(&document, json!({ "input": input })).await
}

const POOL: &str = "name pause { reason until }
    capacity { status available limit held active updatedAt }
    shares { plan { id } cap agreed held active }
    proposals { id limit status reason plan { id } }";

/// Says how many places a pool has.
async fn set_capacity(caller: &Caller, pool: &str, limit: i32) -> Reply {
    let input = json!({ "poolId": global_pool_id(pool), "limit": limit });
    say(caller, "setCapacity", input).await
}

/// A pool as that caller sees it; null where it takes no part in it.
async fn look(caller: &Caller, provider: &str, pool: &str) -> Value {
    let document = format!("query($id: ID) {{ capacityPools(providerId: $id) {{ {POOL} }} }}");
    let variables = json!({ "id": global_id(provider) });
    let reply = caller.query(&document, variables).await;
    let pools = reply.field().as_array().unwrap();
    pools
        .iter()
        .find(|one| one["name"] == pool)
        .cloned()
        .unwrap_or_default()
}

/// The network manager of a plan.
fn network_of(app: &TestApp, plan: &str) -> Caller {
    let mut person = first_person(plan);
    person.roles = vec![Role::PlanNetwork];
    app.person(person)
}

/// The kinds of the notices in a mailbox.
async fn told(caller: &Caller) -> Vec<String> {
    let all = "{ notices(first: 100) { items { notice { kind } } } }";
    let reply = caller.query(all, json!({})).await;
    let nodes = reply.field()["items"].as_array().unwrap();
    nodes
        .iter()
        .map(|node| node["notice"]["kind"].as_str().unwrap().to_owned())
        .collect()
}
