//! `/graphql` by the GraphQL-over-HTTP specification.

use reqwest::{Method, Response};
use serde_json::json;

use super::server::{Server, answer, limits, only_code};

const MODERN: &str = "application/graphql-response+json";
const LEGACY: &str = "application/json";

async fn post_raw(server: &Server, content_type: Option<&str>, body: &str) -> Response {
    let mut request = server
        .http
        .post(server.url("/graphql"))
        .body(body.to_owned());
    if let Some(content_type) = content_type {
        request = request.header("content-type", content_type);
    }
    request.send().await.unwrap()
}

fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    response.headers().get(name).unwrap().to_str().unwrap()
}

#[tokio::test]
async fn a_query_is_answered_in_the_accepted_media_type() {
    let server = Server::start().await;
    for (accept, content_type) in [
        (MODERN, "application/graphql-response+json; charset=utf-8"),
        (LEGACY, "application/json; charset=utf-8"),
        ("*/*", "application/json; charset=utf-8"),
    ] {
        let request = server
            .http
            .post(server.url("/graphql"))
            .header("accept", accept);
        let response = request
            .json(&json!({ "query": "{hello}" }))
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), 200);
        assert_eq!(header(&response, "content-type"), content_type);
        assert_eq!(
            response.text().await.unwrap(),
            r#"{"data":{"hello":"hello world"}}"#
        );
    }
}

#[tokio::test]
async fn a_client_that_accepts_neither_type_gets_406() {
    let server = Server::start().await;
    let request = server
        .post(&json!({ "query": "{hello}" }))
        .header("accept", "text/html");
    // Both `Accept` headers count; the first one alone would do.
    let (status, _) = answer(request).await;
    assert_eq!(status, 200);
    let request = server
        .http
        .post(server.url("/graphql"))
        .header("accept", "text/html");
    let (status, body) = answer(request.json(&json!({ "query": "{hello}" }))).await;
    assert_eq!((status, only_code(&body)), (406, "BAD_USER_INPUT"));
}

#[tokio::test]
async fn only_json_is_taken_in() {
    let server = Server::start().await;
    let body = r#"{"query":"mutation{add}"}"#;
    for content_type in [
        Some("text/plain"),
        Some("application/x-www-form-urlencoded"),
        Some("multipart/form-data; boundary=x"),
        Some("application/json; charset=utf-16"),
        None,
    ] {
        let response = post_raw(&server, content_type, body).await;
        assert_eq!(response.status(), 415, "{content_type:?}");
        assert_eq!(only_code(&response.json().await.unwrap()), "BAD_USER_INPUT");
    }
    server
        .until(|deeds| deeds.added.load(std::sync::atomic::Ordering::SeqCst) == 0)
        .await;
    let response = post_raw(&server, Some("application/json; charset=UTF-8"), body).await;
    assert_eq!(response.status(), 200);
}

#[tokio::test]
async fn what_is_no_graphql_request_is_400_in_both_types() {
    let server = Server::start().await;
    for accept in [MODERN, LEGACY] {
        for (body, message) in [
            ("{", "the request is not valid JSON"),
            ("{}", "\"query\" is missing: it holds the GraphQL document"),
            (
                r#"[{"query":"{hello}"}]"#,
                "send one operation per request: batches are not accepted",
            ),
            (
                r#"{"query":"{hello}","variables":1}"#,
                "\"variables\" must be an object",
            ),
        ] {
            let request = server
                .http
                .post(server.url("/graphql"))
                .header("accept", accept);
            let request = request.header("content-type", "application/json");
            let (status, answer) = answer(request.body(body)).await;
            assert_eq!(
                (status, only_code(&answer)),
                (400, "BAD_USER_INPUT"),
                "{body}"
            );
            assert_eq!(answer["errors"][0]["message"], message);
        }
    }
}

