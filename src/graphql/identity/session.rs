use async_graphql::{ID, Object, SimpleObject};
use secrecy::ExposeSecret;

use super::viewer::Viewer;
use crate::graphql::node::NodeKind;
use crate::graphql::scalars::DateTime;
use crate::identity;

/// What a signed-in person works with.
#[derive(SimpleObject)]
#[graphql(name = "Session")]
pub struct SignedIn {
    /// The access token: for the header `Authorization: Bearer …`, and for `connection_init` on a
    /// socket. Keep it in memory only.
    token: String,
    /// From this instant on the access token is refused; refresh the session before.
    expires_at: DateTime,
    /// Good once, for `refreshSession`, which gives the next one. Keep it where no other site or
    /// program can read it. Used a second time, by whomever, it ends the session.
    refresh_token: String,
    /// When the session ends if it is not refreshed before. Refreshing moves this, up to a fixed
    /// age of the session; then sign in again.
    refresh_expires_at: DateTime,
    /// Who signed in.
    viewer: Viewer,
}

impl From<identity::SignedIn> for SignedIn {
    fn from(signed_in: identity::SignedIn) -> Self {
        Self {
            token: signed_in.token.expose_secret().to_owned(),
            expires_at: DateTime(signed_in.expires_at),
            refresh_token: signed_in.refresh_token.expose_secret().to_owned(),
            refresh_expires_at: DateTime(signed_in.refresh_expires_at),
            viewer: Viewer(signed_in.viewer),
        }
    }
}

/// One of the viewer's sessions: a sign-in from one place, which goes on.
pub struct ViewerSession(pub identity::Session);

/// One of the viewer's sessions: a sign-in from one place, which goes on.
#[Object]
impl ViewerSession {
    /// Names the session in `endSession`; it is no node.
    async fn id(&self) -> ID {
        NodeKind::Session.encode(self.0.id.0)
    }

    /// When the person signed in.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// When the session was last refreshed, at first that of the sign-in.
    async fn last_used_at(&self) -> DateTime {
        DateTime(self.0.last_used_at)
    }

    /// When the session ends if it is not refreshed before.
    async fn expires_at(&self) -> DateTime {
        DateTime(self.0.expires_at)
    }

    /// The network address from which it was last refreshed; null when it is not known.
    async fn address(&self) -> Option<&str> {
        self.0.address.as_deref()
    }

    /// What the client's program called itself then, in its `User-Agent`; null when it did not.
    async fn user_agent(&self) -> Option<&str> {
        self.0.user_agent.as_deref()
    }

    /// Whether it is the session of the token that asks.
    async fn is_current(&self) -> bool {
        self.0.is_current
    }
}
