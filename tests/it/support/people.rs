//! People who sign in with their password, as clients do.

use serde_json::{Value, json};

use super::network::{PASSWORD, email};
use super::{Caller, Reply, Server};

/// What a client holds after signing in.
#[derive(Debug, Clone)]
pub(crate) struct SignedIn {
    pub(crate) token: String,
    pub(crate) refresh_token: String,
    /// The global id of the session.
    pub(crate) session: String,
}

/// The person of that organization signs in.
pub(crate) async fn sign_in(server: &Server, key: &str) -> SignedIn {
    let reply = try_sign_in(&server.anonymous(), &email(key), PASSWORD).await;
    signed_in(server, &reply).await
}

/// Somebody tries to sign in.
pub(crate) async fn try_sign_in(caller: &Caller, email: &str, password: &str) -> Reply {
    let document = "mutation($input: SignInInput!) {
      signIn(input: $input) {
        session { token refreshToken expiresAt refreshExpiresAt viewer { roles } }
        retryAfterSeconds
        userErrors { code message path }
      }
    }";
    let input = json!({ "email": email, "password": password });
    caller.query(document, json!({ "input": input })).await
}

/// Somebody goes on with a session.
pub(crate) async fn try_refresh(server: &Server, refresh_token: &str) -> Reply {
    let document = "mutation($input: RefreshSessionInput!) {
      refreshSession(input: $input) {
        session { token refreshToken expiresAt refreshExpiresAt viewer { roles } }
        userErrors { code message path }
      }
    }";
    let input = json!({ "refreshToken": refresh_token });
    let variables = json!({ "input": input });
    server.anonymous().query(document, variables).await
}

/// What an answer gave that let somebody in.
pub(crate) async fn signed_in(server: &Server, reply: &Reply) -> SignedIn {
    let session = &reply.done()["session"];
    let text = |key: &str| session[key].as_str().unwrap().to_owned();
    let token = text("token");
    let current = sessions(&server.anonymous().with_token(&token)).await;
    let current = current.iter().find(|one| one["isCurrent"] == true);
    SignedIn {
        session: current.unwrap()["id"].as_str().unwrap().to_owned(),
        refresh_token: text("refreshToken"),
        token,
    }
}

/// The sessions of a caller, as the caller sees them.
pub(crate) async fn sessions(caller: &Caller) -> Vec<Value> {
    let document = "{ viewer { sessions {
      id createdAt lastUsedAt expiresAt address userAgent isCurrent
    } } }";
    let reply = caller.query(document, json!({})).await;
    reply.field()["sessions"].as_array().unwrap().clone()
}