#[tokio::test]
async fn what_was_never_executed_is_400_or_for_older_clients_200_and_has_no_data() {
    let server = Server::start().await;
    for query in [
        "{",
        "{ nothing }",
        "query A { hello } query B { hello }",
        "query ($name: String!) { hello(name: $name) }",
    ] {
        let body = json!({ "query": query });
        let (status, modern) = answer(server.post(&body)).await;
        assert_eq!(
            (status, only_code(&modern)),
            (400, "BAD_USER_INPUT"),
            "{query}"
        );
        assert!(modern.get("data").is_none(), "{modern}");

        let request = server
            .http
            .post(server.url("/graphql"))
            .header("accept", LEGACY);
        let (status, legacy) = answer(request.json(&body)).await;
        assert_eq!(
            (status, only_code(&legacy)),
            (200, "BAD_USER_INPUT"),
            "{query}"
        );
        assert!(legacy.get("data").is_none(), "{legacy}");
    }
}

#[tokio::test]
async fn operations_are_chosen_by_name_and_get_their_variables() {
    let server = Server::start().await;
    let body = json!({
        "query": "query A { caller } query B($name: String) { hello(name: $name) }",
        "operationName": "B",
        "variables": { "name": "Ana" },
        "extensions": { "client": "test" },
    });
    let (status, body) = answer(server.post(&body)).await;
    assert_eq!(
        (status, &body),
        (200, &json!({ "data": { "hello": "hello Ana" } }))
    );
}

#[tokio::test]
async fn a_field_that_fails_leaves_the_rest_standing() {
    let server = Server::start().await;
    let (status, body) = server.run("{ hello forbidden }").await;
    assert_eq!((status, only_code(&body)), (200, "FORBIDDEN"));
    assert_eq!(
        body["data"],
        json!({ "hello": "hello world", "forbidden": null })
    );
    assert_eq!(body["errors"][0]["message"], "not yours");
}

#[tokio::test]
async fn an_unforeseen_error_tells_nothing() {
    let server = Server::start().await;
    let (status, body) = server.run("{ unforeseen }").await;
    assert_eq!((status, only_code(&body)), (200, "INTERNAL"));
    assert!(!body.to_string().contains("cin"), "{body}");
}

#[tokio::test]
async fn get_is_for_queries() {
    let server = Server::start().await;
    let get = |pairs: &[(&str, &str)]| server.http.get(server.url("/graphql")).query(pairs);

    let query = "query Q($name: String) { hello(name: $name) }";
    let variables = r#"{"name":"Ana"}"#;
    let request = get(&[
        ("query", query),
        ("variables", variables),
        ("operationName", ""),
    ]);
    assert_eq!(
        answer(request).await,
        (200, json!({ "data": { "hello": "hello Ana" } }))
    );

    let response = get(&[("query", "mutation { add }")]).send().await.unwrap();
    assert_eq!(
        (response.status().as_u16(), header(&response, "allow")),
        (405, "POST")
    );
    assert_eq!(only_code(&response.json().await.unwrap()), "BAD_USER_INPUT");
    assert_eq!(
        server.deeds.added.load(std::sync::atomic::Ordering::SeqCst),
        0
    );

    for pairs in [
        &[][..],
        &[("query", "{hello}"), ("variables", "[]")],
        &[("query", "{hello}"), ("variables", "{")],
        &[("query", "{hello}"), ("query", "{caller}")],
    ] {
        let (status, body) = answer(get(pairs)).await;
        assert_eq!(
            (status, only_code(&body)),
            (400, "BAD_USER_INPUT"),
            "{pairs:?}"
        );
    }
}

#[tokio::test]
async fn other_methods_and_paths_are_refused() {
    let server = Server::start().await;
    let put = server
        .http
        .request(Method::PUT, server.url("/graphql"))
        .send()
        .await
        .unwrap();
    assert_eq!(
        (put.status().as_u16(), header(&put, "allow")),
        (405, "GET, POST")
    );
    let (status, body) = answer(server.http.get(server.url("/graphiql"))).await;
    assert_eq!((status, only_code(&body)), (404, "NOT_FOUND"));
}

#[tokio::test]
async fn a_subscription_by_http_is_sent_to_the_socket() {
    let server = Server::start().await;
    let (status, body) = server.run("subscription { count(to: 1) }").await;
    assert_eq!((status, only_code(&body)), (400, "BAD_USER_INPUT"));
    assert!(
        body["errors"][0]["message"]
            .as_str()
            .unwrap()
            .contains("/graphql/ws")
    );
}

