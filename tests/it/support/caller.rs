//! Somebody who calls the public API.

use handoff::access::Person;
use serde_json::{Value, json};

use super::{Live, Reply, Server};

/// Somebody who calls a server: a person with a token, or nobody in particular. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Caller {
    server: Server,
    person: Option<Person>,
}

impl Caller {
    pub(super) fn new(server: Server, person: Option<Person>) -> Self {
        Self { server, person }
    }

    /// The same person at another server.
    pub(crate) fn at(&self, server: &Server) -> Self {
        Self {
            server: server.clone(),
            person: self.person.clone(),
        }
    }

    /// Who it is.
    pub(crate) fn person(&self) -> &Person {
        self.person.as_ref().expect("a signed-in caller")
    }

    /// A token that is good now.
    pub(crate) fn token(&self) -> Option<String> {
        self.person.as_ref().map(|person| self.server.token(person))
    }

    /// Runs a query or mutation over HTTP.
    pub(crate) async fn query(&self, document: &str, variables: Value) -> Reply {
        self.try_query(document, variables).await.unwrap()
    }

    /// Runs a query or mutation; fails where the server goes away before it has answered.
    pub(crate) async fn try_query(
        &self,
        document: &str,
        variables: Value,
    ) -> Result<Reply, reqwest::Error> {
        let mut request = self
            .server
            .http()
            .post(format!("http://{}/graphql", self.server.address()))
            .header("accept", "application/graphql-response+json")
            .json(&json!({ "query": document, "variables": variables }));
        if let Some(token) = self.token() {
            request = request.bearer_auth(token);
        }
        let response = request.send().await?;
        let status = response.status().as_u16();
        Ok(Reply::new(status, response.json().await?))
    }

    /// Subscribes over a WebSocket of its own.
    pub(crate) async fn subscribe(&self, document: &str, variables: Value) -> Live {
        Live::open(self.server.address(), self.token(), document, variables).await
    }
}
