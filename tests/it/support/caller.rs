//! Somebody who calls the public API.

use handoff::access::Person;
use serde_json::{Value, json};

use super::{Live, Reply, Server};

/// Somebody who calls a server: a person with a token, or nobody in particular. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Caller {
    server: Server,
    person: Option<Person>,
    /// The token to send, in place of one that is made for the person.
    bearer: Option<String>,
    /// What a proxy in front says of the caller's address.
    address: Option<String>,
}

impl Caller {
    pub(super) fn new(server: Server, person: Option<Person>) -> Self {
        Self {
            server,
            person,
            bearer: None,
            address: None,
        }
    }

    /// The same with that token, good or not.
    pub(crate) fn with_token(self, token: &str) -> Self {
        Self {
            bearer: Some(token.to_owned()),
            ..self
        }
    }

    /// The same at that address, where the server trusts a proxy on this machine.
    pub(crate) fn with_address(self, address: &str) -> Self {
        Self {
            address: Some(address.to_owned()),
            ..self
        }
    }

    /// The same person at another server.
    pub(crate) fn at(&self, server: &Server) -> Self {
        Self {
            server: server.clone(),
            ..self.clone()
        }
    }

    /// Whether it is somebody of a provider.
    pub(crate) fn is_of_provider(&self) -> bool {
        let person = self.person.as_ref();
        person.is_some_and(|person| person.kind == entity::types::OrganizationKind::Provider)
    }

    /// Who it is.
    pub(crate) fn person(&self) -> &Person {
        self.person.as_ref().expect("a signed-in caller")
    }

    /// A token that is good now.
    pub(crate) fn token(&self) -> Option<String> {
        let made = || self.person.as_ref().map(|person| self.server.token(person));
        self.bearer.clone().or_else(made)
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
        if let Some(address) = &self.address {
            request = request.header("x-forwarded-for", address);
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
