//! One GraphQL operation, whichever way it came: from its JSON ([`Params`]) by way of the limits
//! and the parse cache ([`plan`]) to its outcome ([`execute`]).

use std::{panic::AssertUnwindSafe, sync::Arc};

use async_graphql::{
    Executor, Name, Request, ServerError, Variables,
    parser::types::{DocumentOperations, ExecutableDocument, OperationDefinition, OperationType},
};
use futures_util::FutureExt as _;
use serde_json::{Map, Value};
use tokio::time::timeout;
use tracing::Instrument as _;

use super::{
    Authenticate, Call, Client, Core, LiveCaller, Prepared, RequestId,
    errors::Code,
    expansion::{self, Expansion, MOST_SELECTIONS},
    limits::exceeds_tokens,
    outcome::{Fault, Outcome},
    roots::root_fields,
};

/// The parameters of a GraphQL request, as they were sent.
#[derive(Debug)]
pub(super) struct Params {
    pub(super) query: String,
    pub(super) operation_name: Option<String>,
    pub(super) variables: Map<String, Value>,
}

/// Why a JSON text is no GraphQL request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Malformed {
    #[error("the request is not valid JSON")]
    NotJson,
    #[error("send one operation per request: batches are not accepted")]
    Batch,
    #[error("the request must be a JSON object")]
    NotObject,
    #[error("\"query\" is missing: it holds the GraphQL document")]
    NoQuery,
    #[error("\"query\" must be a string")]
    Query,
    #[error("\"operationName\" must be a string")]
    OperationName,
    #[error("\"variables\" must be an object")]
    Variables,
    #[error("\"extensions\" must be an object")]
    Extensions,
}

impl Params {
    /// Reads a body.
    pub(super) fn from_json(bytes: &[u8]) -> Result<Self, Malformed> {
        Self::from_value(serde_json::from_slice(bytes).map_err(|_| Malformed::NotJson)?)
    }

    /// Reads a JSON value. `null` is the same as absent; entries without a meaning are ignored.
    pub(super) fn from_value(value: Value) -> Result<Self, Malformed> {
        let mut entries = match value {
            Value::Object(entries) => entries,
            Value::Array(_) => return Err(Malformed::Batch),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
                return Err(Malformed::NotObject);
            }
        };
        let query = match entries.remove("query") {
            Some(Value::String(query)) => query,
            None | Some(Value::Null) => return Err(Malformed::NoQuery),
            Some(_) => return Err(Malformed::Query),
        };
        let operation_name = match entries.remove("operationName") {
            None | Some(Value::Null) => None,
            Some(Value::String(name)) => Some(name),
            Some(_) => return Err(Malformed::OperationName),
        };
        let variables = object(&mut entries, "variables").ok_or(Malformed::Variables)?;
        object(&mut entries, "extensions").ok_or(Malformed::Extensions)?;
        Ok(Self {
            query,
            operation_name,
            variables,
        })
    }
}

/// The object under `key`, empty when there is none.
fn object(entries: &mut Map<String, Value>, key: &str) -> Option<Map<String, Value>> {
    match entries.remove(key) {
        None | Some(Value::Null) => Some(Map::new()),
        Some(Value::Object(object)) => Some(object),
        Some(_) => None,
    }
}

/// An operation that is within the limits, parsed, and chosen from its document.
pub(super) struct Operation {
    pub(super) label: Label,
    fields: String,
    request: Request,
}

/// What the log may say about an operation. Both parts come from the parsed document, so the name
/// is a GraphQL name and nothing else.
#[derive(Clone, Debug)]
pub(super) struct Label {
    pub(super) kind: OperationType,
    pub(super) name: Option<Name>,
}

/// Longer names are cut in the log.
const LONGEST_LOGGED_NAME: usize = 64;

impl Label {
    /// The name for the log, empty for an anonymous operation.
    pub(super) fn name(&self) -> &str {
        let name = self.name.as_ref().map_or("", Name::as_str);
        // Names are ASCII, so every index is a character's start.
        &name[..name.len().min(LONGEST_LOGGED_NAME)]
    }
}

