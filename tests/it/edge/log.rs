//! What the log says about requests, and what it must not say.

use std::{
    io,
    sync::{Arc, Mutex},
    time::Duration,
};

use serde_json::json;
use tracing_subscriber::fmt::MakeWriter;

use super::server::Server;

#[derive(Clone, Default)]
struct Captured(Arc<Mutex<Vec<u8>>>);

impl io::Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Captured {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

impl Captured {
    fn lines(&self) -> Vec<String> {
        let bytes = self.0.lock().unwrap();
        String::from_utf8_lossy(&bytes)
            .lines()
            .map(str::to_owned)
            .collect()
    }
}

#[tokio::test]
async fn a_request_leaves_one_line_with_its_operation_and_nothing_of_what_it_holds() {
    // As long as there is only one dispatcher, tracing asks that of whichever thread meets a line
    // first, and other tests have none: the line would be off for all. With two it asks both.
    let _second = tracing::Dispatch::new(tracing_subscriber::registry());
    let captured = Captured::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .with_writer(captured.clone())
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    let server = Server::start().await;

    let body = json!({
        "query": "query Greet($name: String) { hello(name: $name) inline: hello(name: \"Secret1\") \
                  unforeseen }",
        "variables": { "name": "Secret2" },
    });
    let token = "secret3:1:60";
    server.post(&body).bearer_auth(token).send().await.unwrap();
    let get = server.http.get(server.url("/graphql"));
    get.query(&[("query", "{hello(name:\"Secret4\")}")])
        .send()
        .await
        .unwrap();
    server
        .http
        .get(server.url("/members/Secret5"))
        .send()
        .await
        .unwrap();
    let mut socket = server.socket_as(token).await;
    socket
        .subscribe("Secret6", "query Greet { hello(name: \"Secret7\") }")
        .await;
    socket.receive().await;
    socket.receive().await;
    socket
        .subscribe("Secret6", "subscription { count(to: 9, everyMs: 10000) }")
        .await;
    socket
        .subscribe("Secret6", "subscription { count(to: 9, everyMs: 10000) }")
        .await;
    socket.closed().await;
    drop(socket);
    tokio::time::sleep(Duration::from_millis(50)).await;

    let lines: Vec<String> = captured
        .lines()
        .into_iter()
        .filter(|line| line.contains("handoff::"))
        .collect();
    let count = |parts: &[&str]| {
        let has_all = |line: &&String| parts.iter().all(|part| line.contains(part));
        lines.iter().filter(has_all).count()
    };
    let request = [
        ": request ",
        "method=\"POST\"",
        "route=\"/graphql\"",
        "status=200",
    ];
    assert_eq!(count(&request), 1, "{lines:#?}");
    assert_eq!(
        count(&[
            "operation=\"Greet\"",
            "kind=\"query\"",
            "request_id=\"id-0\""
        ]),
        1
    );
    assert_eq!(count(&[": request ", "route=\"(none)\"", "status=404"]), 1);
    assert_eq!(
        count(&[
            ": operation ",
            "operation=\"Greet\"",
            "kind=query",
            "sent=1"
        ]),
        1
    );
    assert_eq!(count(&["socket closed", "code=4409"]), 1);
    assert_eq!(count(&["ecret"]), 0, "{lines:#?}");
    assert_eq!(count(&["constraint"]), 0, "{lines:#?}");
}
