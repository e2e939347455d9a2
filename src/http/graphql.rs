//! `/graphql`: one query or mutation per request, by the GraphQL-over-HTTP specification.

use std::sync::Arc;

use async_graphql::{Executor, parser::types::OperationType};
use axum::{
    Extension,
    body::Bytes,
    extract::{FromRequest as _, Query, Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header},
    response::Response,
};
use serde_json::Value;
use tokio::time::timeout;

use super::{
    Authenticate, Client, Core, LiveCaller, RequestId, WEBSOCKET_PATH,
    accept::{self, Media},
    errors::Code,
    identify::identify,
    operation::{self, Params},
    outcome::{self, Outcome},
};

/// `POST /graphql`.
pub(super) async fn by_post<E: Executor, A: Authenticate>(
    State(core): State<Arc<Core<E, A>>>,
    Extension(id): Extension<RequestId>,
    Extension(client): Extension<Client>,
    request: Request,
) -> Response {
    let Some(media) = accept::negotiate(request.headers()) else {
        return Rejection::NotAcceptable.answer(Media::Json, &id);
    };
    let answered = async {
        if !accept::is_json(request.headers()) {
            return Err(Rejection::UnsupportedMediaType);
        }
        let caller = authenticated(&core, request.headers()).await?;
        let body = read_body(&core, request).await?;
        let params =
            Params::from_json(&body).map_err(|why| Rejection::Malformed(why.to_string()))?;
        run(&core, &id, media, (caller, client), params, &Method::POST).await
    };
    answered
        .await
        .unwrap_or_else(|rejection| rejection.answer(media, &id))
}

/// `GET /graphql?query=…`: queries only, as a link or an image on another site can send it.
pub(super) async fn by_get<E: Executor, A: Authenticate>(
    State(core): State<Arc<Core<E, A>>>,
    Extension(id): Extension<RequestId>,
    Extension(client): Extension<Client>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let Some(media) = accept::negotiate(&headers) else {
        return Rejection::NotAcceptable.answer(Media::Json, &id);
    };
    let answered = async {
        let caller = authenticated(&core, &headers).await?;
        let params = params_of(&uri)?;
        run(&core, &id, media, (caller, client), params, &Method::GET).await
    };
    answered
        .await
        .unwrap_or_else(|rejection| rejection.answer(media, &id))
}

/// Any other method on `/graphql`.
pub(super) async fn method_not_allowed(Extension(id): Extension<RequestId>) -> Response {
    Rejection::Method("GET, POST").answer(Media::Json, &id)
}

/// Any other path.
pub(super) async fn not_found(Extension(id): Extension<RequestId>) -> Response {
    let message = "there is nothing at this path: GraphQL is at /graphql";
    outcome::refuse(
        StatusCode::NOT_FOUND,
        Code::NotFound,
        message,
        Media::Json,
        &id,
    )
}