#[tokio::test]
async fn a_body_above_the_limit_is_413() {
    let server = Server::start().await;
    let body = json!({ "query": "{hello}", "padding": "x".repeat(64 * 1024) });
    let (status, body) = answer(server.post(&body)).await;
    assert_eq!((status, only_code(&body)), (413, "COST_EXCEEDED"));
}

#[tokio::test]
async fn documents_above_the_limits_are_refused_before_they_run() {
    let mut limits = limits();
    (limits.query_bytes, limits.query_tokens) = (200, 20);
    let server = Server::with_limits(limits).await;
    let at_limit = format!("mutation {{ {} }}", "add ".repeat(17));
    for query in [
        format!("mutation {{ add }} #{}", "x".repeat(200)),
        format!("mutation {{ {} }}", "add ".repeat(18)),
        "{nested{nested{nested{nested{nested{nested{hello}}}}}}}".to_owned(),
    ] {
        let (status, body) = server.run(&query).await;
        assert_eq!(
            (status, only_code(&body)),
            (400, "COST_EXCEEDED"),
            "{query}"
        );
    }
    assert_eq!(
        server.deeds.added.load(std::sync::atomic::Ordering::SeqCst),
        0
    );
    assert_eq!(server.run(&at_limit).await.0, 200);
}

#[tokio::test]
async fn the_schemas_complexity_limit_is_about_cost() {
    let server = Server::start().await;
    let aliases: Vec<String> = (0..60).map(|n| format!("a{n}: hello")).collect();
    let (status, body) = server.run(&format!("{{ {} }}", aliases.join(" "))).await;
    assert_eq!((status, only_code(&body)), (400, "COST_EXCEEDED"));
}

#[tokio::test]
async fn the_bearer_token_says_who_is_calling() {
    let server = Server::start().await;
    let query = json!({ "query": "{ caller prepared requestId }" });
    let (_, body) = answer(server.post(&query)).await;
    assert_eq!(body["data"]["caller"], "nobody");

    let response = server
        .post(&query)
        .bearer_auth("ana:1:60")
        .send()
        .await
        .unwrap();
    let id = header(&response, "x-request-id").to_owned();
    let body: serde_json::Value = response.json().await.unwrap();
    assert_eq!(
        body["data"],
        json!({ "caller": "ana", "prepared": format!("ana {id}"), "requestId": id })
    );
}

#[tokio::test]
async fn a_bad_or_expired_token_is_401() {
    let server = Server::start().await;
    let query = json!({ "query": "{ caller }" });
    server.clock.advance(chrono::TimeDelta::minutes(60));
    for authorization in [
        "Bearer nonsense",
        "Bearer ana:1:60",
        "Bearer ",
        "Basic ana:1:99",
    ] {
        let request = server.post(&query).header("authorization", authorization);
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 401, "{authorization}");
        assert_eq!(header(&response, "www-authenticate"), "Bearer");
        assert_eq!(
            only_code(&response.json().await.unwrap()),
            "UNAUTHENTICATED"
        );
    }
    let (status, _) = answer(server.post(&query).bearer_auth("ana:1:61")).await;
    assert_eq!(status, 200);
}

#[tokio::test]
async fn every_response_has_the_boundarys_headers() {
    let server = Server::start().await;
    for path in [
        "/graphql?query={hello}",
        "/graphql",
        "/nowhere",
        "/graphql/ws",
        "/health/live",
    ] {
        let response = server.http.get(server.url(path)).send().await.unwrap();
        assert!(
            header(&response, "x-request-id").starts_with("id-"),
            "{path}"
        );
        assert_eq!(header(&response, "x-content-type-options"), "nosniff");
        assert_eq!(header(&response, "cache-control"), "no-store");
    }
}

#[tokio::test]
async fn health_tells_live_from_ready() {
    let server = Server::start().await;
    let get = async |path| answer(server.http.get(server.url(path))).await;
    assert_eq!(
        get("/health/live").await,
        (200, json!({ "status": "live" }))
    );
    assert_eq!(
        get("/health/ready").await,
        (200, json!({ "status": "ready" }))
    );
    server.run("mutation { add }").await;
    assert_eq!(
        get("/health/ready").await,
        (503, json!({ "status": "not ready" }))
    );
}
