//! One operation of a socket: from `subscribe` to the messages that answer it.

use std::{panic::AssertUnwindSafe, sync::Arc, time::Instant};

use async_graphql::{Executor, ServerError, Value, parser::types::OperationType};
use axum::extract::ws::Utf8Bytes;
use futures_util::{
    StreamExt as _,
    future::ready,
    stream::{self, BoxStream},
};
use tracing::Instrument as _;

use super::{close::Close, protocol::ServerMessage};
use crate::http::{
    Authenticate, Client, Core, LiveCaller, Prepared, RequestId,
    operation::{self, Label, Params},
    outcome::{Fault, Outcome, ResponseBody, Settled},
};

/// What an operation asks of its socket.
#[derive(Debug)]
pub(super) enum Event {
    /// Send this message; more will follow.
    Send(Utf8Bytes),
    /// Send this message; the operation is over.
    SendLast(Utf8Bytes),
    /// Close the socket.
    Close(Close),
}

/// Starts an operation. Nothing runs until the stream is polled, and dropping it ends a query or a
/// subscription; a mutation that has begun goes on by itself.
pub(super) fn start<E: Executor, A: Authenticate>(
    core: &Arc<Core<E, A>>,
    (caller, client): (LiveCaller<A::Caller>, &Client),
    id: String,
    params: Params,
) -> BoxStream<'static, Event> {
    let request_id = (core.edge.new_request_id)();
    let operation = match operation::plan(core, params) {
        Ok(operation) => operation,
        Err(error) => {
            let refused = Outcome::Refused(vec![error]);
            return stream::once(ready(event(&id, refused, &request_id))).boxed();
        }
    };
    let line = LogLine {
        label: operation.label.clone(),
        request_id: request_id.clone(),
        started: Instant::now(),
        sent: 0,
    };
    let prepared = operation::prepare(core, operation, caller, client, &request_id);
    let outcomes = if line.label.kind == OperationType::Subscription {
        subscription(core, prepared)
    } else {
        single_result(Arc::clone(core), line.label.kind, prepared, &request_id)
    };
    messages(outcomes, id, line)
}

/// The one outcome of a query or a mutation.
fn single_result<E: Executor, A: Authenticate>(
    core: Arc<Core<E, A>>,
    kind: OperationType,
    prepared: Prepared,
    request_id: &RequestId,
) -> BoxStream<'static, Outcome> {
    let span = tracing::info_span!("operation", id = %request_id);
    stream::once(async move { operation::execute(&core, kind, prepared).await }.instrument(span))
        .boxed()
}

/// The outcomes of a subscription. Only the first can be a refusal: what comes later was executed.
fn subscription<E: Executor, A: Authenticate>(
    core: &Core<E, A>,
    Prepared { request, gate }: Prepared,
) -> BoxStream<'static, Outcome> {
    let responses = core.edge.executor.execute_stream(request, None);
    AssertUnwindSafe(responses)
        .catch_unwind()
        .enumerate()
        .map(|(index, response)| match response {
            Ok(response) if index == 0 => Outcome::of(response),
            Ok(response) => Outcome::Executed(response),
            Err(_) => Outcome::Failed(Fault::Panicked),
        })
        .then(move |outcome| {
            let gate = gate.clone();
            async move { gate.pass(outcome).await }
        })
        .boxed()
}

/// The messages for an operation's outcomes, with `complete` at the end of those that were executed.
fn messages(
    outcomes: BoxStream<'static, Outcome>,
    id: String,
    line: LogLine,
) -> BoxStream<'static, Event> {
    // The state is what still runs, and `None` once the last message has been made.
    stream::unfold(Some((outcomes, line, id)), |running| async move {
        let (mut outcomes, mut line, id) = running?;
        let Some(outcome) = outcomes.next().await else {
            return Some((last(&ServerMessage::Complete { id: &id }), None));
        };
        line.sent += 1;
        let event = event(&id, outcome, &line.request_id);
        let goes_on = matches!(event, Event::Send(_));
        Some((event, goes_on.then_some((outcomes, line, id))))
    })
    .boxed()
}

/// The message that tells one outcome.
fn event(id: &str, outcome: Outcome, request_id: &RequestId) -> Event {
    if let Some(close) = outcome.errors().iter().find_map(close_asked_for) {
        return Event::Close(close);
    }
    match outcome.settle(request_id) {
        Settled::Executed(response) => {
            let payload = ResponseBody::executed(&response);
            text(&ServerMessage::Next { id, payload }).map_or_else(Event::Close, Event::Send)
        }
        Settled::NotExecuted(errors, _) => last(&ServerMessage::Error {
            id,
            payload: &errors,
        }),
    }
}

/// The close that an error asks for in `extensions.closeCode`, with its message as the reason.
fn close_asked_for(error: &ServerError) -> Option<Close> {
    let Value::Number(code) = error.extensions.as_ref()?.get("closeCode")? else {
        return None;
    };
    Some(Close::by_operation(
        code.as_u64().unwrap_or_default(),
        &error.message,
    ))
}

fn last(message: &ServerMessage<'_>) -> Event {
    text(message).map_or_else(Event::Close, Event::SendLast)
}

/// A message as it is sent.
pub(super) fn text(message: &ServerMessage<'_>) -> Result<Utf8Bytes, Close> {
    serde_json::to_string(message)
        .map(Utf8Bytes::from)
        .map_err(|error| {
            tracing::error!(%error, "a message could not be written");
            Close::Internal
        })
}

/// The line that an operation leaves in the log when it is over, whoever ended it.
struct LogLine {
    label: Label,
    request_id: RequestId,
    started: Instant,
    sent: u64,
}

impl Drop for LogLine {
    fn drop(&mut self) {
        tracing::info!(
            operation = self.label.name(),
            kind = %self.label.kind,
            request_id = %self.request_id,
            duration_us = u64::try_from(self.started.elapsed().as_micros()).unwrap_or(u64::MAX),
            sent = self.sent,
            "operation"
        );
    }
}
