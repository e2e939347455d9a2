//! What each operation is given before it runs, and what its answers wait for.

use std::any::TypeId;
use std::sync::Arc;

use async_graphql::Request;
use async_graphql::parser::types::OperationType;
use futures_util::FutureExt;

use super::World;
use crate::audit::{self, Journal, NotKept};
use crate::graphql::{self, Operation};
use crate::http::{Call, Gate, LiveCaller, Prepare, Prepared, Withheld};
use crate::identity::Caller;
use crate::op::OpCtx;
use crate::privacy::Standings;
use crate::services::Services;

/// Puts the operation's context into a GraphQL request, and holds its answers back until the
/// audit trail has whom they show.
pub(super) fn prepare(
    services: &Services,
    world: &World,
    standings: &Standings,
    journal: &Journal,
) -> Prepare<Caller> {
    let (services, world) = (services.clone(), world.clone());
    let (standings, journal) = (standings.clone(), journal.clone());
    Arc::new(move |call, request| {
        let Call {
            caller,
            client,
            request_id,
            kind,
            fields,
        } = call;
        let op = world.op_of(caller, &standings, request_id.clone(), client.clone());
        // On a socket a fresh token may have replaced the caller since the operation began.
        let live = live_caller(&request);
        let (world, caller, client) = (world.clone(), caller.clone(), client.clone());
        let standings = standings.clone();
        let shown = op.shown().clone();
        let fresh: Fresh = Arc::new(move || {
            let now = live
                .as_ref()
                .map_or_else(|| caller.clone(), LiveCaller::now);
            world
                .op_of(&now, &standings, request_id.clone(), client.clone())
                .answering(shown.clone())
        });
        let gate = gate(journal.clone(), Arc::clone(&fresh), kind, fields);
        Prepared {
            request: request.data(Operation::new(services.clone(), op, fresh)),
            gate,
        }
    })
}

/// Starts the same caller's operation anew.
type Fresh = Arc<dyn Fn() -> OpCtx + Send + Sync>;

fn gate(journal: Journal, fresh: Fresh, kind: OperationType, fields: String) -> Gate {
    Gate::new(move |errors| {
        // An act that was denied has its row already.
        let is_denied = kind != OperationType::Mutation && errors.iter().any(graphql::is_forbidden);
        let rows = audit::rows_of_answer(&fresh(), &fields, is_denied);
        let journal = journal.clone();
        async move { journal.keep(rows).await.map_err(|NotKept| Withheld) }.boxed()
    })
}

fn live_caller(request: &Request) -> Option<LiveCaller<Caller>> {
    let kind = TypeId::of::<LiveCaller<Caller>>();
    request.data.get(&kind)?.downcast_ref().cloned()
}
