use async_graphql::{Context, ID, InputObject, Object, SimpleObject};

use crate::graphql::error::Settle as _;
use crate::graphql::identity::ViewerSession;
use crate::graphql::node::NodeKind;
use crate::graphql::{ApiError, ContextExt};
use crate::identity::SessionId;

/// Which session is to end.
#[derive(InputObject)]
pub struct EndSessionInput {
    /// One of `viewer { sessions { id } }`.
    session_id: ID,
}

/// What is left.
#[derive(SimpleObject)]
pub struct EndSessionPayload {
    /// The viewer's sessions that go on.
    sessions: Vec<ViewerSession>,
}

/// Ending one of one's sessions.
#[derive(Default)]
pub struct EndSession;

#[Object]
impl EndSession {
    /// End one of the viewer's sessions, for example on a computer that was left behind. A session
    /// that has ended already stays as it is.
    async fn end_session(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which session is to end.")] input: EndSessionInput,
    ) -> Result<EndSessionPayload, ApiError> {
        let op = ctx.signed_in()?;
        let id = SessionId(NodeKind::Session.parse(&input.session_id)?);
        let identity = &ctx.services()?.identity;
        identity.end_session(op, id).await.settle_query()?;
        let sessions = identity.sessions(op).await?;
        Ok(EndSessionPayload {
            sessions: sessions.into_iter().map(ViewerSession).collect(),
        })
    }
}