/// Makes an operation of what was sent, or says why it will not be executed.
pub(super) fn plan<E: Executor, A: Authenticate>(
    core: &Core<E, A>,
    params: Params,
) -> Result<Operation, ServerError> {
    let limits = &core.edge.limits;
    if params.query.len() > limits.query_bytes {
        return Err(Code::CostExceeded.error(format!(
            "the document is longer than {} bytes",
            limits.query_bytes
        )));
    }
    if exceeds_tokens(&params.query, limits.query_tokens) {
        return Err(Code::CostExceeded.error(format!(
            "the document has more than {} tokens",
            limits.query_tokens
        )));
    }
    if params.query.contains("\\u0000") || params.variables.values().any(holds_nul) {
        return Err(Code::BadUserInput.error("text must not contain the character U+0000"));
    }
    let document = core.documents.parse(&params.query)?;
    expansion::check(&document).map_err(|why| match why {
        Expansion::TooLarge => Code::CostExceeded.error(format!(
            "with its fragments written out the document has more than {MOST_SELECTIONS} selections"
        )),
        Expansion::Endless => Code::BadUserInput.error("a fragment must not spread itself"),
    })?;
    let (label, definition) = choose(&document, params.operation_name.as_deref())?;
    require_variables(definition, &params.variables)?;
    let fields = root_fields(&document, &definition.selection_set.node);
    let mut request =
        Request::new(params.query).variables(Variables::from_json(Value::Object(params.variables)));
    request.operation_name = params.operation_name;
    request.set_parsed_query(Arc::unwrap_or_clone(document));
    Ok(Operation {
        label,
        fields,
        request,
    })
}

/// PostgreSQL keeps no text with this character, and nobody types it.
fn holds_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(items) => items.iter().any(holds_nul),
        Value::Object(fields) => fields.values().any(holds_nul),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// The operation that `name` selects: the only one when it is not given (GraphQL, section 6.1).
fn choose<'a>(
    document: &'a ExecutableDocument,
    name: Option<&str>,
) -> Result<(Label, &'a OperationDefinition), ServerError> {
    let (name, operation) = match (&document.operations, name) {
        (DocumentOperations::Single(operation), None) => (None, operation),
        (DocumentOperations::Multiple(operations), None) => {
            let mut operations = operations.iter();
            match (operations.next(), operations.next()) {
                (Some((name, operation)), None) => (Some(name.clone()), operation),
                _ => {
                    return Err(Code::BadUserInput.error(
                        "the document holds several operations: name one in \"operationName\"",
                    ));
                }
            }
        }
        (DocumentOperations::Multiple(operations), Some(name)) => operations
            .get_key_value(name)
            .map(|(name, operation)| (Some(name.clone()), operation))
            .ok_or_else(|| unknown_operation(name))?,
        (DocumentOperations::Single(_), Some(name)) => return Err(unknown_operation(name)),
    };
    let label = Label {
        kind: operation.node.ty,
        name,
    };
    Ok((label, &operation.node))
}

/// Refuses an operation whose required variables are missing or null. By the specification
/// (GraphQL, section 6.1.2) nothing is executed then; async-graphql would execute the operation and
/// fail in each field that uses the variable. Wrong types are found by its validation.
fn require_variables(
    operation: &OperationDefinition,
    variables: &Map<String, Value>,
) -> Result<(), ServerError> {
    for definition in operation.variable_definitions.iter().map(|at| &at.node) {
        let name = definition.name.node.as_str();
        let is_required = !definition.var_type.node.nullable && definition.default_value.is_none();
        if is_required && variables.get(name).is_none_or(Value::is_null) {
            return Err(Code::BadUserInput.error(format!("the variable \"${name}\" is required")));
        }
    }
    Ok(())
}

fn unknown_operation(name: &str) -> ServerError {
    Code::BadUserInput.error(format!("the document holds no operation named \"{name}\""))
}

