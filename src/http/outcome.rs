//! What became of an operation, and how it is told: status and body.

use async_graphql::{Name, PathSegment, Response, ServerError, Value};
use axum::{
    body::Body,
    http::{HeaderValue, StatusCode, header},
    response::Response as HttpResponse,
};
use serde::Serialize;

use super::{
    RequestId,
    accept::Media,
    errors::{Code, INTERNAL_ERROR, name_request, settle_field_error, settle_request_error},
};

/// Why an operation that had begun brought no response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// A resolver panicked.
    Panicked,
    /// A query ran out of time.
    TimedOut,
    /// The answer must not leave.
    Withheld,
}

/// What became of an operation.
#[derive(Debug)]
pub(super) enum Outcome {
    /// It was executed. There is data, or there are errors that say where they arose.
    Executed(Response),
    /// It was never executed: the document, the variables or the choice of operation is wrong.
    Refused(Vec<ServerError>),
    /// It began, and broke off.
    Failed(Fault),
}

impl Outcome {
    /// The outcome that a response of the executor stands for. The executor does not say whether
    /// it got as far as executing; but errors that arise in a field have a path, and those of
    /// parsing, validation and variables have none, and no data beside them.
    pub(super) fn of(response: Response) -> Self {
        let refused = !response.errors.is_empty()
            && response.data == Value::Null
            && response.errors.iter().all(|error| error.path.is_empty());
        if refused {
            Self::Refused(response.errors)
        } else {
            Self::Executed(response)
        }
    }

    /// The errors of the executor, as they came.
    pub(super) fn errors(&self) -> &[ServerError] {
        match self {
            Self::Executed(response) => &response.errors,
            Self::Refused(errors) => errors,
            Self::Failed(_) => &[],
        }
    }

    /// The same, as the client may see it: each error has a code and the request's id.
    pub(super) fn settle(self, id: &RequestId) -> Settled {
        match self {
            Self::Executed(mut response) => {
                for error in &mut response.errors {
                    put_null(&mut response.data, &error.path);
                    settle_field_error(error, id);
                }
                Settled::Executed(response)
            }
            Self::Refused(mut errors) => {
                for error in &mut errors {
                    settle_request_error(error, id);
                }
                Settled::NotExecuted(errors, Refusal::Request)
            }
            Self::Failed(fault) => {
                let (mut error, refusal) = match fault {
                    Fault::Panicked | Fault::Withheld => {
                        (Code::Internal.error(INTERNAL_ERROR), Refusal::Panic)
                    }
                    Fault::TimedOut => (
                        Code::Timeout.error("the query took too long; ask for less at once"),
                        Refusal::Timeout,
                    ),
                };
                name_request(&mut error, id);
                Settled::NotExecuted(vec![error], refusal)
            }
        }
    }
}

/// An outcome that is ready to leave.
#[derive(Debug)]
pub(super) enum Settled {
    /// Data, or errors with a path, or both.
    Executed(Response),
    /// Errors only, and what kind of failure they are.
    NotExecuted(Vec<ServerError>, Refusal),
}

/// Why there is no data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// The request is at fault.
    Request,
    /// The program is at fault.
    Panic,
    /// There was not enough time.
    Timeout,
}

/// Puts `null` where a field failed. async-graphql 7 leaves the field out, and clients take a field
/// that is absent for a mistake of the server. It does not know which fields may be null either: an
/// object none of whose fields came about is null as a whole, and stays so.
fn put_null(data: &mut Value, path: &[PathSegment]) {
    match (data, path) {
        (Value::Object(fields), [PathSegment::Field(key), rest @ ..]) => {
            if let Some(field) = fields.get_mut(key.as_str()) {
                put_null(field, rest);
            } else if rest.is_empty() {
                fields.insert(Name::new(key), Value::Null);
            }
        }
        (Value::List(items), [PathSegment::Index(index), rest @ ..]) => {
            if let Some(item) = items.get_mut(*index) {
                put_null(item, rest);
            }
        }
        _ => {}
    }
}

/// A GraphQL response as it is written. `data` is absent when nothing was executed (GraphQL,
/// section 7.1); async-graphql would write `null`. `errors` come first, so that they are seen.
#[derive(Serialize)]
pub(super) struct ResponseBody<'a> {
    #[serde(skip_serializing_if = "<[ServerError]>::is_empty")]
    errors: &'a [ServerError],
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<&'a Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    extensions: Option<&'a std::collections::BTreeMap<String, Value>>,
}