/// Why a request is answered before there is an operation to execute.
enum Rejection {
    NotAcceptable,
    UnsupportedMediaType,
    Unauthenticated,
    BodyTooLarge,
    BodyTooSlow,
    Malformed(String),
    /// The method is wrong for the operation; these are right.
    Method(&'static str),
}

impl Rejection {
    fn answer(self, media: Media, id: &RequestId) -> Response {
        let (status, code, message) = match &self {
            Self::NotAcceptable => (
                StatusCode::NOT_ACCEPTABLE,
                Code::BadUserInput,
                "the answer is application/graphql-response+json or application/json",
            ),
            Self::UnsupportedMediaType => (
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                Code::BadUserInput,
                "send the request as application/json in UTF-8",
            ),
            Self::Unauthenticated => (
                StatusCode::UNAUTHORIZED,
                Code::Unauthenticated,
                "the access token is not valid: sign in or refresh the session",
            ),
            Self::BodyTooLarge => (
                StatusCode::PAYLOAD_TOO_LARGE,
                Code::CostExceeded,
                "the request is too large",
            ),
            Self::BodyTooSlow => (
                StatusCode::REQUEST_TIMEOUT,
                Code::Timeout,
                "the request did not arrive in time",
            ),
            Self::Malformed(message) => (
                StatusCode::BAD_REQUEST,
                Code::BadUserInput,
                message.as_str(),
            ),
            Self::Method(_) => (
                StatusCode::METHOD_NOT_ALLOWED,
                Code::BadUserInput,
                "send mutations by POST; GET is for queries",
            ),
        };
        let mut response = outcome::refuse(status, code, message, media, id);
        let headers = response.headers_mut();
        match self {
            Self::Unauthenticated => {
                headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            }
            Self::Method(allow) => {
                headers.insert(header::ALLOW, HeaderValue::from_static(allow));
            }
            Self::NotAcceptable
            | Self::UnsupportedMediaType
            | Self::BodyTooLarge
            | Self::BodyTooSlow
            | Self::Malformed(_) => {}
        }
        response
    }
}

async fn authenticated<E: Executor, A: Authenticate>(
    core: &Core<E, A>,
    headers: &HeaderMap,
) -> Result<A::Caller, Rejection> {
    identify(core, headers)
        .await
        .map_err(|_| Rejection::Unauthenticated)
}

/// Reads the body, within the limits of size and time.
async fn read_body<E: Executor, A: Authenticate>(
    core: &Core<E, A>,
    request: Request,
) -> Result<Bytes, Rejection> {
    let body = Bytes::from_request(request, &());
    match timeout(core.edge.limits.body_timeout, body).await {
        Ok(Ok(body)) => Ok(body),
        Ok(Err(error)) if error.status() == StatusCode::PAYLOAD_TOO_LARGE => {
            Err(Rejection::BodyTooLarge)
        }
        Ok(Err(_)) => Err(Rejection::Malformed("the request broke off".to_owned())),
        Err(_) => Err(Rejection::BodyTooSlow),
    }
}

/// The parameters in a query string. `variables` and `extensions` are JSON texts, and an empty
/// `operationName` is the same as none.
fn params_of(uri: &Uri) -> Result<Params, Rejection> {
    let malformed = |message: &str| Rejection::Malformed(message.to_owned());
    let Query(pairs) = Query::<Vec<(String, String)>>::try_from_uri(uri)
        .map_err(|_| malformed("the query string cannot be read"))?;
    let mut entries = serde_json::Map::new();
    for (key, text) in pairs {
        let value = match key.as_str() {
            "operationName" if text.is_empty() => continue,
            "query" | "operationName" => Value::String(text),
            "variables" | "extensions" => serde_json::from_str(&text)
                .map_err(|_| malformed("\"variables\" and \"extensions\" must be JSON"))?,
            _ => continue,
        };
        if entries.insert(key, value).is_some() {
            return Err(malformed("a parameter is given twice"));
        }
    }
    Params::from_value(Value::Object(entries)).map_err(|why| malformed(&why.to_string()))
}

/// Plans and executes one operation.
async fn run<E: Executor, A: Authenticate>(
    core: &Core<E, A>,
    id: &RequestId,
    media: Media,
    (caller, client): (A::Caller, Client),
    params: Params,
    method: &Method,
) -> Result<Response, Rejection> {
    let operation = match operation::plan(core, params) {
        Ok(operation) => operation,
        Err(error) => return Ok(outcome::answer(Outcome::Refused(vec![error]), media, id)),
    };
    let label = operation.label.clone();
    if label.kind == OperationType::Mutation && method == Method::GET {
        return Err(Rejection::Method("POST"));
    }
    let outcome = if label.kind == OperationType::Subscription {
        Outcome::Refused(vec![Code::BadUserInput.error(format!(
            "subscriptions run over WebSocket: connect to {WEBSOCKET_PATH} with the subprotocol \
             graphql-transport-ws"
        ))])
    } else {
        let prepared = operation::prepare(core, operation, LiveCaller::fixed(caller), &client, id);
        operation::execute(core, label.kind, prepared).await
    };
    let mut response = outcome::answer(outcome, media, id);
    response.extensions_mut().insert(label);
    Ok(response)
}