/// Completes the request with who runs it and under which id, ready for the executor.
pub(super) fn prepare<E: Executor, A: Authenticate>(
    core: &Core<E, A>,
    operation: Operation,
    caller: LiveCaller<A::Caller>,
    client: &Client,
    id: &RequestId,
) -> Prepared {
    let now = caller.now();
    let request = operation
        .request
        .data(now.clone())
        .data(caller)
        .data(id.clone());
    let call = Call {
        caller: &now,
        client,
        request_id: id.clone(),
        kind: operation.label.kind,
        fields: operation.fields,
    };
    (core.edge.prepare)(call, request)
}

/// Runs a query or a mutation.
///
/// A query runs in the caller's task, and is dropped when time is up or nobody waits any more. A
/// mutation runs in a task of its own: whatever happens to the connection, it ends by itself.
pub(super) async fn execute<E: Executor, A: Authenticate>(
    core: &Core<E, A>,
    kind: OperationType,
    Prepared { request, gate }: Prepared,
) -> Outcome {
    let executor = core.edge.executor.clone();
    let run = async move { executor.execute(request).await };
    let response = if kind == OperationType::Mutation {
        core.edge
            .tasks
            .spawn(run.in_current_span())
            .await
            .map_err(|_| Fault::Panicked)
    } else {
        let guarded = AssertUnwindSafe(run).catch_unwind();
        match timeout(core.edge.limits.query_timeout, guarded).await {
            Ok(Ok(response)) => Ok(response),
            Ok(Err(_)) => Err(Fault::Panicked),
            Err(_) => Err(Fault::TimedOut),
        }
    };
    match response {
        Ok(response) => gate.pass(Outcome::of(response)).await,
        Err(fault) => {
            tracing::error!(?fault, "an operation broke off");
            Outcome::Failed(fault)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_graphql_request_is_named() {
        for (body, reason) in [
            ("", Malformed::NotJson),
            ("{", Malformed::NotJson),
            ("[{\"query\":\"{a}\"}]", Malformed::Batch),
            ("\"{a}\"", Malformed::NotObject),
            ("{}", Malformed::NoQuery),
            ("{\"query\":null}", Malformed::NoQuery),
            ("{\"query\":{}}", Malformed::Query),
            (
                "{\"query\":\"{a}\",\"operationName\":1}",
                Malformed::OperationName,
            ),
            ("{\"query\":\"{a}\",\"variables\":[]}", Malformed::Variables),
            (
                "{\"query\":\"{a}\",\"extensions\":\"\"}",
                Malformed::Extensions,
            ),
        ] {
            assert_eq!(
                Params::from_json(body.as_bytes()).unwrap_err(),
                reason,
                "{body}"
            );
        }
    }

    #[test]
    fn null_is_the_same_as_absent() {
        let body = br#"{"query":"{a}","operationName":null,"variables":null,"extensions":null}"#;
        let params = Params::from_json(body).unwrap();
        assert_eq!(params.operation_name, None);
        assert!(params.variables.is_empty());
    }

    #[test]
    fn an_operation_is_chosen_by_name_or_because_it_is_the_only_one() {
        let kind = |query: &str, name| {
            let document = async_graphql::parser::parse_query(query).unwrap();
            choose(&document, name)
                .map(|(label, _)| (label.kind, label.name().to_owned()))
                .ok()
        };
        let two = "query A { a } mutation B { b }";
        assert_eq!(
            kind("{ a }", None),
            Some((OperationType::Query, String::new()))
        );
        assert_eq!(
            kind("mutation B { b }", None),
            Some((OperationType::Mutation, "B".into()))
        );
        assert_eq!(
            kind(two, Some("B")),
            Some((OperationType::Mutation, "B".into()))
        );
        assert_eq!(kind(two, None), None);
        assert_eq!(kind(two, Some("C")), None);
        assert_eq!(kind("{ a }", Some("A")), None);
    }
}