impl<'a> ResponseBody<'a> {
    /// The body for an operation that was executed.
    pub(super) fn executed(response: &'a Response) -> Self {
        Self {
            errors: &response.errors,
            data: Some(&response.data),
            extensions: (!response.extensions.is_empty()).then_some(&response.extensions),
        }
    }

    /// The body for one that was not.
    pub(super) fn not_executed(errors: &'a [ServerError]) -> Self {
        Self {
            errors,
            data: None,
            extensions: None,
        }
    }
}

/// The HTTP response for an outcome.
pub(super) fn answer(outcome: Outcome, media: Media, id: &RequestId) -> HttpResponse {
    match outcome.settle(id) {
        Settled::Executed(response) => {
            write(StatusCode::OK, media, &ResponseBody::executed(&response))
        }
        Settled::NotExecuted(errors, refusal) => write(
            status(refusal, media),
            media,
            &ResponseBody::not_executed(&errors),
        ),
    }
}

/// The HTTP response for a request that is refused before its media types were agreed, or because
/// of them.
pub(super) fn refuse(
    status: StatusCode,
    code: Code,
    message: &str,
    media: Media,
    id: &RequestId,
) -> HttpResponse {
    let mut error = code.error(message);
    name_request(&mut error, id);
    write(status, media, &ResponseBody::not_executed(&[error]))
}

/// The status of an operation without data. Older clients read a body of `application/json` only
/// when the status is 200, so there a refused document is 200; a fault of the server never is.
fn status(refusal: Refusal, media: Media) -> StatusCode {
    match (refusal, media) {
        (Refusal::Request, Media::Json) => StatusCode::OK,
        (Refusal::Request, Media::GraphqlResponse) => StatusCode::BAD_REQUEST,
        (Refusal::Panic, _) => StatusCode::INTERNAL_SERVER_ERROR,
        (Refusal::Timeout, _) => StatusCode::GATEWAY_TIMEOUT,
    }
}

fn write(status: StatusCode, media: Media, body: &ResponseBody<'_>) -> HttpResponse {
    let mut bytes = Vec::with_capacity(8 * 1024);
    let (status, body) = match serde_json::to_writer(&mut bytes, body) {
        Ok(()) => (status, Body::from(bytes)),
        Err(error) => {
            tracing::error!(%error, "a response could not be written");
            (StatusCode::INTERNAL_SERVER_ERROR, Body::empty())
        }
    };
    let mut response = HttpResponse::new(body);
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, media.content_type());
    // What is accepted decides the form of the answer; caches are told, though nothing is stored.
    response
        .headers_mut()
        .insert(header::VARY, HeaderValue::from_static("accept"));
    response
}

#[cfg(test)]
mod tests {
    use async_graphql::value;

    use super::*;

    fn in_field(message: &str) -> ServerError {
        ServerError::new(message, None).with_path(vec![PathSegment::Field("member".into())])
    }

    #[test]
    fn a_field_that_failed_is_null() {
        let field = |name: &str| PathSegment::Field(name.to_owned());
        let mut data = value!({ "referrals": [{ "number": "A" }, null], "viewer": null });
        put_null(
            &mut data,
            &[field("referrals"), PathSegment::Index(0), field("member")],
        );
        put_null(
            &mut data,
            &[field("referrals"), PathSegment::Index(1), field("member")],
        );
        put_null(&mut data, &[field("viewer"), field("user")]);
        put_null(&mut data, &[field("absent"), field("user")]);
        let expected = value!({
            "referrals": [{ "number": "A", "member": null }, null],
            "viewer": null,
        });
        assert_eq!(data, expected);
    }

    #[test]
    fn errors_with_a_path_mean_that_the_operation_was_executed() {
        let executed = Response::from_errors(vec![in_field("no")]);
        assert!(matches!(Outcome::of(executed), Outcome::Executed(_)));
        let refused = Response::from_errors(vec![ServerError::new("no", None)]);
        assert!(matches!(Outcome::of(refused), Outcome::Refused(_)));
    }
}
